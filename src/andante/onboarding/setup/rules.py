"""Checks the input for the setup of a new server, and fills in what follows from it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from unicodedata import normalize

import msgspec
from babel import Locale

from andante.directory.people.rules import check_time_zone
from andante.identity.signin.rules import check_password
from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.schedules.calendars.country_holidays import check_place

from .wire import SetupInput

LINK_SECONDS = SECONDS_PER_DAY
MAX_KEY_LENGTH = 4
"""The length of a suggested project key. Keys are typed often, so they are short."""

DEFAULT_KEY = "WORK"


def parse(values: dict[str, Any]) -> SetupInput:
    """The input in these values, with the names of its JSON. Raises Invalid with all faults at once."""
    faults = [
        *_faults(partial(refuse_if_faulty, values, SetupInput)),
        *_faults(partial(check_time_zone, values.get("timeZone", "UTC"))),
        *(_faults(partial(check_password, values["password"])) if "password" in values else ()),
        *_place_faults(values.get("country"), values.get("subdivision")),
    ]
    if "projectKey" in values and "projectName" not in values:
        faults.append(Fault("projectName", FaultCode.REQUIRED, "is required if there is a key"))
    if faults:
        raise Invalid(*faults)
    return msgspec.convert(values, SetupInput)


def _place_faults(country: str | None, subdivision: str | None) -> list[Fault]:
    if country is None:
        return [Fault("subdivision", FaultCode.INCONSISTENT, "needs a country")] if subdivision else []
    return _faults(partial(check_place, country, subdivision))


def _faults(check: Callable[[], None]) -> list[Fault]:
    try:
        check()
    except Invalid as refusal:
        return list(refusal.faults)
    return []


def suggested_key(name: str) -> str:
    """A key for a project with this name: the first letters of its words or, if there is only one, of that word."""
    words = [plain for word in name.split() if (plain := _letters(word))]
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)
    return letters[:MAX_KEY_LENGTH] or DEFAULT_KEY


def _letters(word: str) -> str:
    plain = normalize("NFKD", word).encode("ascii", "ignore").decode().upper()
    return "".join(letter for letter in plain if letter.isalpha())


def place_name(country: str, subdivision: str | None, language: str | None) -> str:
    """The name for the holidays of a country or a part of it: "Germany (BY)"."""
    name = Locale.parse(language or "en").territories.get(country, country)
    return f"{name} ({subdivision})" if subdivision else name
