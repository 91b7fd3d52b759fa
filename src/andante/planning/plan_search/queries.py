"""Sums planned time for other domains, without a permission check."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import cache

from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import PlanRecord, WorkingDays, count_working_days, occurrences_to_visit
from andante.planning.plans.queries import VIEW_PERMISSIONS
from andante.schedules.user_schedules import queries as schedules

from . import rules, store
from .rules import PlanSearch

SecondsByDay = dict[str, dict[dt.date, int]]
"""Seconds by account id and day."""

MAX_OCCURRENCES = 1_000_000
"""Sums include at most this many occurrences of plans: 20,000 weekly plans over a year."""

MAX_OCCURRENCES_OF_SOME = 250_000
"""The same for callers who may not view the plans of everyone. Adding them up takes half a second."""


def seconds_by_day(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> SecondsByDay:
    """The planned seconds of users by account id and day, without rejected plans, in a fixed number of statements. Raises Invalid if
    there are too many plans."""
    plans = _plans(call, account_ids, start, end)
    working_days = plan_days.working_days(call, plans, start, end)
    return _sums(plans, account_ids, start, end, working_days)


def planned_and_required(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> tuple[SecondsByDay, SecondsByDay]:
    """The planned seconds, like `seconds_by_day`, and the required seconds of users by account id and day, in three statements."""
    plans = _plans(call, account_ids, start, end)
    calendars = schedules.calendars(call, account_ids, *rules.schedule_range(plans, start, end)).by_user
    planned = _sums(plans, account_ids, start, end, lambda plan: calendars[str(plan.account_id)].working_days)
    required = cache(lambda calendar: calendar.required_seconds(start, end))
    return planned, {account_id: required(calendars[account_id]) for account_id in account_ids}


def _plans(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> list[PlanRecord]:
    search = PlanSearch(from_=start, to=end, account_ids=list(account_ids))
    plans = [plan for plan in store.matching(call.db, search, []) if plan.approval_status != "REJECTED"] if account_ids else []
    limit = MAX_OCCURRENCES if call.may(*VIEW_PERMISSIONS) else min(MAX_OCCURRENCES, MAX_OCCURRENCES_OF_SOME)
    if sum(occurrences_to_visit(plan, start, end) for plan in plans) > limit:
        raise Invalid(
            "",
            FaultCode.TOO_LARGE,
            f"The report has more than {limit} repetitions of plans: request a shorter range ('from', 'to') or fewer users",
        )
    return plans


def _sums(
    plans: Sequence[PlanRecord],
    account_ids: Collection[str],
    start: dt.date,
    end: dt.date,
    working_days: Callable[[PlanRecord], WorkingDays],
) -> SecondsByDay:
    days = rules.schedule_range(plans, start, end)
    counts = cache(lambda working: count_working_days(working, *days))
    by_user: dict[str, list[PlanRecord]] = {account_id: [] for account_id in account_ids}
    for plan in plans:
        by_user[str(plan.account_id)].append(plan)
    return {
        account_id: rules.seconds_by_day(of_user, start, end, counts(working_days(of_user[0]))) if of_user else {}
        for account_id, of_user in by_user.items()
    }
