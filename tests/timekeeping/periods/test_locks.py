"""Locks on periods: which days of whom they lie on."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from andante.kit.call import Call
from andante.kit.database import Database
from andante.timekeeping.periods import actions as periods
from andante.timekeeping.periods.rules import Lock, Period, locked
from tests.cast import ACCOUNT_IDS
from tests.statements import statements

ALICE, BOB = ACCOUNT_IDS["alice"], ACCOUNT_IDS["bob"]
WEEK = Period(dt.date(2026, 3, 9), dt.date(2026, 3, 15))
DAY = dt.timedelta(days=1)

days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
people = st.sampled_from(["alice", "bob", "carol"])
locks = st.builds(lambda person, first, length: Lock(person, first, first + length * DAY, "APPROVED"), people, days, st.integers(0, 40))


@given(st.lists(st.tuples(people, days)), st.lists(locks, max_size=8))
def test_a_day_is_locked_exactly_where_a_lock_of_that_person_spans_it(pairs: list[tuple[str, dt.date]], there: list[Lock]) -> None:
    found = locked(pairs, there)

    for person, day in pairs:
        spanning = [lock for lock in there if lock.account_id == person and lock.from_date <= day <= lock.to_date]
        assert ((person, day) in found) == bool(spanning)
    assert all(lock in there for lock in found.values())


def test_a_lock_lies_on_its_first_and_its_last_day(call: Call) -> None:
    periods.lock(call, ALICE, WEEK, "IN_REVIEW")

    asked = [(ALICE, WEEK.from_ - DAY), (ALICE, WEEK.from_), (ALICE, WEEK.to), (ALICE, WEEK.to + DAY), (BOB, WEEK.from_)]
    assert list(periods.locks(call, asked)) == [(ALICE, WEEK.from_), (ALICE, WEEK.to)]


def test_a_lock_changes_its_state_and_goes(call: Call) -> None:
    periods.lock(call, ALICE, WEEK, "IN_REVIEW")
    periods.lock(call, ALICE, WEEK, "APPROVED")
    assert [lock.state for lock in periods.locks(call, [(ALICE, WEEK.to)]).values()] == ["APPROVED"]

    periods.unlock(call, ALICE, WEEK)
    assert periods.locks(call, [(ALICE, WEEK.to)]) == {}


def test_of_two_locks_on_a_day_one_that_goes_leaves_the_other(call: Call) -> None:
    """As after a change from weeks to months."""
    month = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    for period in (WEEK, month):
        periods.lock(call, ALICE, period, "APPROVED")

    periods.unlock(call, ALICE, WEEK)

    assert list(periods.locks(call, [(ALICE, WEEK.to)])) == [(ALICE, WEEK.to)]


def test_many_days_of_many_people_are_one_question(call: Call, database: Database) -> None:
    with statements(database) as for_one:
        periods.locks(call, [(ALICE, WEEK.to)])
    with statements(database) as for_many:
        periods.locks(call, [(person, WEEK.to - day * DAY) for person in ACCOUNT_IDS.values() for day in range(300)])

    assert len(for_one) == len(for_many) <= 2
    assert periods.locks(call, []) == {}
