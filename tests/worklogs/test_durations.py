"""What people write when they mean a duration."""

import pytest

from andante.kit.errors import Invalid
from andante.worklogs.rules import parse_duration


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
        ("1h 1m 1s", 3661),
        ("0.1h", 360),
        ("0", 0),
        ("1h 0m", 3600),
    ],
)
def test_a_duration_comes_to_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["1d", "2w", "1d 4h", "1 day", "1w 2d"])
def test_days_and_weeks_are_not_equally_long_for_everybody(text: str) -> None:
    with pytest.raises(Invalid, match="has days or weeks, which are not equally long for everybody: say hours, like 8h"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text", ["", "h", "1.5", "-1h", "1:30", "30m 1h", "1h 1h", "1x", "1h and 30m", "١h", "1e3", "0x10", "1h 30", "9" * 5000]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid, match="is no duration: say it like 1h 30m"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0.00001h", "1.2345m", "0.5s"])
def test_fractions_of_a_second_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="does not come to whole seconds"):
        parse_duration(text)
