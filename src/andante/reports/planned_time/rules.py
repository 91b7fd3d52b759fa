"""How the seconds of days become sums by week, of people or teams."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.organization.teams.rules import MembershipRecord, Span

Who = str | int
"""An account id, or the id of a team."""

Measure = Mapping[str, Mapping[dt.date, int]]
"""Seconds by person and day."""

WHOLE = 100


class Report(Struct, frozen=True, kw_only=True):
    """What is asked for."""

    start: dt.date
    end: dt.date
    account_ids: Sequence[str] = ()
    team_ids: Sequence[int] = ()
    by_team: bool = False


class Line(NamedTuple):
    """A week, cut to the range, of somebody, with a sum for each measure."""

    who: Who
    start: dt.date
    end: dt.date
    sums: tuple[int, ...]


class Lines(NamedTuple):
    """Whose days count for whom. A person without memberships (None) counts with all days and all of the time."""

    of: dict[Who, dict[str, list[MembershipRecord] | None]]

    def commitment(self, who: Who, account_id: str, day: dt.date) -> int | None:
        """How many per cent of a person's day count; None where the day does not count at all."""
        memberships = self.of[who][account_id]
        if memberships is None:
            return WHOLE
        active = [one.commitment_percent for one in memberships if Span(one.from_date, one.to_date).has(day)]
        return min(WHOLE, sum(active)) if active else None


def lines_of(report: Report, people: Iterable[str], memberships: Iterable[MembershipRecord]) -> Lines:
    """Which lines a report has: teams with their members, or people by themselves."""
    if not report.by_team and not report.team_ids:
        return Lines({account_id: {account_id: None} for account_id in people})
    wanted = set(people)
    lines: dict[Who, dict[str, list[MembershipRecord] | None]] = defaultdict(dict)
    for one in memberships:
        if one.account_id in wanted:
            theirs = lines[one.team_id if report.by_team else one.account_id].setdefault(one.account_id, [])
            assert theirs is not None
            theirs.append(one)
    return Lines(dict(lines))


def sight(me: str, reaches: Collection[Mapping[str, Sequence[Span]]]) -> Callable[[str, dt.date], bool]:
    """Whether a person's day may be viewed: it is one's own, or within each of the reaches."""
    return lambda account_id, day: account_id == me or all(any(span.has(day) for span in reach.get(account_id, ())) for reach in reaches)


def add_up(
    report: Report, lines: Lines, measures: Sequence[Measure], committed: Measure, week_start: int, sees: Callable[[str, dt.date], bool]
) -> list[Line]:
    """The lines with a sum for each measure and, last, one of what is committed of another, sorted; without those that are
    zero throughout."""
    sums: dict[tuple[Who, dt.date], list[int]] = defaultdict(lambda: [0] * (len(measures) + 1))
    for who, accounts in lines.of.items():
        for account_id in accounts:
            for position, measure in enumerate([*measures, committed]):
                for day, seconds in measure.get(account_id, {}).items():
                    percent = lines.commitment(who, account_id, day) if sees(account_id, day) else None
                    if percent is not None:
                        sums[who, week_of(day, week_start)][position] += seconds if position < len(measures) else seconds * percent
    found = []
    for (who, week), (*plain, hundredfold) in sums.items():
        found.append(Line(who, max(week, report.start), _end(week, report.end), (*plain, hundredfold // WHOLE)))
    return sorted((line for line in found if any(line.sums)), key=lambda line: (line.who, line.start))


def week_of(day: dt.date, week_start: int) -> dt.date:
    """The first day of the week that a day is in; `week_start` is 1 for Monday to 7 for Sunday."""
    return dt.date.fromordinal(max(1, day.toordinal() - (day.isoweekday() - week_start) % 7))


def _end(week: dt.date, end: dt.date) -> dt.date:
    return dt.date.fromordinal(min(week.toordinal() + 6, end.toordinal()))
