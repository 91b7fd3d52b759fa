"""Adds up the figures of single days of users: logged and billable, planned and required time."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from andante.organization.teams.rules import MembershipRecord
from andante.reports.dimensions.rules import DAY, MONTH, NONE, ROLE, TEAM, USER, WEEK, Dimension
from andante.reports.planned_time.rules import week_of

from .rules import PLANNED, REQUIRED, GroupValue, Row, Sums, TimeReport


class DayFigures(NamedTuple):
    """Seconds of a user on one day."""

    logged: int = 0
    billable: int = 0
    planned: int = 0
    required: int = 0


FiguresByDay = Mapping[tuple[str, dt.date], DayFigures]
"""By account id and day."""

Key = tuple[Any, ...]
"""The values of the groups of a row. None is no team or no role."""


class Names(NamedTuple):
    users: Mapping[str, str]
    teams: Mapping[int, str]
    roles: Mapping[int, str]


def totals(report: TimeReport, figures: FiguresByDay) -> Sums:
    """The sums of all days. Each counts once, even if the user was in several teams."""
    added = _Added(report)
    for (_, day), of_day in figures.items():
        added.add((), day, of_day)
    return added.sums(())


def rows(report: TimeReport, figures: FiguresByDay, memberships: Iterable[MembershipRecord], names: Names) -> list[Row]:
    """The sorted rows. A day counts for each team and role that the user had. Rows in which all sums are zero are left out."""
    groups_of, added = _grouping(report, memberships), _Added(report)
    for (user, day), of_day in figures.items():
        if any(of_day):
            for key in groups_of(user, day):
                added.add(key, day, of_day)
    found = [(key, added.sums(key)) for key in added.keys]
    return [Row(_groups(report.dimensions, key, names), sums) for key, sums in _sorted(report, found, names)]


class _Added:
    """The sums of rows: for each key and measure, the total and one value for each column."""

    def __init__(self, report: TimeReport) -> None:
        self._report = report
        self._starts = [column.from_ for column in report.columns]
        self._sums: dict[Key, list[list[int]]] = {}

    @property
    def keys(self) -> list[Key]:
        return list(self._sums)

    def add(self, key: Key, day: dt.date, figures: DayFigures) -> None:
        sums = self._sums.get(key)
        if sums is None:
            sums = self._sums[key] = self._zeros()
        position = bisect_right(self._starts, day)
        for measure, seconds in zip(sums, figures, strict=True):
            measure[0] += seconds
            if position:
                measure[position] += seconds

    def sums(self, key: Key) -> Sums:
        logged, billable, planned, required = self._sums.get(key) or self._zeros()
        measures = self._report.measures
        return Sums(
            logged[0],
            billable[0],
            logged[1:],
            billable[1:],
            planned[0] if PLANNED in measures else None,
            required[0] if REQUIRED in measures else None,
            planned[1:] if PLANNED in measures else (),
            required[1:] if REQUIRED in measures else (),
        )

    def _zeros(self) -> list[list[int]]:
        return [[0] * (len(self._starts) + 1) for _ in DayFigures._fields]


def _grouping(report: TimeReport, memberships: Iterable[MembershipRecord]) -> Any:
    """Returns a function for the keys of the rows in which a user's day counts."""
    by_user: dict[str, list[MembershipRecord]] = defaultdict(list)
    for membership in memberships:
        by_user[membership.account_id].append(membership)
    names = [dimension.name for dimension in report.dimensions]
    needs_memberships = bool({TEAM, ROLE} & set(names))

    def keys(user: str, day: dt.date) -> Iterator[Key]:
        active = [each for each in by_user.get(user, ()) if each.span.has(day)] if needs_memberships else []
        days = {DAY: day, WEEK: week_of(day, report.week_start), MONTH: day.replace(day=1), USER: user}
        places = {tuple({TEAM: each.team_id, ROLE: each.role_id}.get(name) for name in names) for each in active} or {(None,) * len(names)}
        return (tuple(days.get(name, value) for name, value in zip(names, place, strict=True)) for place in places)

    return keys


def _groups(dimensions: Sequence[Dimension], key: Key, names: Names) -> list[GroupValue]:
    return [_group(dimension, value, names) for dimension, value in zip(dimensions, key, strict=True)]


def _group(dimension: Dimension, value: Any, names: Names) -> GroupValue:
    return GroupValue(dimension, NONE if value is None else str(value), None, _name(dimension, value, names))


def _name(dimension: Dimension, value: Any, names: Names) -> str:
    of_dimension: dict[str, Mapping[Any, str]] = {USER: names.users, TEAM: names.teams, ROLE: names.roles}
    return NONE if value is None else of_dimension.get(dimension.name, {}).get(value, str(value))


def _sorted(report: TimeReport, rows: list[tuple[Key, Sums]], names: Names) -> list[tuple[Key, Sums]]:
    """The rows in the order of `store.page`: as a tree, each level by name or by the sum of its rows, and rows without a value last.

    Python's sort is stable, so that it sorts by the least important value first.
    """
    for level in reversed(range(len(report.dimensions))):
        rows = _sorted_level(report, rows, level, names)
    return rows


def _sorted_level(report: TimeReport, rows: list[tuple[Key, Sums]], level: int, names: Names) -> list[tuple[Key, Sums]]:
    by_name, dimension = report.sort == "NAME", report.dimensions[level]
    rows = sorted(rows, key=lambda row: (row[0][level] is None, row[0][level]))
    rows.sort(key=lambda row: _name(dimension, row[0][level], names).lower(), reverse=by_name and report.descending)
    rows.sort(key=lambda row: row[0][level] is None)
    if not by_name:
        sums: dict[Key, int] = defaultdict(int)
        for key, of_row in rows:
            sums[key[: level + 1]] += of_row.logged if report.sort == "LOGGED" else of_row.billable
        rows.sort(key=lambda row: sums[row[0][: level + 1]], reverse=report.descending)
    return rows
