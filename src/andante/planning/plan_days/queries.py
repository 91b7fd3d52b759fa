"""Expands plans into planned days, according to the schedules of their assignees. Callers check permissions."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

from andante.kit.call import Call
from andante.kit.clock import check_range
from andante.kit.errors import FaultCode, Invalid
from andante.schedules.user_schedules import queries as schedules

from . import rules
from .rules import ExpandedPlan, PlanRecord, WorkingDays

MAX_DAYS = 500_000
"""The maximum number of planned days in one request: about 5,000 plans over a quarter."""

MIN_DAYS = 20
"""A plan counts as at least this many days, because loading and summing it takes time even if it plans on none."""


def expander(call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None) -> Callable[[PlanRecord], ExpandedPlan]:
    """Returns a function that expands one of these plans in a range. Without `start` or `end`, the range of each plan starts or
    ends with the plan. All plans together need a fixed number of statements, and only one of them is expanded in memory at a
    time. Raises Invalid if there are too many days."""
    check_range(start, end)
    if sum(max(rules.days_to_visit(plan, *rules.scope(plan, start, end)), MIN_DAYS) for plan in plans) > MAX_DAYS:
        raise Invalid(
            "",
            FaultCode.TOO_LARGE,
            f"The result has more than {MAX_DAYS} planned days: request fewer plans ('limit') or a shorter range ('from', 'to')",
        )
    working = working_days(call, plans, start, end)
    counts = cache(lambda working: rules.count_days(working, plans))
    return lambda plan: rules.expand(plan, *rules.scope(plan, start, end), working(plan), counts(working(plan)))


def working_days(
    call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None
) -> Callable[[PlanRecord], WorkingDays]:
    """Returns a function that maps each of these plans to the working days of its assignee."""
    ranges = [rules.schedule_range(plan, *rules.scope(plan, start, end)) for plan in plans]
    first, last = min((first for first, _ in ranges), default=call.today), max((last for _, last in ranges), default=call.today)
    calendars = schedules.calendars(call, {plan.account_id for plan in plans if plan.account_id}, first, last)
    return lambda plan: (calendars.by_user[plan.account_id] if plan.account_id else calendars.default).working_days
