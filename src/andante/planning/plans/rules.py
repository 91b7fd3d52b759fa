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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from andante.kit.clock import Instant, parse_time
from andante.kit.errors import Fault, FaultCode

from .wire import PlanInput

FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
MAX_SPAN_DAYS = 3660
LONGEST_REPEATED_SPAN_DAYS = 366
STEP_DAYS = {"WEEKLY": 7, "BI_WEEKLY": 14, "MONTHLY": 28}
"""The least days from one repetition to the next."""

COPIED_FROM, COPIED_TO = dt.date(2000, 1, 1), dt.date(2039, 12, 31)
"""In this range a copy of another server's plan carries what the plan carries there."""

WorkingDays = Callable[[dt.date, dt.date], Sequence[dt.date]]
"""The days of a range, both ends included, on which the assignee's schedule has working time left, in order."""


class PlanRecord(Struct, frozen=True, gc=False):
    """Of `account_id` and `generic_resource_id` one is given, and of `issue_id` and `project_id`. `seconds` are those of a
    day or of one repetition, as `effort_type` says. `last_day` is the last day of the last repetition; None: for ever.
    `skipped` are days that were taken out."""

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
        """How many days one repetition covers."""
        return (self.end_date - self.start_date).days + 1


class PlanSearch(Struct, frozen=True, kw_only=True):
    """Which plans. Different fields narrow, several values of one field widen; people and generic resources are one
    field, issues and projects too. The dates ask for plans whose repetitions, first to last, touch the range."""

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


class Occurrence(NamedTuple):
    """One repetition of a plan's span, both ends included."""

    start: dt.date
    end: dt.date


Carried = tuple[Occurrence, list[tuple[dt.date, int]]]
"""A repetition, and the seconds of its days."""


class Period(NamedTuple):
    """What one repetition carries within the asked range."""

    start: dt.date
    end: dt.date
    seconds: int


class Counts(NamedTuple):
    """How many of the days from `first` on are working days: `working[n]` of the next n."""

    first: dt.date
    working: Sequence[int]

    def carrying(self, plan: PlanRecord) -> Sequence[int]:
        """The same of the days on which a plan carries."""
        return range(len(self.working)) if plan.include_non_working_days else self.working


class Planned(NamedTuple):
    """A plan with its planned time in a range. `total` is that of the whole plan; None where it goes on for ever."""

    plan: PlanRecord
    days: dict[dt.date, int]
    periods: list[Period]
    total: int | None


def new_plan(
    given: PlanInput,
    *,
    account_id: str | None,
    generic_resource_id: int | None,
    issue_id: int | None,
    project_id: int | None,
    creator_id: str,
    now: Instant,
) -> PlanRecord:
    """The plan that an input without faults makes, with its references found, before it has an id."""
    effort_type, seconds = effort(given)
    rule = given.rule or "NEVER"
    return PlanRecord(
        id=0,
        account_id=account_id,
        generic_resource_id=generic_resource_id,
        issue_id=issue_id,
        project_id=project_id,
        start_date=given.start_date,
        end_date=given.end_date,
        start_time=parse_time(given.start_time) if given.start_time else None,
        effort_type=effort_type,
        seconds=seconds,
        include_non_working_days=bool(given.include_non_working_days),
        rule=rule,
        recurrence_end_date=given.recurrence_end_date,
        last_day=last_day(given.start_date, given.end_date, rule, given.recurrence_end_date),
        description=given.description,
        approval_status=None,
        reviewer_id=None,
        requester_id=None,
        approval_actor_id=None,
        creator_id=creator_id,
        created_at=now,
        updated_at=now,
    )


def as_decided(plan: PlanRecord, before: PlanRecord) -> PlanRecord:
    """The plan with the approval that another one has."""
    fields = ("approval_status", "reviewer_id", "requester_id", "approval_actor_id")
    return replace(plan, **{field: getattr(before, field) for field in fields})


def asked_for(plan: PlanRecord, reviewer: str | None, requester: str) -> PlanRecord:
    """The plan as one whose approval is asked for."""
    return replace(plan, approval_status="REQUESTED", reviewer_id=reviewer, requester_id=requester, approval_actor_id=None)


