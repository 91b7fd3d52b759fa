"""Computes on which days a plan falls and how many seconds it plans on each.

A plan covers the days from its start to its end. Its rule repeats this span every 7 or 14 days, or on the same day of each
following month (on the last day if the month is too short). An occurrence must not start after `recurrence_end_date`;
without this date, the plan repeats forever. Monthly occurrences are counted from the first one: a plan of the 31st falls
on 28 February and then on 31 March. Dates have no time zone, so daylight-saving time doesn't move an occurrence. If
occurrences overlap, their seconds on a day are added.

Time is planned on the days on which the assignee's schedule has working time left after holidays, or on every day if the
plan includes non-working days. Days that were removed from the plan have no planned time. With SECONDS_PER_DAY each day
gets the same number of seconds. With TOTAL_SECONDS the total is spread evenly over the days of one occurrence in whole
minutes; the last day gets the remainder.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from andante.kit.clock import Instant

MIN_DATE, MAX_DATE = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
"""The first and the last date that a plan may have."""

STEP_DAYS = {"WEEKLY": 7, "BI_WEEKLY": 14, "MONTHLY": 28}
"""The minimum number of days from one occurrence to the next."""

COPY_START, COPY_END = dt.date(2000, 1, 1), dt.date(2039, 12, 31)
"""In this range, a copy of another server's plan has the same planned days as the original."""

WorkingDays = Callable[[dt.date, dt.date], Sequence[dt.date]]
"""Returns the days of a range, including both ends, on which the assignee has working time, in order."""


class PlanRecord(Struct, frozen=True, gc=False):
    """A plan. It has either `account_id` or `generic_resource_id`, and either `issue_id` or `project_id`. `seconds` are per
    day or per occurrence, depending on `effort_type`. `last_day` is the last day of the last occurrence; None means that
    the plan repeats forever. `skipped` are the days that were removed from the plan."""

    id: int
    account_id: str | None
    generic_resource_id: int | None
    issue_id: int | None
    project_id: int | None
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

    @property
    def span(self) -> int:
        """The number of days in one occurrence."""
        return (self.end_date - self.start_date).days + 1


class Occurrence(NamedTuple):
    """One repetition of a plan's span, including both ends."""

    start: dt.date
    end: dt.date


PlannedOccurrence = tuple[Occurrence, list[tuple[dt.date, int]]]
"""An occurrence with its planned days and their seconds."""


class Period(NamedTuple):
    """The part of an occurrence that is in the requested range, with its planned seconds."""

    start: dt.date
    end: dt.date
    seconds: int


class DayCounts(NamedTuple):
    """Running counts of working days: `working[n]` of the first n days from `first` on are working days."""

    first: dt.date
    working: Sequence[int]

    def eligible(self, plan: PlanRecord) -> Sequence[int]:
        """Running counts of the days on which this plan may have planned time."""
        return range(len(self.working)) if plan.include_non_working_days else self.working


class ExpandedPlan(NamedTuple):
    """A plan with its planned seconds in a range, by day and by occurrence. `total` is the sum over the whole plan, or None
    if the plan repeats forever."""

    plan: PlanRecord
    days: dict[dt.date, int]
    periods: list[Period]
    total: int | None


class PlanCopy(Struct, frozen=True):
    """A plan as another server reports it: with the seconds of each day and those of its longest occurrence, but without
    the days that were removed and without the total of one occurrence."""

    plan: PlanRecord
    days: dict[dt.date, int]
    max_occurrence_seconds: int


def expand(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays, counts: DayCounts) -> ExpandedPlan:
    """Computes the planned time from `start` to `end`, and the total of the plan."""
    planned = list(_planned_occurrences(plan, start, end, working))
    return ExpandedPlan(plan, _by_day(planned), _by_occurrence(planned, start, end), total(plan, counts))


