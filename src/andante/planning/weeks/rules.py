"""Groups worklogs and planned time into the rows of a week, and decides what a changed cell does to its worklogs."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import SECONDS_PER_DAY, days_into_week
from andante.kit.durations import in_hours
from andante.kit.errors import Conflict, FaultCode, Invalid
from andante.planning.days.rules import Planned
from andante.schedules.user_schedules.rules import WORKDAY_START_SECONDS, ScheduleDay
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_edits.rules import attributes_of
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.wire import NewWorklog

DAYS = 7

ROW_TYPES = frozenset({"ACCOUNT", "STATIC_LIST"})
"""Worklogs with different values of these attributes are in different rows."""


class RowKey(NamedTuple):
    """What worklogs of one row have in common: the issue, and the attribute values that identify the row, sorted by key."""

    issue_id: int
    attributes: tuple[tuple[str, str], ...] = ()


class Cell(Struct):
    """The worklogs of a row on one day, and the time planned on its issue."""

    worklogs: list[WorklogRecord]
    planned_seconds: int = 0

    @property
    def seconds(self) -> int:
        return sum(worklog.time_spent_seconds for worklog in self.worklogs)


class Row(Struct):
    key: RowKey
    cells: list[Cell]

    @property
    def seconds(self) -> int:
        return sum(cell.seconds for cell in self.cells)


class CellChange(NamedTuple):
    """What a changed cell does: creates a worklog of `created_seconds` at `start`, and gives worklogs new lengths in seconds. A
    length of 0 deletes the worklog. Without a new worklog, `start` is the new start of the changed one, or None to keep it."""

    created_seconds: int
    start: dt.time | None
    lengths: list[tuple[WorklogRecord, int]]


class CopiedCell(NamedTuple):
    """Time to copy: a worklog of the week before, or the planned time of an issue."""

    key: RowKey
    date: dt.date
    seconds: int
    worklog: WorklogRecord | None = None


def week_containing(day: dt.date, week_start: int) -> Period:
    """The week that includes a day. `week_start` is an ISO weekday: 1 is Monday. Raises Invalid at the limits of the calendar."""
    try:
        return week_from(day - dt.timedelta(days=days_into_week(day, week_start)), "day")
    except OverflowError:
        raise _beyond_the_calendar("day", day) from None


def week_from(first: dt.date, field: str = "date") -> Period:
    """The seven days from the first one, which have seven days before them. Raises Invalid at the limits of the calendar."""
    try:
        first - dt.timedelta(days=DAYS)
        return Period(first, first + dt.timedelta(days=DAYS - 1))
    except OverflowError:
        raise _beyond_the_calendar(field, first) from None


def _beyond_the_calendar(field: str, day: dt.date) -> Invalid:
    return Invalid(field, FaultCode.OUT_OF_RANGE, f"must be in a week between the years 1 and 9999, not {day}")


def row_key(worklog: WorklogRecord, attributes: Mapping[str, AttributeRecord]) -> RowKey:
    return RowKey(worklog.issue_id, identifying(worklog.attributes, attributes))


def identifying(values: Mapping[str, str], attributes: Mapping[str, AttributeRecord]) -> tuple[tuple[str, str], ...]:
    """The attribute values that identify a row."""
    return tuple(sorted(pair for pair in values.items() if pair[0] in attributes and attributes[pair[0]].type in ROW_TYPES))


def rows(
    week: Period,
    worklogs: Iterable[WorklogRecord],
    planned: Mapping[int, Mapping[dt.date, int]],
    shown: Collection[int],
    attributes: Mapping[str, AttributeRecord],
) -> list[Row]:
    """The rows of a week: those with worklogs, with planned time, and the `shown` issues. Planned time is in the first row of its
    issue."""
    found: dict[RowKey, Row] = {}

    def row(key: RowKey) -> Row:
        return found.setdefault(key, Row(key, [Cell([]) for _ in range(DAYS)]))

    for worklog in worklogs:
        row(row_key(worklog, attributes)).cells[(worklog.start_date - week.from_).days].worklogs.append(worklog)
    first_rows: dict[int, RowKey] = {}
    for key in found:
        first_rows.setdefault(key.issue_id, key)
    for issue_id, by_day in planned.items():
        for day, seconds in by_day.items():
            row(first_rows.get(issue_id, RowKey(issue_id))).cells[(day - week.from_).days].planned_seconds += seconds
    for issue_id in shown:
        row(first_rows.get(issue_id, RowKey(issue_id)))
    return list(found.values())


def planned_by_issue(planned: Iterable[Planned]) -> dict[int, Counter[dt.date]]:
    """The planned seconds of each issue by day, without plans for projects."""
    found: dict[int, Counter[dt.date]] = {}
    for plan, days in planned:
        if plan.issue_id is not None:
            found.setdefault(plan.issue_id, Counter()).update(days)
    return found


def check_seen(stored: int, seen: int) -> None:
    """Raises Conflict if the user saw another time in the cell than the stored one."""
    if stored != seen:
        raise Conflict(f"Someone else changed this cell: it has {in_hours(stored)} now, not {in_hours(seen)}.")


def cell_change(seconds: int, cell: Sequence[WorklogRecord], day: Sequence[WorklogRecord], start: dt.time | None) -> CellChange:
    """How a cell gets a total of `seconds`. More time lengthens the last worklog, less time shortens from the last one on, and 0
    deletes all. An empty cell gets a worklog at `start`; without it, after the last worklog of the day. With `start`, the only worklog of a
    cell moves there; of several, the missing time becomes another worklog. `cell` and `day` are sorted by start. Raises Invalid if a
    lengthened worklog would end after midnight."""
    if start and seconds and len(cell) == 1:
        return CellChange(0, start, [(cell[0], seconds)])
    missing = seconds - sum(worklog.time_spent_seconds for worklog in cell)
    if missing > 0 and (not cell or start):
        return CellChange(missing, start or free_start(missing, day), [])
    if missing > 0:
        return CellChange(0, None, [(cell[-1], _lengthened(cell[-1], missing))])
    lengths: list[tuple[WorklogRecord, int]] = []
    for worklog in reversed(cell):
        if not missing:
            break
        length = max(0, worklog.time_spent_seconds + missing)
        missing += worklog.time_spent_seconds - length
        lengths.append((worklog, length))
    return CellChange(0, None, lengths)


def _lengthened(worklog: WorklogRecord, seconds: int) -> int:
    length, free = worklog.time_spent_seconds + seconds, SECONDS_PER_DAY - second_of_day(worklog.start_time)
    if length > free:
        raise Invalid(
            "timeSpentSeconds",
            FaultCode.OUT_OF_RANGE,
            f"The last worklog of this day starts at {worklog.start_time:%H:%M}, so it can't be longer than {in_hours(free)}",
        )
    return length


def free_start(seconds: int, day: Iterable[WorklogRecord]) -> dt.time:
    """The end of the day's last worklog, at 9:00 at the earliest; earlier if the time would not fit before midnight."""
    return _start_after(max(map(_end, day), default=0), seconds)