def is_of_one_day(plan: PlanRecord, day: dt.date) -> bool:
    """Whether the plan is of that day and never again."""
    return plan.rule == "NEVER" and plan.start_date == plan.end_date == day


def planned(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays, counts: Counts) -> Planned:
    """What a plan carries from `start` to `end`, and in all."""
    carried = list(_carried(plan, start, end, working))
    return Planned(plan, _by_day(carried), _by_repetition(carried, start, end), total(plan, counts))


class Copy(Struct, frozen=True):
    """Another server's plan. It does not say which days were taken out of it, nor how much one repetition carries in all,
    but what each day carries, and what the repetition carries that has most."""

    plan: PlanRecord
    days: dict[dt.date, int]
    most_of_a_repetition: int


def as_planned(copy: Copy, start: dt.date, end: dt.date, working: WorkingDays) -> PlanRecord:
    """The plan that carries in a range what another server says."""
    plan = replace(copy.plan, skipped=frozenset())
    would_carry = days(replace(plan, effort_type="SECONDS_PER_DAY", seconds=1), start, end, working)
    skipped = frozenset(would_carry.keys() - copy.days.keys())
    if plan.effort_type == "TOTAL_SECONDS":
        repetitions = [carrying for one in occurrences(plan, start, end) if (carrying := _carrying(plan, one, working))]
        plan = replace(plan, seconds=_total_of_one(repetitions, skipped, copy) or plan.seconds)
    return replace(plan, skipped=skipped)


def _total_of_one(repetitions: Sequence[Sequence[dt.date]], skipped: frozenset[dt.date], copy: Copy) -> int:
    """What a repetition carries in all, by those with their carrying days: as one says that has all of its days, else what
    the days that are left lead to; 0 where none is left."""
    if any(map(skipped.isdisjoint, repetitions)):
        return copy.most_of_a_repetition
    return next(filter(None, (_total_from_rest(carrying, copy.days) for carrying in repetitions)), 0)


def _total_from_rest(carrying: Sequence[dt.date], seconds: Mapping[dt.date, int]) -> int:
    """What was spread over these days, of which some are left: each but the last has the same share. Where the last alone is
    left, less than a minute for each was all on it."""
    shares = [seconds[day] for day in carrying[:-1] if day in seconds]
    last = seconds.get(carrying[-1], 0)
    if shares:
        return shares[0] * (len(carrying) - 1) + (last or shares[0])
    return last if last < 60 * len(carrying) else last * len(carrying)


def scope(plan: PlanRecord, start: dt.date | None, end: dt.date | None) -> tuple[dt.date, dt.date]:
    """The range that is meant for a plan. An open end is the plan's; of one that goes on for ever, it is a year later."""
    begin = start or plan.start_date
    last = plan.last_day or _days_later(max(begin, plan.start_date), 365) or dt.date.max
    return begin, end or last


