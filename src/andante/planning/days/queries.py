"""Reads worklogs and planned time of a user for other domains, without a permission check."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.planning.plan_days import rules as plan_days
from andante.planning.plans import queries as plans
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import Calendar
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import store
from .rules import Planned, Subject


def worklogs(call: Call, person: str, first: dt.date, last: dt.date, where: Sequence[ColumnElement[bool]] = ()) -> list[WorklogRecord]:
    """The worklogs of a user that meet the conditions, by start."""
    return store.worklogs_between(call.db, person, first, last, where)


def planned(call: Call, person: str, period: Period) -> tuple[list[Planned], Calendar]:
    """The plans with time in the period that the caller may see, and the user's calendar, which is valid in the period."""
    conditions = [] if person == call.me else plans.visible(call)
    found = store.plans_between(call.db, person, period.from_, period.to, conditions)
    ranges = [plan_days.schedule_range(plan, period.from_, period.to) for plan in found]
    first, last = min([period.from_, *(first for first, _ in ranges)]), max([period.to, *(last for _, last in ranges)])
    calendar = schedules.calendar(call, person, first, last)
    days = [Planned(plan, plan_days.days(plan, period.from_, period.to, calendar.working_days)) for plan in found]
    return [planned for planned in days if planned.days], calendar


def subjects(call: Call, issue_ids: Collection[int], project_ids: Collection[int]) -> tuple[dict[int, Subject], dict[int, Subject]]:
    """The issues with these ids, each with its project, and the projects with these ids; both by id, in one statement."""
    found = store.subjects(call.db, issue_ids, project_ids)
    by_issue = {subject.issue_id: subject for subject in found if subject.issue_id is not None}
    return by_issue, {subject.project_id: subject for subject in found if subject.issue_id is None}
