"""Handles the operations that return reports."""

from andante.kit.call import Call
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Results
from andante.organization.teams import wire as teams_wire

from . import actions, wire
from .rules import Report, Row, Subject
from .wire import Capacity, PlannedAndLogged, ReportedTeam, ReportFilter


@handles(wire.get_planned_and_logged)
def get_planned_and_logged(call: Call, filter: ReportFilter) -> Results[PlannedAndLogged]:
    rows = actions.planned_and_logged(call, _report(filter))
    names = actions.team_names(call, rows)
    return call.results(rows, lambda call, row: _planned_and_logged(call, row, names))


@handles(wire.get_capacity)
def get_capacity(call: Call, filter: ReportFilter) -> Results[Capacity]:
    rows = actions.capacity(call, _report(filter))
    names = actions.team_names(call, rows)
    return call.results(rows, lambda call, row: _capacity(call, row, names))


def _report(filter: ReportFilter) -> Report:
    by_team = filter.grouped_by == "TEAM"
    return Report(start=filter.from_, end=filter.to, account_ids=filter.account_id, team_ids=filter.team_id, by_team=by_team)


def _planned_and_logged(call: Call, row: Row, names: dict[int, str]) -> PlannedAndLogged:
    planned, logged, _ = row.sums
    user, team = _user(call, row.subject), _team(call, row.subject, names)
    return PlannedAndLogged(from_=row.start, to=row.end, user=user, team=team, planned_seconds=planned, logged_seconds=logged)


def _capacity(call: Call, row: Row, names: dict[int, str]) -> Capacity:
    required, planned, committed = row.sums
    return Capacity(
        from_=row.start,
        to=row.end,
        user=_user(call, row.subject),
        team=_team(call, row.subject, names),
        required_seconds=required,
        committed_seconds=committed,
        planned_seconds=planned,
        capacity_seconds=committed - planned,
    )


def _user(call: Call, subject: Subject) -> UserRef | None:
    return call.user(subject) if isinstance(subject, str) else None


def _team(call: Call, subject: Subject, names: dict[int, str]) -> ReportedTeam | None:
    if not isinstance(subject, int):
        return None
    return ReportedTeam(self_=call.link(teams_wire.get_team_by_id, subject), id=subject, name=names[subject])
