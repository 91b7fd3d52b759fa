"""Reports on planned time, logged time and capacity, over the days that the caller may view."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.kit.errors import FaultCode, Invalid
from andante.organization.memberships import actions as memberships
from andante.organization.reach import queries as reach
from andante.organization.teams import queries as teams
from andante.organization.teams.rules import MembershipRecord
from andante.planning.plan_search import queries as plan_search
from andante.planning.plans import queries as plans
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import Calendar
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS as WORKLOG_VIEW_PERMISSIONS

from . import rules
from .rules import Measure, Report, Row, RowMembers

MAX_DAYS = 500_000
"""A report covers at most this many days, summed over its users: a thousand users over a year."""


def planned_and_logged(call: Call, report: Report) -> list[Row]:
    """Planned and logged seconds by week, in a fixed number of statements."""
    row_members = _row_members(call, report, plans.VIEW_PERMISSIONS, WORKLOG_VIEW_PERMISSIONS)
    account_ids = row_members.account_ids()
    planned = plan_search.seconds_by_day(call, account_ids, report.start, report.end)
    logged = worklogs.seconds_by_day(call, account_ids, report.start, report.end)
    return _sum_up(call, report, row_members, [planned, logged], {}, plans.VIEW_PERMISSIONS, WORKLOG_VIEW_PERMISSIONS)


def capacity(call: Call, report: Report) -> list[Row]:
    """Required, planned and committed seconds by week, in a fixed number of statements."""
    row_members = _row_members(call, report, plans.VIEW_PERMISSIONS)
    account_ids = row_members.account_ids()
    planned = plan_search.seconds_by_day(call, account_ids, report.start, report.end)
    required = required_by_day(call, account_ids, report.start, report.end)
    return _sum_up(call, report, row_members, [required, planned], required, plans.VIEW_PERMISSIONS)


def team_names(call: Call, rows: Sequence[Row]) -> dict[int, str]:
    """The names of the teams in these rows, by id."""
    return teams.names(call, [row.subject for row in rows if isinstance(row.subject, int)])


def _row_members(call: Call, report: Report, *needed: Collection[Permission]) -> RowMembers:
    """The users in each row. `needed` are sets of permissions: to view a day, the caller needs one permission of each set."""
    check_span(report.start, report.end)
    members: list[MembershipRecord] = []
    if report.by_team or report.team_ids:
        members = memberships.during(call, report.start, report.end, report.team_ids or None)
    requested: Collection[str] | None = None
    if report.account_ids:
        requested = people.by_ids(call, report.account_ids)
    elif report.by_team or report.team_ids:
        requested = {membership.account_id for membership in members}
    return rules.row_members(report, viewable_users(call, requested, report.start, report.end, needed), members)


def viewable_users(
    call: Call, requested: Collection[str] | None, start: dt.date, end: dt.date, needed: Sequence[Collection[Permission]]
) -> list[str]:
    """The requested users, by default all, without those of whom the caller may view no day. Each single day is checked later. `needed`
    are sets of permissions: to view a day, the caller needs one permission of each set. Raises Invalid if there are too many days."""
    if all(call.may(*permissions) for permissions in needed):
        account_ids = [user.account_id for user in people.list_all(call)] if requested is None else sorted(requested)
    else:
        viewable = {call.me, *reach.people_within_reach(call, [permission for permissions in needed for permission in permissions])}
        account_ids = sorted(viewable if requested is None else viewable.intersection(requested))
    if len(account_ids) * ((end - start).days + 1) > MAX_DAYS:
        raise Invalid(
            "",
            FaultCode.TOO_LARGE,
            f"The report covers more than {MAX_DAYS} days of users: request a shorter range ('from', 'to') or fewer teams ('teamId')",
        )
    return account_ids


def _sum_up(
    call: Call, report: Report, row_members: RowMembers, measures: Sequence[Measure], required: Measure, *needed: Collection[Permission]
) -> list[Row]:
    is_visible = visibility(call, row_members.account_ids(), needed)
    return rules.sum_up(report, row_members, measures, required, configuration.current(call).week_start, is_visible)


def visibility(call: Call, account_ids: Collection[str], needed: Sequence[Collection[Permission]]) -> Callable[[str, dt.date], bool]:
    """Returns a function that checks whether the caller may view a user's day."""
    limited = [permissions for permissions in needed if not call.may(*permissions)]
    return rules.visibility(call.me, [reach.spans_within_reach(call, permissions, account_ids) for permissions in limited])


def required_by_day(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> Measure:
    """Required seconds by user and day. They are computed once for each calendar, which users may share."""
    by_calendar: dict[Calendar, dict[dt.date, int]] = {}
    required = {}
    for account_id, calendar in schedules.calendars(call, account_ids, start, end).by_user.items():
        if calendar not in by_calendar:
            by_calendar[calendar] = calendar.required_seconds(start, end)
        required[account_id] = by_calendar[calendar]
    return required