def days_to_go_through(plan: PlanRecord, start: dt.date, end: dt.date) -> int:
    """About how many days its repetitions have in a range, each counted as often as it is repeated, and those that were
    taken out of it. Its total asks for no more: it is made of numbers that are worked out once for all plans."""
    first, last = max(start, plan.start_date), min(end, plan.last_day or dt.date.max)
    length = max((last - first).days + 1, 0)
    if plan.rule == "NEVER":
        return length + len(plan.skipped)
    at_once = plan.span // STEP_DAYS[plan.rule] + 1
    repeated = ((length + plan.span) // STEP_DAYS[plan.rule] + 1) * plan.span if length else 0
    return max(length, repeated) + len(plan.skipped) * at_once


def known_range(plan: PlanRecord, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The range that one must know the schedule of, to say what a plan carries from `start` to `end` and, where it ends,
    in all."""
    if plan.last_day is not None:
        return plan.start_date, plan.last_day
    span = plan.end_date - plan.start_date
    return max(plan.start_date, start) - span, min(max(plan.start_date, end), dt.date.max - span) + span


def occurrences(plan: PlanRecord, start: dt.date, end: dt.date) -> Iterator[Occurrence]:
    """The repetitions that touch the range, in order. As many steps as there are repetitions in the range, however long
    the plan runs."""
    span = plan.end_date - plan.start_date
    number = _first_repetition(plan, max(start, plan.start_date) - span)
    while (begin := _repetition(plan, number)) is not None and begin <= end:
        if begin + span >= start:
            yield Occurrence(begin, begin + span)
        number += 1


def plan_faults(given: PlanInput) -> list[Fault]:
    """What forbids a plan, its references aside."""
    faults = [
        Fault(name, FaultCode.OUT_OF_RANGE, f"must be from {FIRST_DAY} to {LAST_DAY}, not {day}")
        for name, day in _dates(given)
        if not FIRST_DAY <= day <= LAST_DAY
    ]
    span = (given.end_date - given.start_date).days + 1
    longest = MAX_SPAN_DAYS if (given.rule or "NEVER") == "NEVER" else LONGEST_REPEATED_SPAN_DAYS
    if given.start_date > given.end_date:
        faults.append(Fault("startDate", FaultCode.INCONSISTENT, f"{given.start_date} must not be later than 'endDate' {given.end_date}"))
    elif span > longest:
        faults.append(
            Fault(
                "endDate",
                FaultCode.OUT_OF_RANGE,
                f"{given.end_date} makes the plan {span} days long; {longest} are possible with this 'rule'",
            )
        )
    if given.recurrence_end_date and (given.recurrence_end_date - given.start_date).days > MAX_SPAN_DAYS:
        faults.append(
            Fault(
                "recurrenceEndDate",
                FaultCode.OUT_OF_RANGE,
                f"{given.recurrence_end_date} must be at most {MAX_SPAN_DAYS} days after 'startDate', or absent",
            )
        )
    if given.recurrence_end_date and given.recurrence_end_date < given.start_date:
        faults.append(
            Fault(
                "recurrenceEndDate",
                FaultCode.INCONSISTENT,
                f"{given.recurrence_end_date} must not be before 'startDate' {given.start_date}",
            )
        )
    return faults + _effort_faults(given)


def _dates(given: PlanInput) -> list[tuple[str, dt.date]]:
    dates = [("startDate", given.start_date), ("endDate", given.end_date)]
    return dates + ([("recurrenceEndDate", given.recurrence_end_date)] if given.recurrence_end_date else [])


def _effort_faults(given: PlanInput) -> list[Fault]:
    if given.effort_persistence_type == "TOTAL_SECONDS" and given.planned_seconds is None:
        return [Fault("plannedSeconds", FaultCode.REQUIRED, "is required with the 'effortPersistenceType' TOTAL_SECONDS")]
    if given.planned_seconds is None and given.planned_seconds_per_day is None:
        return [
            Fault(
                "plannedSecondsPerDay",
                FaultCode.REQUIRED,
                "is required, or 'plannedSeconds' with the 'effortPersistenceType' TOTAL_SECONDS",
            )
        ]
    return []


def effort(given: PlanInput) -> tuple[str, int]:
    """The kind of effort and its seconds. Without a kind, seconds per day count before a total; with SECONDS_PER_DAY,
    `plannedSeconds` may stand for them."""
    per_day, total = given.planned_seconds_per_day, given.planned_seconds
    if given.effort_persistence_type == "TOTAL_SECONDS" or (given.effort_persistence_type is None and per_day is None):
        return "TOTAL_SECONDS", total or 0
    return "SECONDS_PER_DAY", per_day or total or 0


def last_day(start: dt.date, end: dt.date, rule: str, recurrence_end: dt.date | None) -> dt.date | None:
    """The last day that a plan can fall on; None where it goes on for ever."""
    if rule == "NEVER":
        return end
    if recurrence_end is None:
        return None
    return min(recurrence_end, dt.date.max - (end - start)) + (end - start) if recurrence_end >= start else end


def days(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> dict[dt.date, int]:
    """Seconds by day, of the days in the range that carry any, in order."""
    return _by_day(_carried(plan, start, end, working))


def periods(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> list[Period]:
    """Each repetition that carries anything in the range, cut to it, with the sum of its days there."""
    return _by_repetition(_carried(plan, start, end, working), start, end)


def _by_day(carried: Iterable[Carried]) -> dict[dt.date, int]:
    total: Counter[dt.date] = Counter()
    for _, shares in carried:
        for day, seconds in shares:
            total[day] += seconds
    return {day: total[day] for day in sorted(total) if total[day]}


def _by_repetition(carried: Iterable[Carried], start: dt.date, end: dt.date) -> list[Period]:
    sums = ((repetition, sum(seconds for _, seconds in shares)) for repetition, shares in carried)
    return [Period(max(start, repetition.start), min(end, repetition.end), seconds) for repetition, seconds in sums if seconds]


def _carried(plan: PlanRecord, start: dt.date, end: dt.date, working: WorkingDays) -> Iterator[Carried]:
    """Each repetition that touches the range, with what its days there carry."""
    for occurrence in occurrences(plan, start, end):
        shares = _shares(plan, occurrence, working)
        yield occurrence, [(day, seconds) for day, seconds in shares if start <= day <= end and day not in plan.skipped]


def counts_for(working: WorkingDays, plans: Iterable[PlanRecord]) -> Counts:
    """The working days that the totals of those plans ask for that end: worked out once, for however many plans."""
    ranges = [(plan.start_date, plan.last_day) for plan in plans if plan.last_day]
    first, last = min((first for first, _ in ranges), default=FIRST_DAY), max((last for _, last in ranges), default=FIRST_DAY)
    marks = [0] * ((last - first).days + 2)
    for day in working(first, last):
        marks[(day - first).days + 1] = 1
    return Counts(first, list(accumulate(marks)))


def total(plan: PlanRecord, counts: Counts) -> int | None:
    """The seconds of all repetitions, without going through their days; None where the plan goes on for ever."""
    if plan.last_day is None:
        return None
    carrying, span = counts.carrying(plan), plan.span
    sizes = [carrying[begin + span] - carrying[begin] for begin in _begins(plan, plan.last_day, counts.first)]
    everything = sum(sizes) if plan.effort_type == "SECONDS_PER_DAY" else sum(map(bool, sizes))
    return plan.seconds * everything - sum(
        _share(plan, occurrence, day, counts) for day in plan.skipped for occurrence in occurrences(plan, day, day)
    )


def _begins(plan: PlanRecord, last: dt.date, first: dt.date) -> Iterable[int]:
    """How many days after `first` each repetition of a plan with this last day begins."""
    if plan.rule in ("WEEKLY", "BI_WEEKLY"):
        return range((plan.start_date - first).days, (last - first).days - plan.span + 2, STEP_DAYS[plan.rule])
    return [(occurrence.start - first).days for occurrence in occurrences(plan, plan.start_date, last)]


def _share(plan: PlanRecord, occurrence: Occurrence, day: dt.date, counts: Counts) -> int:
    """What one day gets of one repetition."""
    carrying, begin, place = counts.carrying(plan), (occurrence.start - counts.first).days, (day - counts.first).days
    before, with_it, whole = carrying[place], carrying[place + 1], carrying[begin + plan.span]
    if with_it == before:
        return 0
    if plan.effort_type == "SECONDS_PER_DAY":
        return plan.seconds
    return spread(plan.seconds, whole - carrying[begin])[-1 if with_it == whole else 0]


def _shares(plan: PlanRecord, occurrence: Occurrence, working: WorkingDays) -> list[tuple[dt.date, int]]:
    """What each carrying day of one repetition gets, days taken out included: taking one out leaves the others as they are."""
    carrying = _carrying(plan, occurrence, working)
    if plan.effort_type == "SECONDS_PER_DAY":
        return [(day, plan.seconds) for day in carrying]
    return list(zip(carrying, spread(plan.seconds, len(carrying)), strict=True))


def _carrying(plan: PlanRecord, occurrence: Occurrence, working: WorkingDays) -> Sequence[dt.date]:
    return every_day(*occurrence) if plan.include_non_working_days else working(*occurrence)


def every_day(start: dt.date, end: dt.date) -> Sequence[dt.date]:
    return list(map(dt.date.fromordinal, range(start.toordinal(), end.toordinal() + 1)))


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