def from_copy(copy: PlanCopy, start: dt.date, end: dt.date, working: WorkingDays) -> PlanRecord:
    """Restores the plan from a copy, so that it has the same planned days from `start` to `end`."""
    plan = replace(copy.plan, skipped=frozenset())
    unskipped = days(replace(plan, effort_type="SECONDS_PER_DAY", seconds=1), start, end, working)
    skipped = frozenset(unskipped.keys() - copy.days.keys())
    if plan.effort_type == "TOTAL_SECONDS":
        eligible = [found for occurrence in occurrences(plan, start, end) if (found := _eligible_days(plan, occurrence, working))]
        plan = replace(plan, seconds=_occurrence_total(eligible, skipped, copy) or plan.seconds)
    return replace(plan, skipped=skipped)


def _occurrence_total(eligible: Sequence[Sequence[dt.date]], skipped: frozenset[dt.date], copy: PlanCopy) -> int:
    """The total of one occurrence. If any occurrence has all of its eligible days, it is the maximum in the copy. Otherwise it is
    computed from the first occurrence with remaining days. 0 if no day remains."""
    if any(map(skipped.isdisjoint, eligible)):
        return copy.max_occurrence_seconds
    return next(filter(None, (_total_from_remaining(occurrence_days, copy.days) for occurrence_days in eligible)), 0)


def _total_from_remaining(eligible: Sequence[dt.date], seconds: Mapping[dt.date, int]) -> int:
    """The total that was spread over the eligible days, computed from the seconds of the remaining ones. All days but the last
    have the same share. If only the last day remains, its seconds are taken as the share of each day. If they are less than a
    minute per day, no other day had a share, and they are the whole total."""
    shares = [seconds[day] for day in eligible[:-1] if day in seconds]
    last = seconds.get(eligible[-1], 0)
    if shares:
        return shares[0] * (len(eligible) - 1) + (last or shares[0])
    return last if last < 60 * len(eligible) else last * len(eligible)


def scope(plan: PlanRecord, start: dt.date | None, end: dt.date | None) -> tuple[dt.date, dt.date]:
    """The range in which a plan is expanded. Without `start` or `end`, it starts or ends with the plan. If the plan repeats
    forever, the range ends after a year."""
    first = start or plan.start_date
    last = plan.last_day or _days_later(max(first, plan.start_date), 365) or dt.date.max
    return first, end or last


