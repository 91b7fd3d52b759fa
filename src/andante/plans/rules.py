"""What a plan is, on which days it falls, and how much each of them carries.

A plan covers the days from its start to its end, and its rule repeats that span: every 7 or 14 days, or on the same day of
the following months (the last day of a month that is too short), as long as a repetition does not begin after the end of
the recurrence; without such an end, for ever. A monthly plan of the 31st comes on 28 February and on 31 March: each month is
counted from the first one, so a short month does not pull the later ones along. Dates have no time zone: a change of
daylight-saving time moves nothing. Where repetitions overlap each other, a day carries the sum.

A day carries where the person's schedule has working time left on it after holidays, or always where the plan includes
non-working days; a day that was taken out of the plan carries nothing. With SECONDS_PER_DAY each such day carries so much. With
TOTAL_SECONDS the total is spread evenly over the days of one repetition, in whole minutes, the rest on its last day.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct

from ..kit.clock import Instant

LONGEST_SPAN_DAYS = 3660
STEP_DAYS = {"WEEKLY": 7, "BI_WEEKLY": 14}

Carries = Callable[[dt.date], bool]
"""Whether the assignee's schedule has working time on a day."""


class PlanRecord(Struct, frozen=True, gc=False):
    """`assignee_type` is USER (with `account_id`) or GENERIC (with `generic_resource_id`); `item_type` is ISSUE or PROJECT.
    `last_day` is the last day of the last repetition; None: for ever. `skipped` are days that were taken out."""

    id: int
    assignee_type: str
    account_id: str | None
    generic_resource_id: int | None
    item_type: str
    item_id: int
    start_date: dt.date
    end_date: dt.date
    start_time: dt.time | None
    effort_type: str
    seconds: int
    include_non_working_days: bool
    rule: str
    recurrence_end_date: dt.date | None
    last_day: dt.date | None
    description: str | None
    approval_status: str | None
    reviewer_id: str | None
    requester_id: str | None
    approval_actor_id: str | None
    creator_id: str
    created_at: Instant
    updated_at: Instant
    skipped: frozenset[dt.date] = frozenset()


class Occurrence(NamedTuple):
    """One repetition of a plan's span, both ends included."""

    start: dt.date
    end: dt.date


class Period(NamedTuple):
    """What one repetition carries within the asked range."""

    start: dt.date
    end: dt.date
    seconds: int


def occurrences(plan: PlanRecord, start: dt.date, end: dt.date) -> Iterator[Occurrence]:
    """The repetitions that touch the range, in order. As many steps as there are repetitions in the range, however long
    the plan runs."""
    span = plan.end_date - plan.start_date
    number = _first_repetition(plan, start - span)
    while (begin := _repetition(plan, number)) is not None and begin <= end:
        if begin + span >= start:
            yield Occurrence(begin, begin + span)
        number += 1


def last_day(start: dt.date, end: dt.date, rule: str, recurrence_end: dt.date | None) -> dt.date | None:
    """The last day that a plan can fall on; None where it goes on for ever."""
    if rule == "NEVER":
        return end
    if recurrence_end is None:
        return None
    return min(recurrence_end, dt.date.max - (end - start)) + (end - start) if recurrence_end >= start else end


def days(plan: PlanRecord, start: dt.date, end: dt.date, carries: Carries) -> dict[dt.date, int]:
    """Seconds by day, of the days in the range that carry any, in order."""
    total: Counter[dt.date] = Counter()
    for occurrence in occurrences(plan, start, end):
        for day, seconds in _shares(plan, occurrence, carries):
            if start <= day <= end and day not in plan.skipped:
                total[day] += seconds
    return {day: total[day] for day in sorted(total) if total[day]}


def periods(plan: PlanRecord, start: dt.date, end: dt.date, carries: Carries) -> list[Period]:
    """Each repetition that carries anything in the range, cut to it, with the sum of its days there."""
    found = []
    for occurrence in occurrences(plan, start, end):
        seconds = sum(share for day, share in _shares(plan, occurrence, carries) if start <= day <= end and day not in plan.skipped)
        if seconds:
            found.append(Period(max(start, occurrence.start), min(end, occurrence.end), seconds))
    return found


def _shares(plan: PlanRecord, occurrence: Occurrence, carries: Carries) -> list[tuple[dt.date, int]]:
    """What each carrying day of one repetition gets, days taken out included: taking one out leaves the others as they are."""
    count = (occurrence.end - occurrence.start).days + 1
    carrying = [
        day
        for day in (occurrence.start + dt.timedelta(days=offset) for offset in range(count))
        if plan.include_non_working_days or carries(day)
    ]
    if plan.effort_type == "SECONDS_PER_DAY":
        return [(day, plan.seconds) for day in carrying]
    return list(zip(carrying, spread(plan.seconds, len(carrying)), strict=True))


def spread(total: int, parts: int) -> list[int]:
    """A total in equal parts of whole minutes, the rest on the last one."""
    if parts == 0:
        return []
    share = total // parts // 60 * 60
    return [share] * (parts - 1) + [total - share * (parts - 1)]


def _repetition(plan: PlanRecord, number: int) -> dt.date | None:
    """Where the repetition with this number (from 0) begins; None where there is none."""
    if plan.rule == "NEVER":
        return plan.start_date if number == 0 else None
    begin = (
        _months_later(plan.start_date, number) if plan.rule == "MONTHLY" else _days_later(plan.start_date, number * STEP_DAYS[plan.rule])
    )
    if begin is None or (plan.recurrence_end_date is not None and begin > plan.recurrence_end_date and number > 0):
        return None
    return begin


def _first_repetition(plan: PlanRecord, day: dt.date) -> int:
    """The number of a repetition that begins on or shortly before the first one that begins on the day or later."""
    passed = (day - plan.start_date).days
    if passed <= 0 or plan.rule == "NEVER":
        return 0
    return max(0, passed // 31 - 1) if plan.rule == "MONTHLY" else passed // STEP_DAYS[plan.rule]


def _days_later(day: dt.date, count: int) -> dt.date | None:
    return day + dt.timedelta(days=count) if (dt.date.max - day).days >= count else None


def _months_later(day: dt.date, count: int) -> dt.date | None:
    years, month = divmod(day.month - 1 + count, 12)
    if day.year + years > dt.date.max.year:
        return None
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
