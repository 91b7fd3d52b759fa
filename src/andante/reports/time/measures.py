"""Loads planned and required time for reports on logged time, in a fixed number of statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.organization.memberships import actions as memberships
from andante.organization.teams.rules import MembershipRecord, Span
from andante.planning.plan_search import queries as plan_search
from andante.planning.plans import queries as plans
from andante.reports.dimensions.rules import DAY, MONTH, ROLE, TEAM, USER, WEEK
from andante.reports.planned_time import actions as planned_time
from andante.reports.planned_time.rules import Measure
from andante.scopes import Permission
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import day_sums
from .day_sums import DayFigures, FiguresByDay, Names
from .rules import PLANNED, REQUIRED, Row, Sums, TimeFilter, TimeReport

DIMENSIONS = (USER, TEAM, ROLE, DAY, WEEK, MONTH)
"""Planned and required time belongs to the days of users, not to issues, accounts or worklogs."""

REASON = "only days of users have planned and required time"
FILTERS = ("accountId", "teamId", "roleId")


SOURCES: dict[str, tuple[Callable[[Call, Collection[str], dt.date, dt.date], Measure], Sequence[Collection[Permission]]]] = {
    PLANNED: (plan_search.seconds_by_day, (VIEW_PERMISSIONS, plans.VIEW_PERMISSIONS)),
    REQUIRED: (planned_time.required_by_day, (VIEW_PERMISSIONS,)),
}
"""The function that loads a measure, and the sets of permissions over a user's day, of which the caller needs one each."""

POSITIONS = {measure: DayFigures._fields.index(measure.lower()) for measure in SOURCES}


Logged = Iterable[tuple[str, dt.date, int, int]]
"""The logged and the billable seconds of users on days."""


class Loaded(NamedTuple):
    figures: FiguresByDay
    memberships: Sequence[MembershipRecord]


def check(report: TimeReport) -> None:
    """Raises Invalid if planned and required time have no meaning in this report."""
    if unknown := [str(dimension) for dimension in report.dimensions if dimension.name not in DIMENSIONS]:
        message = f"can be {', '.join(DIMENSIONS)} in a report with 'measure', not {unknown[0]}: {REASON}"
        raise Invalid("groupBy", FaultCode.INCONSISTENT, message)
    if not _has_only_people(report.filter):
        message = f"can be combined only with the filters {', '.join(FILTERS)}: {REASON}"
        raise Invalid("measure", FaultCode.INCONSISTENT, message)


def _has_only_people(filter: TimeFilter) -> bool:
    search = filter.search
    of_issues = (search.issues, search.projects, filter.parents)
    of_worklogs = (filter.accounts, filter.customers, filter.categories, filter.attributes, filter.approvals, search.updated_from)
    return not any(of_issues + of_worklogs) and filter.billable is None


def totals(call: Call, report: TimeReport, logged: Logged) -> Sums:
    return day_sums.totals(report, _load(call, report, logged).figures)


def rows(call: Call, report: TimeReport, logged: Logged) -> list[Row]:
    """All rows, sorted. Users have rows even if they logged no time."""
    figures, found = _load(call, report, logged)
    users = people.by_ids(call, {user for user, _ in figures}) if any(each.name == USER for each in report.dimensions) else {}
    names = Names(
        {id: user.display_name for id, user in users.items()},
        {each.team_id: each.team_name for each in found},
        {each.role_id: each.role_name for each in found},
    )
    return day_sums.rows(report, figures, found, names)


def _load(call: Call, report: TimeReport, logged: Logged) -> Loaded:
    found = _memberships(call, report)
    counts, requested = _membership_filter(report.filter, found)
    figures: dict[tuple[str, dt.date], list[int]] = defaultdict(lambda: [0] * len(DayFigures._fields))
    for user, day, seconds, billable in logged:
        figures[user, day][:2] = seconds, billable
    for measure in report.measures:
        for user, day, seconds in _seconds(call, measure, requested, report.span):
            if counts(user, day):
                figures[user, day][POSITIONS[measure]] += seconds
    return Loaded({key: DayFigures(*of_day) for key, of_day in figures.items()}, found)


def _memberships(call: Call, report: TimeReport) -> list[MembershipRecord]:
    """The memberships whose teams and roles count: those that the filters allow, in teams that the caller may see."""
    filter, span = report.filter, report.span
    if not (filter.team_ids or filter.role_ids or {each.name for each in report.dimensions} & {TEAM, ROLE}):
        return []
    found = memberships.during(call, span.from_, span.to, filter.team_ids or None)
    return [each for each in found if not filter.role_ids or each.role_id in filter.role_ids]


def _membership_filter(filter: TimeFilter, found: Sequence[MembershipRecord]) -> tuple[Callable[[str, dt.date], bool], set[str] | None]:
    """Whether a user's day counts, and the users who may have such days. None means all users."""
    authors = set(filter.search.authors) or None
    if not filter.team_ids and not filter.role_ids:
        return (lambda user, day: True), authors
    spans: dict[str, list[Span]] = defaultdict(list)
    for membership in found:
        spans[membership.account_id].append(membership.span)
    members = {user for user in spans if authors is None or user in authors}
    return (lambda user, day: any(span.has(day) for span in spans[user])), members


def _seconds(call: Call, measure: str, requested: Collection[str] | None, span: Period) -> Iterator[tuple[str, dt.date, int]]:
    """The seconds of each day of each user that the caller may view."""
    load, needed = SOURCES[measure]
    users = planned_time.viewable_users(call, requested, span.from_, span.to, needed)
    may_view = planned_time.visibility(call, users, needed)
    for user, by_day in load(call, users, span.from_, span.to).items():
        for day, seconds in by_day.items():
            if may_view(user, day):
                yield user, day, seconds
