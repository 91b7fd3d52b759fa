"""The words for what a reviewer should look at."""

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from andante.timekeeping.reviews.rules import Problem
from andante.web.shell.formats import current_formats
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import ngettext

MAX_DAYS = 5
"""The title of a flag lists at most this many days."""


class Flag(Struct, frozen=True):
    """A problem as pages show it. `level` is bad, warn or info."""

    level: str
    text: str
    title: str
    day: dt.date | None
    """The first day of the problem."""


def flags(problems: Sequence[Problem]) -> Iterator[Flag]:
    for problem in problems:
        level, text = _words(problem)
        yield Flag(level, text, _days(problem), next(iter(problem.days), None))


def _words(problem: Problem) -> tuple[str, str]:
    hours = current_formats().hours(problem.seconds)
    match problem.kind:
        case "changed":
            return "bad", _("Changed after submission")
        case "missing":
            return "bad", _("%(hours)s missing", hours=hours)
        case "account":
            return "bad", ngettext("%(num)s worklog without account", "%(num)s worklogs without account", problem.count)
        case "overtime":
            return "warn", _("%(hours)s overtime", hours=hours)
        case "long":
            return "warn", _("Long day: %(hours)s", hours=hours)
        case "holiday":
            return "warn", _("%(hours)s on a holiday", hours=hours)
        case "free":
            return "warn", _("%(hours)s on free days", hours=hours)
        case "description":
            return "warn", ngettext("%(num)s worklog without description", "%(num)s worklogs without description", problem.count)
        case "late":
            return "info", _("Logged late")


def _days(problem: Problem) -> str:
    """The days of the problem: `Days: Tue 10 Mar, Wed 11 Mar`."""
    if not problem.days:
        return ""
    formats = current_formats()
    days = [formats.day(day, "MMMEd") for day in problem.days[:MAX_DAYS]]
    if len(problem.days) > MAX_DAYS:
        days.append("…")
    listed = ", ".join(days)
    return _("%(name)s: %(days)s", name=problem.name, days=listed) if problem.name else _("Days: %(days)s", days=listed)
