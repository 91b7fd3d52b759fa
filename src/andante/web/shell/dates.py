"""Parses dates and times of day as people type them on pages. `js/dates.js` does the same; `tests/web/shell/dates.json` tests both."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from babel import Locale
from babel.dates import get_day_names, get_month_names
from msgspec import Struct

from .translations import catalog, marked

SHORTEST_WEEKDAY, SHORTEST_MONTH = 2, 3
"""Weekdays and months can be shortened to this many letters."""
_RELATIVE = {marked("yesterday"): -1, marked("today"): 0, marked("tomorrow"): 1}
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?([0-5]\d)(?::[0-5]\d)?)?\s*(?:([ap])\.?\s*(?:m\.?)?|h|uhr)?", re.ASCII)


class DateStyle(Struct, frozen=True):
    """How users of a language write dates. Names are folded, and in this language and English."""

    pattern: str
    """CLDR's pattern of numeric dates, such as `dd/MM/y`."""
    weekdays: Sequence[tuple[str, int]]
    """Names with their numbers; Monday is 0."""
    months: Sequence[tuple[str, int]]
    relative: Mapping[str, int]
    """Words for days, with their distance from today."""

    @property
    def order(self) -> str:
        """`dMy` for dates that start with the day."""
        return "".join(sorted("dMy", key=self.pattern.index))


@cache
def style_of(locale_name: str) -> DateStyle:
    """The style of a locale such as `en_GB`."""
    locale = Locale.parse(locale_name)
    words = catalog(locale.language)
    languages = (locale, Locale("en"))
    return DateStyle(
        pattern=str(locale.datetime_skeletons["yMd"].pattern),
        weekdays=[(_folded(name), day) for each in languages for day, name in get_day_names("wide", "stand-alone", each).items()],
        months=[(_folded(name), month) for each in languages for month, name in get_month_names("wide", "stand-alone", each).items()],
        relative={_folded(name): days for word, days in _RELATIVE.items() for name in (word, words.ugettext(word))},
    )


def parse_date(text: str, style: DateStyle, today: dt.date) -> dt.date | None:
    """The date that a text means: `2026-03-18`, `18/03/2026` in the user's order, `18/3`, `18`, `18 Mar`, `yesterday`, `Mon` or `-1`. None
    if it isn't one. Without a month or year, it is the date nearest to today; a weekday is today or before."""
    text = _folded(text)
    days = style.relative.get(text)
    if days is None and re.fullmatch(r"[+-]\d{1,3}", text, re.ASCII):
        days = int(text)
    if days is not None:
        return today + dt.timedelta(days)
    name, _, rest = text.partition(" ")
    weekday = _number_of(name.rstrip("."), style.weekdays, SHORTEST_WEEKDAY)
    if weekday is not None and not rest:
        return today - dt.timedelta((today.weekday() - weekday) % 7)
    return _nearest(_fields(text if weekday is None else rest, style), today)


def parse_time(text: str) -> dt.time | None:
    """The time of day that a text means: `9`, `9:30`, `9.30`, `930`, `9:30 pm` or `9p`. None if it isn't one."""
    found = _TIME.fullmatch(_folded(text))
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return dt.time(hour, minute) if hour < 24 else None


def _fields(text: str, style: DateStyle) -> dict[str, int] | None:
    """The numbers of day, month and year in a text, by `d`, `M` and `y`."""
    if not re.fullmatch(r"(?:\d{1,4}|[^\W\d_]+)(?:[\s./-]+(?:\d{1,4}|[^\W\d_]+))*\.?", text, re.ASCII if text.isascii() else 0):
        return None
    numbers = re.findall(r"[0-9]+", text)
    names = re.findall(r"[^\W\d_]+", text)
    order = "yMd" if numbers and len(numbers[0]) == 4 else style.order
    month = _number_of(names[0], style.months, SHORTEST_MONTH) if names else None
    if names:
        if month is None or len(names) > 1:
            return None
        order = order.replace("M", "")
    if len(numbers) < len(order):
        order = order.replace("y", "")
    if len(numbers) < len(order):
        order = order.replace("M", "")
    if len(numbers) != len(order) or not all(_fits(*each) for each in zip(order, numbers, strict=True)):
        return None
    found = dict(zip(order, map(int, numbers), strict=True)) | ({"M": month} if month else {})
    return found | ({"y": found["y"] + 2000} if found.get("y", 100) < 100 else {})


def _fits(field: str, number: str) -> bool:
    return len(number) in ((2, 4) if field == "y" else (1, 2))


def _nearest(fields: Mapping[str, int] | None, today: dt.date) -> dt.date | None:
    """The date with these fields that is nearest to today."""
    if fields is None or "d" not in fields:
        return None
    around = [divmod(today.year * 12 + today.month - 1 + months, 12) for months in (-1, 0, 1)]
    candidates = around if "M" not in fields else [(today.year + years, fields["M"] - 1) for years in (-1, 0, 1)]
    if "y" in fields:
        candidates = [(fields["y"], month) for _, month in candidates[:1]]
    dates = _valid((year, month + 1, fields["d"]) for year, month in candidates)
    return min(dates, key=lambda date: abs(date - today), default=None)


def _valid(dates: Iterable[tuple[int, int, int]]) -> list[dt.date]:
    found = []
    for year, month, day in dates:
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    return found


def _number_of(text: str, names: Sequence[tuple[str, int]], shortest: int) -> int | None:
    """The number of the name that starts with the text."""
    return next((number for name, number in names if len(text) >= shortest and name.startswith(text)), None)


def _folded(text: str) -> str:
    """Without capitals, accents and commas."""
    letters = unicodedata.normalize("NFD", text.casefold().replace(",", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
