"""How the time of a timer is split into days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.durations import round_up_to_minutes
from andante.timekeeping.timers.rules import MAX_SECONDS, DayPart, billable_parts, day_parts

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Cairo", "America/Havana", "Pacific/Apia", "Pacific/Chatham")


def parts(start: str, end: str, zone: str = "Europe/Berlin") -> list[tuple[str, str, int]]:
    return [(str(part.date), part.start.isoformat(), part.seconds // 60) for part in day_parts(Instant(start), Instant(end), zone)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-18T12:00:00Z", "2026-03-18T12:25:01Z", [("2026-03-18", "13:00:00", 26)]),
        ("2026-03-18T12:00:00Z", "2026-03-18T12:00:00Z", [("2026-03-18", "13:00:00", 1)]),
        ("2026-03-17T22:30:30Z", "2026-03-18T00:30:30Z", [("2026-03-17", "23:30:30", 29), ("2026-03-18", "00:00:00", 91)]),
        ("2026-03-17T22:00:00Z", "2026-03-17T23:00:00Z", [("2026-03-17", "23:00:00", 60)]),  # until midnight
        ("2026-03-17T22:59:30Z", "2026-03-17T23:00:20Z", [("2026-03-18", "00:00:00", 1)]),  # less than a minute before midnight
        ("2026-03-17T22:50:30Z", "2026-03-17T22:59:50Z", [("2026-03-17", "23:50:00", 10)]),  # rounded, it still ends on the same day
        # Summer time starts on 2026-03-29 at 2:00: that day has 23 hours.
        ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", [("2026-03-29", "01:30:00", 60)]),
        (
            "2026-03-28T22:50:00Z",
            "2026-03-29T22:10:00Z",
            [("2026-03-28", "23:50:00", 10), ("2026-03-29", "00:00:00", 1380), ("2026-03-30", "00:00:00", 10)],
        ),
        # It ends on 2026-10-25 at 3:00: that day has 25 hours.
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", [("2026-10-25", "02:30:00", 60)]),
        ("2026-10-24T22:30:00Z", "2026-10-25T22:20:00Z", [("2026-10-25", "00:10:00", 1430)]),
    ],
)
def test_time_is_split_at_midnight(start: str, end: str, expected: list[tuple[str, str, int]]) -> None:
    assert parts(start, end) == expected


def test_a_midnight_that_does_not_exist_still_separates_two_days() -> None:
    """In Cairo, summer time starts at midnight: 0:00 becomes 1:00."""
    assert parts("2026-04-23T21:30:00Z", "2026-04-23T22:30:00Z", "Africa/Cairo") == [
        ("2026-04-23", "23:30:00", 30),
        ("2026-04-24", "00:00:00", 30),
    ]


def test_a_day_that_a_time_zone_skipped_has_no_time() -> None:
    """Samoa changed to the other side of the date line, without a 30th of December."""
    assert parts("2011-12-30T09:00:00Z", "2011-12-30T11:00:00Z", "Pacific/Apia") == [
        ("2011-12-29", "23:00:00", 60),
        ("2011-12-31", "00:00:00", 60),
    ]


@given(
    start=st.integers(0, 30 * 365 * 86_400).map(lambda seconds: clock.later(Instant("2010-01-01T00:00:00Z"), seconds)),
    seconds=st.integers(0, MAX_SECONDS),
    zone=st.sampled_from(ZONES),
)
def test_the_worklogs_add_up_to_the_rounded_time(start: Instant, seconds: int, zone: str) -> None:
    found = day_parts(start, clock.later(start, seconds), zone)

    assert sum(part.seconds for part in found) == round_up_to_minutes(seconds)
    assert all(part.seconds > 0 and part.seconds % 60 == 0 for part in found)
    assert len({part.date for part in found}) == len(found)
    for part in found:
        midnight = dt.datetime.combine(part.date, dt.time()) + dt.timedelta(days=1)
        assert dt.datetime.combine(part.date, part.start) + dt.timedelta(seconds=part.seconds) <= midnight


@given(lengths=st.lists(st.integers(1, 1440), min_size=1, max_size=3), billable=st.integers(0, 100_000))
def test_the_billable_time_of_the_days_adds_up(lengths: list[int], billable: int) -> None:
    days = [DayPart(dt.date(2026, 3, number + 1), dt.time(), 60 * length) for number, length in enumerate(lengths)]

    found = billable_parts(days, billable)

    assert sum(found) == billable
    assert all(0 <= seconds <= day.seconds for seconds, day in zip(found[:-1], days[:-1], strict=True))
