"""Durations, dates, times and numbers as users expect them."""

import datetime as dt

import pytest

from andante.identity.preferences.rules import PreferencesRecord
from andante.kit.clock import Instant
from andante.kit.database import Database
from andante.web.shell.formats import Formats
from tests.cast import Person
from tests.web.browsing import signed_in, text_of

DECIMAL = PreferencesRecord(duration_format="DECIMAL")
TWELVE_HOURS = PreferencesRecord(time_format="12_HOURS")
WEDNESDAY = dt.date(2026, 3, 18)


@pytest.mark.parametrize(
    ("seconds", "hours", "decimal", "german"),
    [
        (0, "0:00", "0.00", "0,00"),
        (5400, "1:30", "1.50", "1,50"),
        (29, "0:00", "0.01", "0,01"),
        (30, "0:01", "0.01", "0,01"),
        (3599, "1:00", "1.00", "1,00"),
        (-8100, "−2:15", "−2.25", "−2,25"),
        (-20, "0:00", "−0.01", "−0,01"),
        (4_500_000, "1250:00", "1,250.00", "1.250,00"),
    ],
)
def test_durations(seconds: int, hours: str, decimal: str, german: str) -> None:
    assert Formats().hours(seconds) == hours
    assert Formats(preferences=DECIMAL).hours(seconds) == decimal
    assert Formats("de", preferences=DECIMAL).hours(seconds) == german


@pytest.mark.parametrize(
    ("locale", "style", "text"),
    [
        ("en_GB", "medium", "18 Mar 2026"),
        ("en_US", "medium", "Mar 18, 2026"),
        ("de", "medium", "18.03.2026"),
        ("en_GB", "full", "Wednesday, 18 March 2026"),
        ("en_GB", "MMMEd", "Wed 18 Mar"),
        ("de", "MMMEd", "Mi., 18. März"),
    ],
)
def test_dates(locale: str, style: str, text: str) -> None:
    assert Formats(locale).day(WEDNESDAY, style) == text


def test_times() -> None:
    assert Formats().time("09:30:00") == "09:30"
    assert Formats("en_US", preferences=TWELVE_HOURS).time("21:30:00").replace("\u202f", " ") == "9:30 PM"
    assert Formats("de", "Europe/Berlin").when(Instant("2026-03-18T23:30:00Z")) == "19.03.2026, 00:30"


def test_numbers() -> None:
    assert Formats().number(1234567) == "1,234,567"
    assert Formats("de").number(1234.5) == "1.234,5"
    assert Formats("de").number(1234.5, 2) == "1.234,50"
    assert Formats().number(99.6, 0) == "100"


@pytest.mark.parametrize(
    ("accepted", "text"),
    [("", "19 Mar 2026, 13:00"), ("en-US", "Mar 19, 2026, 13:00"), ("de-AT", "19.03.2026, 13:00"), ("en-XX,en-ZZZZ", "19 Mar 2026, 13:00")],
)
def test_the_region_of_the_browser_decides_how_dates_look(alice: Person, database: Database, accepted: str, text: str) -> None:
    visitor = signed_in(alice, database)
    visitor.http.headers["Accept-Language"] = accepted
    visitor.post("/tokens", {"name": "Report", "days": "1", "access": "full"})

    assert text in text_of(visitor.get("/tokens"))