def days_to_visit(plan: PlanRecord, start: dt.date, end: dt.date) -> int:
    """An upper bound for the number of days that `expand` visits: those of all occurrences in the range, and the skipped ones.
    The total needs no further days, because it uses counts that are computed once for all plans."""
    first, last = max(start, plan.start_date), min(end, plan.last_day or dt.date.max)
    length = max((last - first).days + 1, 0)
    if plan.rule == "NEVER":
        return length + len(plan.skipped)
    max_overlap = plan.span // STEP_DAYS[plan.rule] + 1
    repeated = ((length + plan.span) // STEP_DAYS[plan.rule] + 1) * plan.span if length else 0
    return max(length, repeated) + len(plan.skipped) * max_overlap


def schedule_range(plan: PlanRecord, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The range of working days that is needed to expand a plan from `start` to `end` and, if the plan ends, to compute its
    total."""
    if plan.last_day is not None:
        return plan.start_date, plan.last_day
    span = plan.end_date - plan.start_date
    return max(plan.start_date, start) - span, min(max(plan.start_date, end), dt.date.max - span) + span


def occurrences(plan: PlanRecord, start: dt.date, end: dt.date) -> Iterator[Occurrence]:
    """The occurrences that overlap the range, in order. The cost depends on the range, not on the length of the plan."""
    span = plan.end_date - plan.start_date
    number = _first_number(plan, max(start, plan.start_date) - span)
    while (first := _occurrence_start(plan, number)) is not None and first <= end:
        if first + span >= start:
            yield Occurrence(first, first + span)
        number += 1


def last_day(start: dt.date, end: dt.date, rule: str, recurrence_end: dt.date | None) -> dt.date | None:
    """The last day on which a plan can fall; None if it repeats forever."""
    if rule == "NEVER":
        return end
    if recurrence_end is None:
        return None
    return min(recurrence_end, dt.date.max - (end - start)) + (end - start) if recurrence_end >= start else end


def days(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> dict[dt.date, int]:
    """Planned seconds by day, in order, without the days that have none."""
    return _by_day(_planned_occurrences(plan, start, end, working))


def periods(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> list[Period]:
    """The occurrences with planned time in the range, cut to the range, each with its sum."""
    return _by_occurrence(_planned_occurrences(plan, start, end, working), start, end)


def _by_day(planned: Iterable[PlannedOccurrence]) -> dict[dt.date, int]:
    sums: Counter[dt.date] = Counter()
    for _, shares in planned:
        for day, seconds in shares:
            sums[day] += seconds
    return {day: sums[day] for day in sorted(sums) if sums[day]}


def _by_occurrence(planned: Iterable[PlannedOccurrence], start: dt.date, end: dt.date) -> list[Period]:
    sums = ((occurrence, sum(seconds for _, seconds in shares)) for occurrence, shares in planned)
    return [Period(max(start, occurrence.start), min(end, occurrence.end), seconds) for occurrence, seconds in sums if seconds]


def _planned_occurrences(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> Iterator[PlannedOccurrence]:
    """The occurrences that overlap the range, with the planned days that are in the range."""
    for occurrence in occurrences(plan, start, end):
        shares = _shares(plan, occurrence, start, end, working)
        yield occurrence, [(day, seconds) for day, seconds in shares if day not in plan.skipped]


def count_days(working: WorkingDays, plans: Iterable[PlanRecord]) -> DayCounts:
    """Counts the working days that the totals of these plans need. Plans that repeat forever have no total."""
    ranges = [(plan.start_date, plan.last_day) for plan in plans if plan.last_day]
    first, last = min((first for first, _ in ranges), default=MIN_DATE), max((last for _, last in ranges), default=MIN_DATE)
    return count_working_days(working, first, last)


def count_working_days(working: WorkingDays, first: dt.date, last: dt.date) -> DayCounts:
    """Counts the working days from `first` to `last`."""
    marks = [0] * ((last - first).days + 2)
    for day in working(first, last):
        marks[(day - first).days + 1] = 1
    return DayCounts(first, list(accumulate(marks)))


def occurrences_to_visit(plan: PlanRecord, start: dt.date, end: dt.date) -> int:
    """An upper bound for the number of occurrences in a range, plus those on the skipped days."""
    if plan.rule == "NEVER":
        return 1 + len(plan.skipped)
    step = STEP_DAYS[plan.rule]
    first, last = max(start, plan.start_date), min(end, plan.last_day or dt.date.max)
    overlap = plan.span // step + 1
    return max((last - first).days, 0) // step + 1 + overlap + len(plan.skipped) * overlap


def total(plan: PlanRecord, counts: DayCounts) -> int | None:
    """The seconds of all occurrences, computed without visiting their days; None if the plan repeats forever."""
    if plan.last_day is None:
        return None
    eligible, span = counts.eligible(plan), plan.span
    sizes = [eligible[offset + span] - eligible[offset] for offset in _occurrence_offsets(plan, plan.last_day, counts.first)]
    units = sum(sizes) if plan.effort_type == "SECONDS_PER_DAY" else sum(map(bool, sizes))
    return plan.seconds * units - sum(
        seconds_on(plan, occurrence, day, counts) for day in plan.skipped for occurrence in occurrences(plan, day, day)
    )


def _occurrence_offsets(plan: PlanRecord, last: dt.date, first: dt.date) -> Iterable[int]:
    """The number of days from `first` to the start of each occurrence of a plan that ends on `last`."""
    if plan.rule in ("WEEKLY", "BI_WEEKLY"):
        return range((plan.start_date - first).days, (last - first).days - plan.span + 2, STEP_DAYS[plan.rule])
    if plan.rule == "NEVER":
        return [(plan.start_date - first).days]
    latest_start = last - (plan.end_date - plan.start_date)
    starts = (_day_of_month(month, plan.start_date.day) for month in range(_month(plan.start_date), _month(latest_start) + 1))
    return [start - first.toordinal() for start in starts if start <= latest_start.toordinal()]


def _month(day: dt.date) -> int:
    """The number of the month since January of the year 0."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=100_000)
def _day_of_month(month: int, day: int) -> int:
    """The ordinal of a day of a month, or of its last day if the month is shorter. Cached, because it takes most of the time of a
    list of monthly plans."""
    year, month = month // 12, month % 12 + 1
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1])).toordinal()


