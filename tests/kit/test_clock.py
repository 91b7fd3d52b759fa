"""Timestamps, dates and time zones."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit import clock
from andante.kit.errors import Invalid
from tests.conftest import StoppedClock

TIMES = st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(9990, 1, 1), timezones=st.timezones())  # noqa: DTZ001


def test_now_is_utc_in_whole_seconds(stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-18T14:00:00.900000+02:00")

    assert clock.now() == "2026-03-18T12:00:00Z"


@given(TIMES, TIMES)
def test_timestamps_sort_by_time(one: dt.datetime, other: dt.datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)

    assert (clock.instant(one) < clock.instant(other)) == (one < other)


@given(TIMES, st.integers(-86_400, 86_400))
def test_adding_and_subtracting_seconds_returns_the_same_timestamp(time: dt.datetime, seconds: int) -> None:
    start = clock.instant(time)

    assert clock.later(clock.later(start, seconds), -seconds) == start


def test_today_depends_on_the_time_zone() -> None:
    late = clock.instant(dt.datetime(2026, 3, 18, 23, 30, tzinfo=dt.UTC))

    assert clock.today(late, "Europe/Berlin") == dt.date(2026, 3, 19)
    assert clock.today(late, "America/New_York") == dt.date(2026, 3, 18)


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        (dt.date(2026, 3, 28), dt.time(2, 30), "2026-03-28T01:30:00Z"),
        (dt.date(2026, 3, 29), dt.time(2, 30), "2026-03-29T01:30:00Z"),  # does not exist: clocks go forward
        (dt.date(2026, 10, 25), dt.time(2, 30), "2026-10-25T00:30:00Z"),  # repeated: the first
    ],
)
def test_local_time_is_converted_with_the_rules_of_its_zone(day: dt.date, time: dt.time, utc: str) -> None:
    assert clock.local_to_utc(day, time, "Europe/Berlin") == utc


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-18", "2026-03-18T00:00:00Z"),
        ("2026-03-18T08:15:30", "2026-03-18T08:15:30Z"),
        ("2026-03-18T08:15:30Z", "2026-03-18T08:15:30Z"),
        ("2026-03-18T08:15:30.123Z", "2026-03-18T08:15:30Z"),
    ],
)
def test_a_date_or_a_utc_date_time_is_parsed(text: str, instant: str) -> None:
    assert clock.parse_instant(text, "updatedFrom") == instant


def test_other_text_is_refused_with_the_name_of_the_field() -> None:
    with pytest.raises(Invalid, match=r"'updatedFrom' must be valid on the format: .* not '2026-02-30'"):
        clock.parse_instant("2026-02-30", "updatedFrom")


@pytest.mark.parametrize(("text", "time"), [("9:30", dt.time(9, 30)), ("09:30", dt.time(9, 30)), ("23:59:58", dt.time(23, 59, 58))])
def test_a_time_of_day_may_lack_its_seconds(text: str, time: dt.time) -> None:
    assert clock.parse_time(text) == time


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    clock.check_range(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
    clock.check_range(None, dt.date(2026, 3, 1))

    with pytest.raises(Invalid, match="'from' 2026-03-02 must not be later than 'to' 2026-03-01"):
        clock.check_range(dt.date(2026, 3, 2), dt.date(2026, 3, 1))
