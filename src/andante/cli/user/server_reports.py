"""Requests reports on logged time from the server, and gives their groups and columns labels."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from andante.client import Andante
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.lookup import parse_id
from andante.reports.time.wire import ReportGroup, TimeReportQuery, TimeReportRow

from .local_reports import NONE, distinct

DIMENSIONS = (
    *("user", "account", "issue", "project", "day", "week", "month", "team"),
    *("role", "parent", "customer", "category", "billable", "approval"),
)
ATTRIBUTE = "attribute:"

NAMED = {"USER", "TEAM", "ROLE"}
"""Dimensions whose values have a name that may occur more than once, and no key."""


def dimension(name: str) -> str:
    """The server's name of a criterion."""
    return f"{ATTRIBUTE.upper()}{name.removeprefix(ATTRIBUTE)}" if name.startswith(ATTRIBUTE) else name.upper()


def sums(client: Andante, query: TimeReportQuery, names: Sequence[str]) -> tuple[list[dict[str, Any]], list[str], dict[str, Any]]:
    """The rows, sorted by their labels; the labels of the columns; and the totals."""
    totals = client.reports.get_time_report_totals(query)
    columns = [_column_label(query.pivot, column.from_) for column in totals.columns]
    found = list(client.reports.iter_time_report(query))
    labels = _labels(found)
    rows = [dict(zip(names, (labels(group) for group in row.groups), strict=True)) | _sums(row, columns) for row in found]
    return sorted(rows, key=lambda row: [row[name] for name in names]), columns, _sums(totals, columns)


def _sums(sums: Any, columns: Sequence[str]) -> dict[str, Any]:
    totals = {"seconds": sums.logged_seconds, "billableSeconds": sums.billable_seconds}
    totals |= {"plannedSeconds": sums.planned_seconds, "requiredSeconds": sums.required_seconds}
    totals |= {"differenceSeconds": sums.difference_seconds, "percent": sums.percent}
    return totals | dict(zip(columns, sums.logged_seconds_by_column, strict=True))


def _labels(rows: Iterable[TimeReportRow]) -> Callable[[ReportGroup], str]:
    """Returns a function for the label of a group: a key, a name that is unique in its column, or a period."""
    named: dict[str, dict[str, str]] = {}
    for row in rows:
        for group in row.groups:
            if group.dimension in NAMED and group.id:
                named.setdefault(group.dimension, {})[group.id] = group.name
    unique: Mapping[str, Mapping[str, str]] = {name: distinct(sorted(groups.items())) for name, groups in named.items()}

    def label(group: ReportGroup) -> str:
        if not group.id:
            return NONE
        if group.dimension in NAMED:
            return unique[group.dimension][group.id]
        if group.dimension == "WEEK":
            return f"{dt.date.fromisoformat(group.id) + dt.timedelta(days=3):%G-W%V}"  # the ISO week that has most of the days
        return group.id[:7] if group.dimension == "MONTH" else group.key or group.name

    return label


def _column_label(pivot: str | None, first: dt.date) -> str:
    if pivot == "QUARTER":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return str(first)[: {"YEAR": 4, "MONTH": 7}.get(pivot or "", 10)]


def ids_of_teams(client: Andante, names: Sequence[str] | None) -> list[int]:
    """The ids of teams that are given by name or id. Raises Invalid if a name doesn't belong to exactly one team."""
    ids = {name: parse_id(name) for name in names or ()}
    if None not in ids.values():
        return [id for id in ids.values() if id is not None]
    teams = list(client.teams.iter_teams())
    return [id if id is not None else _id_of_team(name, [team.id for team in teams if team.name == name]) for name, id in ids.items()]


def _id_of_team(name: str, found: Sequence[int]) -> int:
    if len(found) != 1:
        matches = f"matches {len(found)} teams: give an id" if found else "is no team that you can see"
        raise Invalid("team", FaultCode.UNKNOWN, f"{shown(name)} {matches}")
    return found[0]
