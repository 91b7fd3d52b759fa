"""The rules for a user's days."""

import datetime as dt

import pytest

from andante.kit.clock import Instant
from andante.organization.teams.rules import Span
from andante.planning.days import rules
from andante.planning.days.rules import Reach, StoredTimesheet
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.periods.rules import Period

MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 3, day) for day in (16, 17, 18))
SCHEDULE = [ScheduleDay(day, "WORKING_DAY", 28_800) for day in (MONDAY, TUESDAY, WEDNESDAY)]


def timesheet(status: str, first: dt.date = MONDAY, last: dt.date = TUESDAY) -> StoredTimesheet:
    return StoredTimesheet(first, last, status, "712020:bob", "712020:alice", Instant(""), "", "Bob", "Alice")


@pytest.mark.parametrize(("status", "locked"), [("IN_REVIEW", "IN_REVIEW"), ("APPROVED", "APPROVED"), ("OPEN", None)])
def test_a_submitted_timesheet_locks_its_days(status: str, locked: str | None) -> None:
    days = rules.days(SCHEDULE, [], [], [timesheet(status)], Reach())

    assert [day.locked for day in days] == [locked, locked, None]
    assert [day.editable for day in days] == [not locked, not locked, True]


def test_days_out_of_reach_can_not_be_changed() -> None:
    since_tuesday = Reach(seen=None, changed=[Span(TUESDAY, None)])

    assert [day.editable for day in rules.days(SCHEDULE, [], [], [], since_tuesday)] == [False, True, True]


def test_without_a_permission_nothing_is_in_reach() -> None:
    nothing = Reach([], [])

    assert not nothing.sees(MONDAY)
    assert not nothing.changes(MONDAY)


def test_all_days_of_a_period_must_be_in_reach() -> None:
    until_tuesday = Reach(seen=[Span(None, WEDNESDAY)])

    assert until_tuesday.sees_all_of(Period(MONDAY, TUESDAY))
    assert not until_tuesday.sees_all_of(Period(MONDAY, WEDNESDAY))
