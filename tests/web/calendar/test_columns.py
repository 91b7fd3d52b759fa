"""How the days of the calendar are arranged."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from andante.directory.projects.rules import COLORS
from andante.kit.clock import Instant
from andante.planning.days.rules import Planned, Subject
from andante.planning.plan_days.rules import PlanRecord
from andante.web.calendar import columns

HOUR = 3600
DAY = dt.date(2026, 3, 17)
ISSUE = Subject(10_000, "NORTH-1", "Import loses rows", 10_000, "NORTH", "North")
PROJECT = Subject(None, None, None, 10_001, "SOUTH", "South")
PLAN = PlanRecord(
    id=1,
    account_id="712020:alice",
    generic_resource_id=None,
    issue_id=10_000,
    project_id=None,
    start_date=DAY,
    end_date=DAY,
    start_time=None,
    effort_type="SECONDS_PER_DAY",
    seconds=HOUR,
    include_non_working_days=False,
    rule="NEVER",
    recurrence_end_date=None,
    last_day=DAY,
    description=None,
    approval_status=None,
    reviewer_id=None,
    requester_id=None,
    approval_actor_id=None,
    creator_id="712020:alice",
    created_at=Instant(""),
    updated_at=Instant(""),
)


def placed(*plans: tuple[int, Any], on: dt.date = DAY) -> list[tuple[float, float]]:
    """The start and the length in hours of plans with these hours and start times."""
    planned = [Planned(replace(PLAN, id=id, start_time=start), {DAY: hours * HOUR}) for id, (hours, start) in enumerate(plans)]
    return [(plan.start / HOUR, plan.seconds / HOUR) for plan in columns.place_plans(planned, on, {10_000: ISSUE}, {10_001: PROJECT})]


def test_plans_without_a_time_come_one_after_the_other() -> None:
    assert placed((2, None), (3, None)) == [(9, 2), (11, 3)]


def test_plans_without_a_time_come_after_the_others() -> None:
    assert placed((2, None), (1, dt.time(13)), (1, dt.time(8))) == [(8, 1), (13, 1), (14, 2)]


def test_plans_end_before_midnight() -> None:
    assert placed((8, dt.time(14)), (6, None)) == [(14, 8), (18, 6)]


def test_plans_of_other_days_are_left_out() -> None:
    assert placed((2, None), on=DAY + dt.timedelta(days=1)) == []


def test_a_project_keeps_its_color() -> None:
    assert columns.series(ISSUE) == columns.series(ISSUE._replace(key="NORTH-2"))
    assert 1 <= columns.series(PROJECT) <= COLORS
    assert columns.series(PROJECT) != columns.series(ISSUE)


@pytest.mark.parametrize(
    ("starts", "hour"), [([], 7.5), ([9], 7.5), ([8], 7.5), ([14, 7.75], 7), ([6.6], 6), ([6.5], 6), ([0.75], 0), ([0.25], 0)]
)
def test_the_calendar_is_scrolled_to_the_working_day_or_an_earlier_worklog(starts: list[float], hour: float) -> None:
    assert columns.first_hour(columns.Block(1, int(start * HOUR), HOUR, ISSUE, "") for start in starts) == hour
