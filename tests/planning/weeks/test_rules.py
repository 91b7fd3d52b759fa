"""What a changed cell does to its worklogs, without a database."""

import datetime as dt
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from andante.kit.clock import Instant
from andante.kit.errors import Conflict, Invalid
from andante.planning.weeks import rules
from andante.timekeeping.worklogs.rules import WorklogRecord

DAY = dt.date(2026, 3, 16)
HOUR = 3600


def worklog(start: str, seconds: int, id: int = 1) -> WorklogRecord:
    now = Instant("2026-03-18T12:00:00Z")
    return WorklogRecord(
        id, None, 10000, "NORTH-1", "712020:alice", DAY, dt.time.fromisoformat(start), now, seconds, seconds, "", now, now, {}
    )


def lengths(change: rules.CellChange) -> list[tuple[int, int]]:
    return [(worklog.id, seconds) for worklog, seconds in change.lengths]


@pytest.mark.parametrize(
    ("others", "seconds", "start"),
    [
        ([], 2 * HOUR, "09:00"),
        ([worklog("09:00", HOUR)], 2 * HOUR, "10:00"),
        ([worklog("07:00", HOUR)], 2 * HOUR, "09:00"),
        ([worklog("09:00", 8 * HOUR), worklog("08:00", HOUR)], HOUR, "17:00"),
        ([worklog("22:00", HOUR)], 2 * HOUR, "22:00"),
        ([], 20 * HOUR, "04:00"),
        ([], 24 * HOUR, "00:00"),
        ([worklog("23:59", HOUR)], 30, "23:59"),
    ],
)
def test_an_empty_cell_gets_a_worklog_after_the_last_one_of_the_day(others: list[WorklogRecord], seconds: int, start: str) -> None:
    change = rules.cell_change(seconds, [], others, None)

    assert (change.created_seconds, change.start, change.lengths) == (seconds, dt.time.fromisoformat(start), [])


def test_a_start_time_moves_the_only_worklog_of_a_cell() -> None:
    """A user who enters 13-16 sees a worklog from 13:00 to 16:00 afterwards."""
    only = worklog("09:00", HOUR)

    assert rules.cell_change(3 * HOUR, [only], [only], dt.time(13)) == (0, dt.time(13), [(only, 3 * HOUR)])
    assert rules.cell_change(HOUR, [only], [only], dt.time(13)) == (0, dt.time(13), [(only, HOUR)])
    assert rules.cell_change(0, [only], [only], dt.time(13)) == (0, None, [(only, 0)])


def test_a_start_time_creates_another_worklog_if_there_are_several() -> None:
    cell = [worklog("09:00", HOUR, 1), worklog("11:00", HOUR, 2)]

    assert rules.cell_change(4 * HOUR, cell, cell, dt.time(13)) == (2 * HOUR, dt.time(13), [])


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (3 * HOUR, []),
        (4 * HOUR, [(2, 3 * HOUR)]),
        (2 * HOUR, [(2, HOUR)]),
        (HOUR, [(2, 0)]),
        (HOUR // 2, [(2, 0), (1, HOUR // 2)]),
        (0, [(2, 0), (1, 0)]),
    ],
)
def test_more_time_lengthens_the_last_worklog_and_less_shortens_from_the_last_on(seconds: int, expected: list[tuple[int, int]]) -> None:
    cell = [worklog("09:00", HOUR, 1), worklog("11:00", 2 * HOUR, 2)]

    change = rules.cell_change(seconds, cell, cell, None)

    assert change.created_seconds == 0
    assert lengths(change) == expected


def test_a_worklog_does_not_become_longer_than_its_day() -> None:
    cell = [worklog("20:00", HOUR)]

    with pytest.raises(Invalid, match="starts at 20:00, so it can't be longer than 4:00"):
        rules.cell_change(5 * HOUR, cell, cell, None)


@given(st.lists(st.integers(1, 3 * HOUR), max_size=6), st.integers(0, 12 * HOUR))
def test_a_changed_cell_has_the_requested_time(parts: list[int], seconds: int) -> None:
    starts = [0, *accumulate(parts)]
    cell = [
        worklog(f"{start // 3600:02}:{start // 60 % 60:02}:{start % 60:02}", length, id)
        for id, (start, length) in enumerate(zip(starts, parts, strict=False))
    ]
    try:
        change = rules.cell_change(seconds, cell, cell, None)
    except Invalid:
        return

    after = {log.id: log.time_spent_seconds for log in cell} | dict(lengths(change))
    assert sum(after.values()) + change.created_seconds == seconds


def test_another_time_than_the_user_saw_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="it has 2:00 now, not 1:30"):
        rules.check_seen(2 * HOUR, HOUR * 3 // 2)
    rules.check_seen(HOUR, HOUR)


@given(st.dates(dt.date(1, 1, 8), dt.date(9999, 12, 20)), st.integers(1, 7))
def test_a_week_has_seven_days_and_includes_the_day(day: dt.date, week_start: int) -> None:
    week = rules.week_containing(day, week_start)

    assert len(week.days()) == 7
    assert week.from_.isoweekday() == week_start
    assert day in week.days()


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_week_outside_of_the_calendar_is_refused(day: dt.date) -> None:
    with pytest.raises(Invalid, match="must be in a week between"):
        rules.week_containing(day, 4)


@pytest.mark.parametrize(("may_set_billable", "billable"), [(True, HOUR), (False, None)])
def test_a_copy_keeps_its_billable_time_if_the_caller_may_set_it(may_set_billable: bool, billable: int | None) -> None:
    """Otherwise the server sets it, as for any new worklog of the caller."""
    partly = structs.replace(worklog("09:00", 2 * HOUR), billable_seconds=HOUR)
    (cell,) = rules.cells_of_week([partly], {}, dt.timedelta(days=7))

    (new,) = rules.copies("712020:alice", [cell], [], may_set_billable=may_set_billable)

    assert rules.is_partly_billable(cell)
    assert (new.time_spent_seconds, new.billable_seconds) == (2 * HOUR, billable)
