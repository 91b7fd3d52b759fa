"""The public holidays of countries and their subdivisions."""

import datetime as dt
from collections.abc import Collection

import holidays as public_holidays

from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.errors import FaultCode, Invalid
from andante.schedules.holidays.rules import missing
from andante.schedules.holidays.wire import HolidayInput

from .rules import new_holiday

FIXED_HOLIDAY_YEARS = 10
"""A country's holiday is FIXED if it is on the same day in this many consecutive years."""


def countries() -> dict[str, list[str]]:
    """The codes of the countries whose holidays are known, with the codes of their subdivisions."""
    known = public_holidays.list_supported_countries()
    aliases = {"UK"}  # and codes of three letters
    return {code: sorted(parts) for code, parts in sorted(known.items()) if len(code) == len("DE") and code not in aliases}


def subdivisions(country: str) -> list[tuple[str, str]]:
    """The codes and names of the subdivisions of a country whose holidays are known, in the order of their names."""
    place = public_holidays.country_holidays(country)
    names = place.get_subdivision_aliases()
    found = [(code, next(iter(names.get(code, ())), code)) for code in place.subdivisions]
    return sorted(found, key=lambda subdivision: subdivision[1])


def holidays_of_country(
    country: str, subdivision: str | None, years: Collection[int], *, seconds: int = SECONDS_PER_DAY, language: str | None = None
) -> list[HolidayInput]:
    """The public holidays of a country (`DE`) or of one of its subdivisions (`BY`) in these years. Holidays on the same day
    in ten consecutive years are FIXED. The others are FLOATING, one for each year. Each holiday lasts `seconds`."""
    check_place(country, subdivision)
    window = range(min(years), max(years) + FIXED_HOLIDAY_YEARS)
    calendar = public_holidays.country_holidays(
        country, subdiv=subdivision, years=window, expand=False, language=_language(country, language)
    )
    days_and_names = {(day, name) for day in calendar for name in calendar.get_list(day)}
    found = []
    for day, name in sorted(days_and_names):
        if day.year in years:
            fixed = not _is_leap_day(day) and all((day.replace(year=year), name) in days_and_names for year in window)
            found.append(new_holiday(name, "", fixed, day, seconds))
    return missing(found, [])  # without the duplicates of FIXED holidays, which occur in each of the years


def check_place(country: str, subdivision: str | None) -> None:
    """Raises Invalid if the holidays of this country, or of this subdivision of it, aren't known."""
    known = public_holidays.list_supported_countries()
    if country not in known:
        raise Invalid("country", FaultCode.INVALID_CHOICE, f"The country '{country}' is not supported: use a code like DE or US")
    if subdivision is not None and subdivision not in known[country]:
        raise Invalid(
            "subdivision",
            FaultCode.INVALID_CHOICE,
            f"'{subdivision}' is not a subdivision of {country}. Supported subdivisions: {', '.join(sorted(known[country])) or 'none'}.",
        )


def _language(country: str, language: str | None) -> str | None:
    """The requested language or the country's default, independent of this machine's locale."""
    place = public_holidays.country_holidays(country)
    if language is not None and language not in place.supported_languages:
        raise Invalid(
            "language",
            FaultCode.INVALID_CHOICE,
            f"The holidays of {country} are not available in '{language}'. "
            f"Supported languages: {', '.join(place.supported_languages) or 'none'}.",
        )
    return language or place.default_language


def language_of_holidays(country: str, language: str | None) -> str | None:
    """The name of this language for `holidays_of_country` (`en` is `en_US` for most countries). None if the names of the country's holidays
    are not available in it."""
    available = public_holidays.country_holidays(country).supported_languages
    return next((name for name in available if language and name.partition("_")[0] == language), None)


def _is_leap_day(day: dt.date) -> bool:
    return (day.month, day.day) == (2, 29)
