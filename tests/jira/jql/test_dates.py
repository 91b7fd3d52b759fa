"""The dates and date functions of JQL."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.jira.jql import dates

NOW = dt.datetime.fromisoformat("2026-03-18T13:14:15")
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-17", "2026-03-17T00:00:00"),
        ("2026/3/7", "2026-03-07T00:00:00"),
        ("2026-03-17 09:30", "2026-03-17T09:30:00"),
        ("-7d", "2026-03-11T13:14:15"),
        ("1w", "2026-03-25T13:14:15"),
        ("+2h", "2026-03-18T15:14:15"),
        ("-90m", "2026-03-18T11:44:15"),
        ("-1w 2d", "2026-03-09T13:14:15"),
        ("-1M", "2026-02-18T13:14:15"),
        ("-2y", "2024-03-18T13:14:15"),
        ("2026-02-30", None),
        ("2026-03-17 25:00", None),
        ("yesterday", None),
        ("-7", None),
        ("999999y", None),
        ("-999999d", None),
        ("", None),
    ],
)
def test_a_text_is_parsed_as_a_date(text: str, time: str | None) -> None:
    found = dates.parse_date(text, NOW)

    assert (found and found.isoformat()) == time


@pytest.mark.parametrize(
    ("name", "arguments", "time"),
    [
        ("now", (), "2026-03-18T13:14:15"),
        ("startOfDay", (), "2026-03-18T00:00:00"),
        ("STARTOFDAY", ("-1",), "2026-03-17T00:00:00"),
        ("endOfDay", (), "2026-03-18T23:59:59"),
        ("startOfWeek", (), "2026-03-16T00:00:00"),
        ("startOfWeek", ("-1w",), "2026-03-09T00:00:00"),
        ("endOfWeek", ("+1d",), "2026-03-23T23:59:59"),
        ("startOfMonth", (), "2026-03-01T00:00:00"),
        ("endOfMonth", ("-1",), "2026-02-28T23:59:59"),
        ("startOfYear", (), "2026-01-01T00:00:00"),
        ("endOfYear", (), "2026-12-31T23:59:59"),
        ("startOfYear", ("soon",), None),
        ("startOfYear", ("1", "2"), None),
        ("now", ("1",), None),
        ("startOfCentury", (), None),
        ("startOfDay", ("999999y",), None),
    ],
)
def test_a_function_is_evaluated(name: str, arguments: tuple[str, ...], time: str | None) -> None:
    found = dates.evaluate(name, arguments, NOW, week_start=1)

    assert (found and found.isoformat()) == time


def test_weeks_start_on_the_configured_day() -> None:
    found = dates.evaluate("startOfWeek", (), NOW, week_start=7)

    assert found
    assert found.date() == dt.date(2026, 3, 15)


def test_adding_months_keeps_the_day_within_the_month() -> None:
    found = dates.parse_date("-1M", dt.datetime.fromisoformat("2026-03-31T10:00:00"))

    assert found
    assert found.date() == dt.date(2026, 2, 28)


@given(st.text(), st.text(), st.datetimes())
def test_no_input_raises_an_error(text: str, argument: str, now: dt.datetime) -> None:
    dates.parse_date(text, now)
    for function in dates.FUNCTIONS:
        dates.evaluate(function.removesuffix("()"), (argument,), now, week_start=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_the_first_and_last_dates_have_a_timestamp(day: dt.date, zone: str) -> None:
    assert dates.to_utc(dt.datetime.combine(day, dt.time(12)), zone).endswith("Z")
