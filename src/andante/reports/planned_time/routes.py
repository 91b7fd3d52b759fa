"""Answers the reports."""

from andante.kit.call import Call
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Results
from andante.organization.teams import wire as teams_wire

from . import actions, wire
from .rules import Line, Report, Who
from .wire import Capacity, PlannedAndLogged, ReportedTeam, ReportFilter


@handles(wire.get_planned_and_logged)
def get_planned_and_logged(call: Call, filter: ReportFilter) -> Results[PlannedAndLogged]:
    lines = actions.planned_and_logged(call, _report(filter))
    names = actions.team_names(call, lines)
    return call.results(lines, lambda call, line: _planned_and_logged(call, line, names))


@handles(wire.get_capacity)
def get_capacity(call: Call, filter: ReportFilter) -> Results[Capacity]:
    lines = actions.capacity(call, _report(filter))
    names = actions.team_names(call, lines)
    return call.results(lines, lambda call, line: _capacity(call, line, names))


def _report(filter: ReportFilter) -> Report:
    by_team = filter.grouped_by == "TEAM"
    return Report(start=filter.from_, end=filter.to, account_ids=filter.account_id, team_ids=filter.team_id, by_team=by_team)


def _planned_and_logged(call: Call, line: Line, names: dict[int, str]) -> PlannedAndLogged:
    planned, logged, _ = line.sums
    user, team = _user(call, line.who), _team(call, line.who, names)
    return PlannedAndLogged(from_=line.start, to=line.end, user=user, team=team, planned_seconds=planned, logged_seconds=logged)


def _capacity(call: Call, line: Line, names: dict[int, str]) -> Capacity:
    required, planned, committed = line.sums
    return Capacity(
        from_=line.start,
        to=line.end,
        user=_user(call, line.who),
        team=_team(call, line.who, names),
        required_seconds=required,
        committed_seconds=committed,
        planned_seconds=planned,
        capacity_seconds=committed - planned,
    )


def _user(call: Call, who: Who) -> UserRef | None:
    return call.user(who) if isinstance(who, str) else None


def _team(call: Call, who: Who, names: dict[int, str]) -> ReportedTeam | None:
    return ReportedTeam(self_=call.link(teams_wire.get_team_by_id, who), id=who, name=names[who]) if isinstance(who, int) else None
