"""The rules that decide what a reviewer should look at, without a server."""

import datetime as dt

import pytest

from andante.kit.clock import Instant
from andante.schedules.holidays.rules import HolidayRecord
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.reviews.rules import DayFacts, Problem, problems
from andante.timekeeping.timesheets.rules import APPROVED, IN_REVIEW, OPEN, TimesheetRecord

HOUR = 3600
MONDAY, TUESDAY, SATURDAY = dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 3, 14)
SUBMITTED = Instant("2026-03-15T12:00:00Z")
HOLIDAY = HolidayRecord(1, 1, "Founding Day", "", "FIXED", TUESDAY, 8 * HOUR)
WORKDAY = [ScheduleDay(MONDAY, "WORKING_DAY", 8 * HOUR)]
FREE_DAY = [ScheduleDay(SATURDAY, "NON_WORKING_DAY", 0)]
HOLIDAYS = [ScheduleDay(TUESDAY, "HOLIDAY", 0, HOLIDAY)]


def facts(
    hours: float, *, without_description: int = 0, without_account: int = 0, created: str = "2026-03-10", updated: str = ""
) -> DayFacts:
    seconds = int(hours * HOUR)
    created_at, updated_at = Instant(f"{created}T12:00:00Z"), Instant(f"{updated or created}T12:00:00Z")
    return DayFacts(seconds, seconds, without_description, without_account, created_at, updated_at)


def found(
    days: list[ScheduleDay], of_day: DayFacts | None, *, status: str = IN_REVIEW, today: dt.date = SATURDAY, accounts: bool = True
) -> list[Problem]:
    sheet = TimesheetRecord(account_id="a", from_date=MONDAY, to_date=dt.date(2026, 3, 15), status=status, updated_at=SUBMITTED)
    on_days = {days[0].date: of_day} if of_day else {}
    return problems(days, on_days, sheet, today=today, needs_account=accounts)


@pytest.mark.parametrize(
    ("days", "of_day", "expected"),
    [
        (WORKDAY, facts(8), []),
        (WORKDAY, None, [Problem("missing", [MONDAY], seconds=8 * HOUR)]),
        (WORKDAY, facts(7.5), [Problem("missing", [MONDAY], seconds=HOUR // 2)]),
        (WORKDAY, facts(9), [Problem("overtime", [], seconds=HOUR)]),
        (WORKDAY, facts(11), [Problem("overtime", [], seconds=3 * HOUR), Problem("long", [MONDAY], seconds=11 * HOUR)]),
        (FREE_DAY, facts(2), [Problem("overtime", [], seconds=2 * HOUR), Problem("free", [SATURDAY], seconds=2 * HOUR)]),
        (FREE_DAY, None, []),
        (HOLIDAYS, facts(1), [Problem("overtime", [], seconds=HOUR), Problem("holiday", [TUESDAY], seconds=HOUR, name="Founding Day")]),
        (WORKDAY, facts(8, without_account=2), [Problem("account", [MONDAY], count=2)]),
        (WORKDAY, facts(8, without_description=3), [Problem("description", [MONDAY], count=3)]),
        (WORKDAY, facts(8, created="2026-03-16"), [Problem("changed", [MONDAY])]),
        (WORKDAY, facts(8, created="2026-03-17", updated="2026-03-18"), [Problem("changed", [MONDAY]), Problem("late", [MONDAY])]),
    ],
)
def test_problems_of_a_submitted_timesheet(days: list[ScheduleDay], of_day: DayFacts | None, expected: list[Problem]) -> None:
    assert found(days, of_day) == expected


def test_missing_time_is_reported_only_once_it_is_late() -> None:
    assert found(WORKDAY, None, status=OPEN, today=MONDAY) == []
    assert found(WORKDAY, None, status=OPEN, today=TUESDAY) == found(WORKDAY, None, today=MONDAY) != []
    assert found(WORKDAY, None, today=dt.date(2026, 3, 8)) == []


def test_accounts_are_needed_only_where_worklogs_can_have_one() -> None:
    assert found(WORKDAY, facts(8, without_account=1), accounts=False) == []


def test_only_locked_timesheets_can_be_changed_after_submission() -> None:
    late = facts(8, created="2026-03-16")

    assert found(WORKDAY, late, status=OPEN) == []
    assert [problem.kind for problem in found(WORKDAY, late, status=APPROVED)] == ["changed"]
