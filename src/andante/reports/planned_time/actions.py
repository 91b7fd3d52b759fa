"""What one may ask about planned, logged and free time. Only the days that the caller may view count."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.kit.errors import FaultCode, Invalid
from andante.organization.memberships import actions as memberships
from andante.organization.reach import queries as reach
from andante.organization.teams import queries as teams
from andante.organization.teams.rules import MembershipRecord
from andante.planning.plans import actions as plans
from andante.schedules.user_schedules import actions as schedule
from andante.schedules.user_schedules.rules import Calendar
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.worklogs import queries as worklogs

from . import rules
from .rules import Line, Lines, Measure, Report

MOST_DAYS = 500_000
"""How many days of people one report may be about: a thousand people over a year."""


def planned_and_logged(call: Call, report: Report) -> list[Line]:
    """Planned and logged seconds by week, in a fixed number of statements."""
    lines = _lines(call, report, plans.MAY_VIEW, worklogs.VIEW_PERMISSIONS)
    everybody = _everybody(lines)
    planned = plans.seconds_by_day(call, everybody, report.start, report.end)
    logged = worklogs.seconds_by_day(call, everybody, report.start, report.end)
    return _add_up(call, report, lines, [planned, logged], {}, plans.MAY_VIEW, worklogs.VIEW_PERMISSIONS)


def capacity(call: Call, report: Report) -> list[Line]:
    """Required, planned and committed seconds by week, in a fixed number of statements."""
    lines = _lines(call, report, plans.MAY_VIEW)
    everybody = _everybody(lines)
    planned = plans.seconds_by_day(call, everybody, report.start, report.end)
    required = _required(call, everybody, report.start, report.end)
    return _add_up(call, report, lines, [required, planned], required, plans.MAY_VIEW)


def team_names(call: Call, lines: Sequence[Line]) -> dict[int, str]:
    """The names of the teams that lines are about."""
    return teams.names(call, [line.who for line in lines if isinstance(line.who, int)])


def _lines(call: Call, report: Report, *needed: Collection[Permission]) -> Lines:
    check_span(report.start, report.end)
    members: list[MembershipRecord] = []
    if report.by_team or report.team_ids:
        members = memberships.during(call, report.start, report.end, report.team_ids or None)
    found = _people(call, report, members, needed)
    if len(found) * ((report.end - report.start).days + 1) > MOST_DAYS:
        raise Invalid(
            "",
            FaultCode.TOO_LARGE,
            f"That is more than {MOST_DAYS} days of people: ask for a shorter range ('from', 'to') or fewer teams ('teamId')",
        )
    return rules.lines_of(report, found, members)


def _people(call: Call, report: Report, memberships: Sequence[MembershipRecord], needed: Sequence[Collection[Permission]]) -> list[str]:
    """Whom the report is about; what of their days may be viewed is asked later."""
    if report.account_ids:
        return sorted(people.by_ids(call, report.account_ids))
    if report.by_team or report.team_ids:
        return sorted({one.account_id for one in memberships})
    if all(call.may(*permissions) for permissions in needed):
        return [user.account_id for user in people.everyone(call)]
    return sorted({call.me, *reach.people_within_reach(call, [permission for some in needed for permission in some])})


def _everybody(lines: Lines) -> list[str]:
    return sorted({account_id for accounts in lines.of.values() for account_id in accounts})


def _add_up(
    call: Call, report: Report, lines: Lines, measures: Sequence[Measure], committed: Measure, *needed: Collection[Permission]
) -> list[Line]:
    sees = _sight(call, _everybody(lines), needed)
    return rules.add_up(report, lines, measures, committed, configuration.current(call).week_start, sees)


def _sight(call: Call, account_ids: Collection[str], needed: Sequence[Collection[Permission]]) -> Callable[[str, dt.date], bool]:
    limited = [permissions for permissions in needed if not call.may(*permissions)]
    return rules.sight(call.me, [reach.spans_within_reach(call, permissions, account_ids) for permissions in limited])


def _required(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> Measure:
    """What schedules require; people with the same schedule share the answer."""
    shared: dict[Calendar, dict[dt.date, int]] = {}
    required = {}
    for account_id, calendar in schedule.calendars(call, account_ids, start, end).of.items():
        if calendar not in shared:
            shared[calendar] = calendar.required_seconds(start, end)
        required[account_id] = shared[calendar]
    return required
