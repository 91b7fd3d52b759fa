"""Holidays of countries."""

import pytest

from andante.kit.errors import Invalid
from andante.schedules.calendars.country_holidays import holidays_of_country


def types(country: str, subdivision: str | None, *years: int) -> dict[str, str]:
    """The type of each holiday by its date."""
    return {str(holiday.date): holiday.type for holiday in holidays_of_country(country, subdivision, years, language="en_US")}


def test_holidays_on_the_same_date_every_year_are_fixed_and_others_floating() -> None:
    bavaria = types("DE", "BY", 2026)

    assert bavaria["2026-01-06"] == bavaria["2026-10-03"] == bavaria["2026-12-25"] == "FIXED"
    assert bavaria["2026-04-06"] == bavaria["2026-06-04"] == "FLOATING"
    assert len(bavaria) == 12


def test_a_subdivision_has_its_own_holidays() -> None:
    assert "2026-06-04" not in types("DE", "BE", 2026)
    assert types("DE", "BE", 2026)["2026-03-08"] == "FIXED"


def test_fixed_holidays_are_returned_once_and_floating_ones_for_each_year() -> None:
    found = types("DE", None, 2026, 2027)

    assert (found["2026-04-06"], found["2027-03-29"]) == ("FLOATING", "FLOATING")
    assert "2027-12-25" not in found


def test_a_substitute_day_is_floating() -> None:
    found = types("US", None, 2026)

    assert (found["2026-07-03"], found["2026-07-04"]) == ("FLOATING", "FIXED")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("XX", None), "The country 'XX' is not supported"),
        (("DE", "ZZ"), r"'ZZ' is not a subdivision of DE. Supported subdivisions: .*BB, BE, BW, BY"),
    ],
)
def test_an_unknown_place_is_refused(place: tuple[str, str | None], expected: str) -> None:
    with pytest.raises(Invalid, match=expected):
        holidays_of_country(*place, [2026])


def test_names_are_in_the_default_language_of_the_country_or_in_a_chosen_one() -> None:
    assert holidays_of_country("DE", None, [2026])[0].name == "Neujahr"
    assert holidays_of_country("DE", None, [2026], language="en_US")[0].name == "New Year's Day"
    with pytest.raises(Invalid, match=r"not available in 'xx'. Supported languages: de"):
        holidays_of_country("DE", None, [2026], language="xx")
