"""Formats durations, dates, times and numbers as the user of a page expects them."""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_day_names
from babel.localedata import exists
from babel.numbers import format_decimal
from flask import g, request
from jinja2 import pass_context
from msgspec import Struct

from andante.identity.preferences.rules import DEFAULTS, PreferencesRecord
from andante.kit import clock
from andante.kit.clock import Instant

from . import dates
from .translations import current_language
from .user import signed_in_user

MINUS = "\N{MINUS SIGN}"
NAMED_STYLES = ("short", "medium", "long", "full")
PLAIN = {"en": "en_GB"}
"""The locale for a language if the browser doesn't specify a region."""


class Formats(Struct, frozen=True):
    """How to format values for one user."""

    locale: str = "en_GB"
    time_zone: str = "UTC"
    preferences: PreferencesRecord = DEFAULTS

    def hours(self, seconds: int) -> str:
        """A duration: 5400 seconds are `1:30`, or `1.50` for users who prefer decimals."""
        sign = MINUS if seconds < 0 else ""
        if self.preferences.duration_format == "DECIMAL":
            return sign + format_decimal(round(abs(seconds) / 3600, 2), "#,##0.00", locale=_locale(self.locale))
        minutes = (abs(seconds) + 30) // 60
        return f"{sign if minutes else ''}{minutes // 60}:{minutes % 60:02}"

    def day(self, date: dt.date, style: str = "medium") -> str:
        """A date. `style` is short, medium, long or full, or names the fields: `MMMEd` is `Wed 18 Mar`."""
        if style in NAMED_STYLES:
            return format_date(date, style, locale=_locale(self.locale))
        return format_skeleton(style, dt.datetime.combine(date, dt.time()), locale=_locale(self.locale))

    @property
    def date_pattern(self) -> str:
        """CLDR's pattern of numeric dates: `dd/MM/y`."""
        return dates.style_of(self.locale).pattern

    def parse_day(self, text: str, today: dt.date) -> dt.date | None:
        """The date that a user typed, or an ISO date. None if it isn't one."""
        return dates.parse_date(text, dates.style_of(self.locale), today)

    def week_days(self) -> dict[int, str]:
        """The names of the days of the week, by ISO number: 1 is Monday."""
        names = get_day_names("wide", "stand-alone", _locale(self.locale))
        return {number: names[number - 1] for number in range(1, 8)}

    def days(self, first: dt.date, last: dt.date, style: str = "MMMMd") -> str:
        """A range of dates: `16–22 March`. `style` names the fields, as for `day`."""
        return format_interval(first, last, style, locale=_locale(self.locale))

    def when(self, instant: Instant) -> str:
        """A timestamp in the user's time zone, to the minute."""
        local = self.local(instant)
        return f"{self.day(local.date())}, {self.time(local.time())}"

    def time(self, time: dt.time | str) -> str:
        """A time of day to the minute: `09:30`, or `9:30 AM` for users who prefer 12 hours."""
        of_day = dt.time.fromisoformat(time) if isinstance(time, str) else time
        return format_time(of_day, "h:mm a" if self.preferences.time_format == "12_HOURS" else "HH:mm", locale=_locale(self.locale))

    def number(self, value: float, digits: int | None = None) -> str:
        """A number; with `digits`, it has exactly this many decimal places."""
        pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, locale=_locale(self.locale))

    def local(self, instant: Instant) -> dt.datetime:
        """A timestamp as date and time in the user's time zone."""
        return dt.datetime.fromisoformat(instant).astimezone(ZoneInfo(self.time_zone))


def local_now() -> dt.datetime:
    """The time now, in the time zone of the user."""
    return current_formats().local(clock.now())


def current_formats() -> Formats:
    """The formats for the user of the page."""
    if "formats" not in g:
        user = signed_in_user()
        g.formats = Formats(_region(), user.caller.time_zone, user.preferences) if user else Formats(_region())
    formats: Formats = g.formats
    return formats


def _region() -> str:
    """The locale for formats: the language of the page, in the first region of this language that the browser accepts."""
    language = current_language()
    for accepted in request.accept_languages.values():
        found = re.fullmatch(r"([A-Za-z]{2})[-_]([A-Za-z]{2})", accepted)
        if found and found[1].lower() == language and exists(locale := f"{language}_{found[2].upper()}"):
            return locale
    return PLAIN.get(language, language)


@lru_cache(maxsize=100)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


FILTERS = ("hours", "day", "days", "when", "time", "number")
"""The methods of `Formats` that templates use as filters: `{{ seconds|hours }}`."""


def filter_of(name: str) -> Callable[..., str]:
    """The method as a filter that uses the formats of the current page. It asks for the context only to keep Jinja from applying it to a
    constant once and for all pages."""

    @pass_context
    def apply(_context: object, value: object, *options: object, **named: object) -> str:
        return str(getattr(current_formats(), name)(value, *options, **named))

    return apply