def _start_after(end: int, seconds: int) -> dt.time:
    start = max(0, min(max(WORKDAY_START_SECONDS, end), SECONDS_PER_DAY - max(seconds, 60)))
    return dt.time(start // 3600, start // 60 % 60)


def _end(worklog: WorklogRecord) -> int:
    return second_of_day(worklog.start_time) + worklog.time_spent_seconds


def second_of_day(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def cells_of_week(worklogs: Iterable[WorklogRecord], attributes: Mapping[str, AttributeRecord], shift: dt.timedelta) -> list[CopiedCell]:
    """The worklogs of another week, to be copied to the days that are `shift` later."""
    return [
        CopiedCell(row_key(worklog, attributes), worklog.start_date + shift, worklog.time_spent_seconds, worklog) for worklog in worklogs
    ]


def cells_of_plan(planned: Mapping[int, Mapping[dt.date, int]]) -> list[CopiedCell]:
    """The planned time of each issue and day."""
    return [
        CopiedCell(RowKey(issue_id), day, seconds) for issue_id, by_day in planned.items() for day, seconds in by_day.items() if seconds
    ]


def without_skipped(
    cells: Iterable[CopiedCell],
    taken: Collection[tuple[int, dt.date]],
    schedule: Mapping[dt.date, ScheduleDay],
) -> tuple[list[CopiedCell], list[tuple[CopiedCell, str]]]:
    """The cells to copy, and those to skip, each with the reason as a sentence. `taken` are the issues and days that have time already."""
    wanted, skipped = [], []
    for cell in cells:
        day = schedule[cell.date]
        if (cell.key.issue_id, cell.date) in taken:
            skipped.append((cell, "This issue has time on this day already"))
        elif day.holiday and not day.required_seconds:
            skipped.append((cell, f"This day is a holiday: {day.holiday.name}"))
        else:
            wanted.append(cell)
    return wanted, skipped


def is_partly_billable(cell: CopiedCell) -> bool:
    """Whether the billable time of the worklog to copy differs from its time spent."""
    return cell.worklog is not None and cell.worklog.billable_seconds != cell.seconds


def copies(account_id: str, cells: Iterable[CopiedCell], stored: Iterable[WorklogRecord], *, may_set_billable: bool) -> list[NewWorklog]:
    """The worklogs to create. A copy of a worklog starts at the same time of day; planned time starts after the last worklog of its day.
    `stored` are the existing worklogs of the week. If the caller may not set billable time, all time of the copies is billable, as in any
    worklog that the caller creates."""
    ends: dict[dt.date, int] = defaultdict(int)
    for worklog in stored:
        ends[worklog.start_date] = max(ends[worklog.start_date], _end(worklog))
    created = []
    for cell in cells:
        start = cell.worklog.start_time if cell.worklog else _start_after(ends[cell.date], cell.seconds)
        ends[cell.date] = max(ends[cell.date], second_of_day(start) + cell.seconds)
        created.append(_copy(account_id, cell, start, may_set_billable=may_set_billable))
    return created


def _copy(account_id: str, cell: CopiedCell, start: dt.time, *, may_set_billable: bool) -> NewWorklog:
    worklog = cell.worklog
    return NewWorklog(
        author_account_id=account_id,
        start_date=cell.date,
        start_time=start.isoformat(),
        time_spent_seconds=cell.seconds,
        billable_seconds=worklog.billable_seconds if worklog and may_set_billable else None,
        description=worklog.description if worklog else None,
        attributes=attributes_of(worklog) if worklog else None,
    )
