"""The week of the demo's team member is worth looking at on any day of the week."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from andante import schema
from andante.demo import company as demo_company
from andante.demo import story
from andante.demo import worklogs as demo_worklogs
from andante.demo.company import Company
from andante.demo.people import MEMBER
from andante.kit import clock
from andante.kit.call import SYSTEM, Call, Caller
from andante.kit.database import Database
from andante.planning.weeks import actions as weeks
from andante.planning.weeks.actions import Week
from tests.conftest import StoppedClock

HISTORY_DAYS = 190
"""Less than the year of the real demo, to save time."""

DAYS = [dt.date(2026, 7, 27) + dt.timedelta(days=n) for n in range(7)]
"""From a Monday to a Sunday, which is the second day of a month."""


class Seen(NamedTuple):
    today: dt.date
    week: Week
    last_week: Week


@pytest.fixture(scope="module", params=DAYS, ids=[f"{day:%A}" for day in DAYS])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """What the member sees in the afternoon of that day."""
    today: dt.date = request.param
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('week') / 'demo.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock(f"{today}T15:00:00Z").time.timestamp())
        for module in (demo_company, demo_worklogs):
            patch.setattr(module, "DAYS", HISTORY_DAYS)
        schema.migrate(database)
        with database.write() as db:
            company: Company = story.fill(Call(db, SYSTEM, clock.now()))
        with database.read() as db:
            call = Call(db, Caller(company.person(MEMBER).account_id, "Europe/Madrid"), clock.now())
            yield Seen(today, weeks.find(call, today), weeks.find(call, today - dt.timedelta(days=7)))
    database.close()


def test_time_is_logged_until_today(seen: Seen) -> None:
    for day in (*seen.last_week.days, *seen.week.days):
        is_due = day.schedule.required_seconds and day.schedule.date <= seen.today
        assert bool(day.logged_seconds) >= bool(is_due), day
        assert not day.logged_seconds or day.schedule.date <= seen.today, day


def test_there_is_a_gap_before_today(seen: Seen) -> None:
    past = [day for day in (*seen.last_week.days, *seen.week.days) if day.schedule.required_seconds and day.schedule.date < seen.today]

    assert past[-1].schedule.required_seconds - past[-1].logged_seconds >= 3600
    assert past[-1].logged_seconds


def test_work_is_planned_on_issues_that_the_member_works_on(seen: Seen) -> None:
    planned = {row.key.issue_id for row in seen.week.rows if any(cell.planned_seconds for cell in row.cells)}
    logged = {row.key.issue_id for week in (seen.week, seen.last_week) for row in week.rows if row.seconds}

    assert len(planned & logged) >= 2
    assert all(day.planned_seconds for day in seen.week.days if day.schedule.date.weekday() < 5)


def test_a_holiday_is_in_the_week(seen: Seen) -> None:
    names = {day.schedule.holiday.name: day for day in seen.week.days if day.schedule.holiday}

    assert "Company party" in names
    assert names["Company party"].schedule.date != seen.today
    assert names["Company party"].schedule.required_seconds == 4 * 3600


def test_one_timesheet_is_open_and_one_is_submitted(seen: Seen) -> None:
    statuses = [sheet.status if sheet else "OPEN" for _, sheet in seen.week.timesheets]

    assert statuses[-1] == "OPEN"
    assert "IN_REVIEW" in statuses
    assert all(day.editable for day in seen.week.days if day.schedule.date.month == seen.today.month)


def test_there_are_favorites(seen: Seen) -> None:
    assert sum(favorite for _, favorite in seen.week.issues.values()) == 2
