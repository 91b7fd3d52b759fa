"""Dates and times as people type them. The script of the pages is tested with the same table."""

import datetime as dt
import json
from pathlib import Path

import pytest

from andante.web.shell.dates import parse_date, parse_time, style_of

CASES = json.loads(Path(__file__).with_name("dates.json").read_text(encoding="utf-8"))
TODAY = dt.date.fromisoformat(CASES["today"])


@pytest.mark.parametrize(("locale", "text", "expected"), CASES["dates"])
def test_a_date_as_people_type_it(locale: str, text: str, expected: str | None) -> None:
    found = parse_date(text, style_of({"en-GB": "en_GB", "en-US": "en_US"}.get(locale, locale)), TODAY)

    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(("text", "expected"), CASES["times"])
def test_a_time_as_people_type_it(text: str, expected: str | None) -> None:
    found = parse_time(text)

    assert (found and f"{found:%H:%M}") == expected
