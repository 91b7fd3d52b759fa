"""The filters of a search for plans, and the sums of planned seconds over many plans."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from andante.planning.plan_days.rules import DayCounts, Occurrence, PlanRecord, occurrences, seconds_on


class PlanSearch(Struct, frozen=True, kw_only=True):
    """A plan must match every field that is set, and one of its values. Users and generic resources count as one field, and
    so do issues and projects. The dates match plans that overlap the range, from the first to the last occurrence."""

    from_: dt.date | None = None
    to: dt.date | None = None
    account_ids: Sequence[str] = ()
    generic_resource_ids: Sequence[int] = ()
    assignee_types: Sequence[str] = ()
    plan_ids: Sequence[int] = ()
    issues: Sequence[int | str] = ()
    projects: Sequence[int | str] = ()
    item_ids: Sequence[int] = ()
    item_types: Sequence[str] = ()
    updated_from: str | None = None


def schedule_range(plans: Iterable[PlanRecord], start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The range of working days that is needed to add up these plans from `start` to `end`: whole occurrences, which may begin before
    it and end after it."""
    longest = max((plan.span for plan in plans), default=0)
    return _clipped(start.toordinal() - longest), _clipped(end.toordinal() + longest)


def _clipped(ordinal: int) -> dt.date:
    return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def seconds_by_day(plans: Iterable[PlanRecord], start: dt.date, end: dt.date, counts: DayCounts) -> dict[dt.date, int]:
    """The planned seconds of plans of one assignee from `start` to `end`, by day, without days that have none.

    An occurrence costs the same however long it is: it changes the seconds of its first day and of the day after its last one.
    `counts` must include the days of `schedule_range`.
    """
    offset, size = (start - counts.first).days, (end - start).days + 1
    changes = {every_day: [0] * (size + 1) for every_day in (False, True)}
    single_days = [0] * size
    for plan in plans:
        for occurrence in occurrences(plan, start, end):
            share, remainder, last = _shares(plan, occurrence, counts)
            changes[plan.include_non_working_days][max((occurrence.start - start).days, 0)] += share
            changes[plan.include_non_working_days][min((occurrence.end - start).days + 1, size)] -= share
            if 0 <= last - offset < size:
                single_days[last - offset] += remainder
        for day in plan.skipped:
            if start <= day <= end:
                single_days[(day - start).days] -= sum(seconds_on(plan, found, day, counts) for found in occurrences(plan, day, day))
    on_working_days, on_all_days = accumulate(changes[False]), accumulate(changes[True])
    found = {}
    for number, (of_working_day, of_any_day, single) in enumerate(zip(on_working_days, on_all_days, single_days, strict=False)):
        is_working = counts.working[offset + number + 1] > counts.working[offset + number]
        if seconds := of_working_day * is_working + of_any_day + single:
            found[start + dt.timedelta(number)] = seconds
    return found


def _shares(plan: PlanRecord, occurrence: Occurrence, counts: DayCounts) -> tuple[int, int, int]:
    """The seconds of each eligible day of an occurrence, the additional seconds of its last eligible day, and the index of that day in
    `counts`."""
    if plan.effort_type == "SECONDS_PER_DAY":
        return plan.seconds, 0, 0
    eligible, start = counts.eligible(plan), (occurrence.start - counts.first).days
    at_end = eligible[start + plan.span]
    number = at_end - eligible[start]
    if number == 0:
        return 0, 0, 0
    share = plan.seconds // number // 60 * 60
    return share, plan.seconds - share * number, bisect_left(eligible, at_end, start, start + plan.span) - 1
