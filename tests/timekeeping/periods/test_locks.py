"""Locked periods of users, and the days that they include."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from andante.kit.call import Call
from andante.kit.database import Database
from andante.timekeeping.periods.actions import lock_period, unlock_period
from andante.timekeeping.periods.queries import find_locked_days
from andante.timekeeping.periods.rules import Period, PeriodLock, locked_days
from tests.cast import ACCOUNT_IDS
from tests.statements import statements

ALICE, BOB = ACCOUNT_IDS["alice"], ACCOUNT_IDS["bob"]
WEEK = Period(dt.date(2026, 3, 9), dt.date(2026, 3, 15))
DAY = dt.timedelta(days=1)

days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
users = st.sampled_from(["alice", "bob", "carol"])
locks = st.builds(lambda user, first, length: PeriodLock(user, first, first + length * DAY, "APPROVED"), users, days, st.integers(0, 40))


@given(st.lists(st.tuples(users, days)), st.lists(locks, max_size=8))
def test_a_day_is_locked_only_if_a_lock_of_that_user_includes_it(pairs: list[tuple[str, dt.date]], existing: list[PeriodLock]) -> None:
    found = locked_days(pairs, existing)

    for user, day in pairs:
        spanning = [lock for lock in existing if lock.account_id == user and lock.from_date <= day <= lock.to_date]
        assert ((user, day) in found) == bool(spanning)
    assert all(lock in existing for lock in found.values())


def test_a_lock_includes_its_first_and_last_day(call: Call) -> None:
    lock_period(call, ALICE, WEEK, "IN_REVIEW")

    requested = [(ALICE, WEEK.from_ - DAY), (ALICE, WEEK.from_), (ALICE, WEEK.to), (ALICE, WEEK.to + DAY), (BOB, WEEK.from_)]
    assert list(find_locked_days(call, requested)) == [(ALICE, WEEK.from_), (ALICE, WEEK.to)]


def test_a_lock_changes_its_state_and_is_removed(call: Call) -> None:
    lock_period(call, ALICE, WEEK, "IN_REVIEW")
    lock_period(call, ALICE, WEEK, "APPROVED")
    assert [lock.state for lock in find_locked_days(call, [(ALICE, WEEK.to)]).values()] == ["APPROVED"]

    unlock_period(call, ALICE, WEEK)
    assert find_locked_days(call, [(ALICE, WEEK.to)]) == {}


def test_a_day_with_two_locks_stays_locked_when_one_is_removed(call: Call) -> None:
    """A change from weeks to months leads to such locks."""
    month = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    for period in (WEEK, month):
        lock_period(call, ALICE, period, "APPROVED")

    unlock_period(call, ALICE, WEEK)

    assert list(find_locked_days(call, [(ALICE, WEEK.to)])) == [(ALICE, WEEK.to)]


def test_the_number_of_statements_does_not_depend_on_the_number_of_days(call: Call, database: Database) -> None:
    with statements(database) as for_one:
        find_locked_days(call, [(ALICE, WEEK.to)])
    with statements(database) as for_many:
        find_locked_days(call, [(user, WEEK.to - day * DAY) for user in ACCOUNT_IDS.values() for day in range(300)])

    assert len(for_one) == len(for_many) <= 2
    assert find_locked_days(call, []) == {}
