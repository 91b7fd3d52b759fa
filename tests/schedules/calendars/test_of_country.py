"""Holidays of countries."""

import pytest

from andante.kit.errors import Invalid
from andante.schedules.calendars.rules import of_country


def shown(country: str, subdivision: str | None, *years: int) -> dict[str, str]:
    """The type of each holiday by its date."""
    return {str(holiday.date): holiday.type for holiday in of_country(country, subdivision, years, language="en_US")}


def test_what_comes_on_its_date_every_year_is_fixed_and_the_rest_floats() -> None:
    bavaria = shown("DE", "BY", 2026)

    assert bavaria["2026-01-06"] == bavaria["2026-10-03"] == bavaria["2026-12-25"] == "FIXED"
    assert bavaria["2026-04-06"] == bavaria["2026-06-04"] == "FLOATING"
    assert len(bavaria) == 12


def test_a_part_of_the_country_has_its_own() -> None:
    assert "2026-06-04" not in shown("DE", "BE", 2026)
    assert shown("DE", "BE", 2026)["2026-03-08"] == "FIXED"


def test_several_years_give_fixed_ones_once_and_floating_ones_for_each() -> None:
    found = shown("DE", None, 2026, 2027)

    assert (found["2026-04-06"], found["2027-03-29"]) == ("FLOATING", "FLOATING")
    assert "2027-12-25" not in found


def test_what_is_shifted_to_a_working_day_floats() -> None:
    found = shown("US", None, 2026)

    assert (found["2026-07-03"], found["2026-07-04"]) == ("FLOATING", "FIXED")


@pytest.mark.parametrize(
    ("place", "words"),
    [(("XX", None), "No holidays are known of the country 'XX'"), (("DE", "ZZ"), "'ZZ' is no part of DE; there are .*BB, BE, BW, BY")],
)
def test_an_unknown_place_is_refused(place: tuple[str, str | None], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        of_country(*place, [2026])


def test_names_are_in_the_countrys_own_language_unless_another_is_chosen() -> None:
    assert of_country("DE", None, [2026])[0].name == "Neujahr"
    assert of_country("DE", None, [2026], language="en_US")[0].name == "New Year's Day"
    with pytest.raises(Invalid, match="not known in 'xx'; there are de"):
        of_country("DE", None, [2026], language="xx")