def seconds_on(plan: PlanRecord, occurrence: Occurrence, day: dt.date, counts: DayCounts) -> int:
    """The seconds of one day of an occurrence, skipped or not."""
    eligible, start, position = counts.eligible(plan), (occurrence.start - counts.first).days, (day - counts.first).days
    before, up_to_day, at_end = eligible[position], eligible[position + 1], eligible[start + plan.span]
    if up_to_day == before:
        return 0
    if plan.effort_type == "SECONDS_PER_DAY":
        return plan.seconds
    return spread(plan.seconds, at_end - eligible[start])[-1 if up_to_day == at_end else 0]


def _shares(plan: PlanRecord, occurrence: Occurrence, start: dt.date, end: dt.date, working: WorkingDays) -> list[tuple[dt.date, int]]:
    """The seconds of each eligible day of an occurrence that is in the range. Skipped days are included: removing a day doesn't
    change others. Days outside the range are not visited, because a plan may be much longer than the range."""
    in_range = _eligible_days(plan, Occurrence(max(start, occurrence.start), min(end, occurrence.end)), working)
    if plan.effort_type == "SECONDS_PER_DAY" or not in_range:
        return [(day, plan.seconds) for day in in_range]
    count, last = _count_eligible_days(plan, occurrence, working)
    share, last_share = _first_and_last_share(plan.seconds, count)
    return [(day, last_share if day == last else share) for day in in_range]


def _count_eligible_days(plan: PlanRecord, occurrence: Occurrence, working: WorkingDays) -> tuple[int, dt.date]:
    """The number of eligible days of an occurrence that has any, and the last of them."""
    if plan.include_non_working_days:
        return (occurrence.end - occurrence.start).days + 1, occurrence.end
    days = working(*occurrence)
    return len(days), days[-1]


def _eligible_days(plan: PlanRecord, occurrence: Occurrence, working: WorkingDays) -> Sequence[dt.date]:
    return all_days(*occurrence) if plan.include_non_working_days else working(*occurrence)


def all_days(start: dt.date, end: dt.date) -> Sequence[dt.date]:
    return list(map(dt.date.fromordinal, range(start.toordinal(), end.toordinal() + 1)))


def spread(total: int, parts: int) -> list[int]:
    """Divides a total into equal parts of whole minutes. The last part also gets the remainder."""
    if parts == 0:
        return []
    share, last_share = _first_and_last_share(total, parts)
    return [share] * (parts - 1) + [last_share]


def _first_and_last_share(total: int, parts: int) -> tuple[int, int]:
    share = total // parts // 60 * 60
    return share, total - share * (parts - 1)


def _occurrence_start(plan: PlanRecord, number: int) -> dt.date | None:
    """The start of the occurrence with this number (from 0); None if it doesn't exist."""
    if plan.rule == "NEVER":
        return plan.start_date if number == 0 else None
    start = (
        _months_later(plan.start_date, number) if plan.rule == "MONTHLY" else _days_later(plan.start_date, number * STEP_DAYS[plan.rule])
    )
    if start is None or (plan.recurrence_end_date is not None and start > plan.recurrence_end_date and number > 0):
        return None
    return start


def _first_number(plan: PlanRecord, day: dt.date) -> int:
    """The number of the first occurrence that starts on or after this day, or a slightly lower one."""
    elapsed = (day - plan.start_date).days
    if elapsed <= 0 or plan.rule == "NEVER":
        return 0
    return max(0, elapsed // 31 - 1) if plan.rule == "MONTHLY" else elapsed // STEP_DAYS[plan.rule]


def _days_later(day: dt.date, count: int) -> dt.date | None:
    return day + dt.timedelta(days=count) if (dt.date.max - day).days >= count else None


def _months_later(day: dt.date, count: int) -> dt.date | None:
    years, month = divmod(day.month - 1 + count, 12)
    if day.year + years > dt.date.max.year:
        return None
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
