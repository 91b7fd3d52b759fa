"""Parsing days, weeks and times of day."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.cli.user.dates import WEEK_DAYS, day, month_of, time_of_day, week_of
from andante.kit.durations import round_up_to_minutes
from andante.kit.errors import Invalid

WEDNESDAY = dt.date(2026, 3, 18)
DAYS = st.dates(dt.date(1971, 1, 1), dt.date(9998, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-03-18"),
        ("Yesterday", "2026-03-17"),
        ("tomorrow", "2026-03-19"),
        ("-3", "2026-03-15"),
        ("+1", "2026-03-19"),
        ("mon", "2026-03-16"),
        ("wed", "2026-03-18"),
        ("Thursday", "2026-03-12"),
        ("2026-02-28", "2026-02-28"),
    ],
)
def test_a_day_is_relative_to_today(text: str, expected: str) -> None:
    assert day(text, WEDNESDAY) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("text", ["", "mo", "someday", "2026-02-30", "18.3.2026", "-99999", "0001-01-01", "9999-12-31", "3", "-٣"])
def test_an_invalid_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="is not a day: use a form like 2026-03-31, today"):
        day(text, WEDNESDAY)


@given(DAYS, st.sampled_from(WEEK_DAYS), st.integers(3, 9))
def test_the_name_of_a_weekday_means_the_most_recent_one(today: dt.date, name: str, letters: int) -> None:
    found = day(name[:letters], today)

    assert WEEK_DAYS[found.weekday()] == name
    assert 0 <= (today - found).days < 7


@given(DAYS, DAYS, st.sampled_from(WEEK_DAYS))
def test_the_name_of_a_weekday_means_the_first_one_since_a_day(today: dt.date, since: dt.date, name: str) -> None:
    found = day(name, today, since=since)

    assert WEEK_DAYS[found.weekday()] == name
    assert 0 <= (found - since).days < 7


@given(DAYS)
def test_an_iso_date_is_parsed(meant: dt.date) -> None:
    assert day(meant.isoformat(), WEDNESDAY) == meant


@given(st.text(), DAYS)
def test_any_text_is_a_day_or_refused(text: str, today: dt.date) -> None:
    with suppress(Invalid):
        assert 1970 <= day(text, today).year < 9999


@pytest.mark.parametrize(("text", "expected"), [("9", "09:00:00"), ("9:05", "09:05:00"), ("17:30", "17:30:00"), ("00:00", "00:00:00")])
def test_a_time_of_day_is_parsed(text: str, expected: str) -> None:
    assert time_of_day(text) == expected


@pytest.mark.parametrize("text", ["", "24", "9:60", "9:5", "nine", "9:00:00", "-1"])
def test_an_invalid_time_of_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="is not a time of day: use a form like 9:00 or 17:30"):
        time_of_day(text)


@given(DAYS, st.integers(1, 7))
def test_a_week_contains_its_day_and_starts_on_the_given_weekday(today: dt.date, first_week_day: int) -> None:
    days = week_of(today, first_week_day)

    assert len(days) == 7
    assert today in days
    assert days[0].isoweekday() == first_week_day


@given(DAYS)
def test_a_month_starts_on_the_first_and_ends_before_the_next_month(today: dt.date) -> None:
    first, last = month_of(today)

    assert (first.day, (last + dt.timedelta(days=1)).day) == (1, 1)
    assert first <= today <= last


@given(st.integers(0, 10**9))
def test_a_timer_is_rounded_up_to_the_minute(seconds: int) -> None:
    rounded = round_up_to_minutes(seconds)

    assert rounded % 60 == 0
    assert max(seconds, 60) <= rounded < max(seconds, 1) + 60
