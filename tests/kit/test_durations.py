"""Parsing and printing durations."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit.durations import in_hours, parse_duration
from andante.kit.errors import Invalid


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5400", 5400),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("1,5h", 5400),
        ("90m", 5400),
        ("90 min", 5400),
        (" 1 H 30 Minutes ", 5400),
        ("1 hour 30 minutes", 5400),
        ("45s", 45),
        ("1:30", 5400),
        ("0:05", 300),
        ("1h 1m 1s", 3661),
        ("0.1h", 360),
        ("0", 0),
        ("1h 0m", 3600),
    ],
)
def test_a_duration_is_converted_to_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["1d", "2w", "1d 4h", "1 day", "1w 2d"])
def test_days_and_weeks_are_refused_because_their_length_differs(text: str) -> None:
    with pytest.raises(Invalid, match="has days or weeks, whose length differs between people: use hours, like 8h"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text",
    ["", "h", "1.5", "-1h", "1:60", "1:5", "1:30:00", "30m 1h", "1h 1h", "1h and 30m", "١h", "1e3", "0x10", "1h 30", "9" * 5000],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="is not a duration: use a form like 1h 30m"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0.00001h", "1.2345m", "0.5s"])
def test_fractions_of_a_second_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a whole number of seconds"):
        parse_duration(text)


@pytest.mark.parametrize(("text", "seconds"), json.loads(Path(__file__).with_name("durations.json").read_text()))
def test_people_type_hours_without_a_unit(text: str, seconds: int | None) -> None:
    """The test of the pages' durations.js reads the same cases."""
    if seconds is None:
        with pytest.raises(Invalid):
            parse_duration(text, "hours")
    else:
        assert parse_duration(text, "hours") == seconds


def test_a_number_that_could_mean_hours_or_minutes_is_refused_with_both() -> None:
    with pytest.raises(Invalid, match="the duration '90' has no unit: use 90m for minutes or 90h for hours"):
        parse_duration("90", "hours")


def test_a_number_that_is_too_large_for_hours_could_mean_minutes_or_seconds() -> None:
    with pytest.raises(Invalid, match="the duration '5400' has no unit: use 5400m for minutes or 5400s for seconds"):
        parse_duration("5400", "hours")


MINUTES = st.integers(0, 100_000)


@given(MINUTES)
def test_printed_hours_can_be_parsed(minutes: int) -> None:
    assert parse_duration(in_hours(minutes * 60)) == minutes * 60


@given(st.integers(0, 999), st.integers(0, 59), st.integers(0, 59), st.sampled_from(["", " "]))
def test_the_parts_of_a_duration_add_up(hours: int, minutes: int, seconds: int, gap: str) -> None:
    assert parse_duration(f"{hours}h{gap}{minutes}m{gap}{seconds}s") == hours * 3600 + minutes * 60 + seconds


@given(st.text())
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert parse_duration(text) >= 0


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59, "0:00"), (3660, "1:01"), (-5400, "-1:30"), (-59, "0:00")])
def test_seconds_are_shown_in_hours_and_minutes(seconds: int, shown: str) -> None:
    assert in_hours(seconds) == shown
