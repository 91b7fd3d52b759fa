"""What one may do with programs."""

from collections.abc import Sequence

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import refuse_if_used
from andante.kit.lookup import require_found
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.organization.teams.rules import TeamName, TeamRecord
from andante.scopes import Permission

from . import store
from .rules import ProgramRecord
from .wire import ProgramInput


def every(call: Call) -> list[ProgramRecord]:
    """All programs, with those of their teams that the caller may see."""
    return store.every(call.db, *teams_queries.seen(call))


def find(call: Call, id: int) -> ProgramRecord:
    return require_found(store.by_id(call.db, id, *teams_queries.seen(call)), "Program", id)


def create(call: Call, given: ProgramInput) -> ProgramRecord:
    call.require(Permission.TEAM_MANAGE, to="create programs")
    manager_id = _given_manager(call, given)
    wanted = teams_queries.given(call, given.team_ids or [], "teamIds")
    program = ProgramRecord(store.add(call.db, given.name, manager_id), given.name, manager_id, _names(wanted))
    teams.move(call, wanted, program.id, program.name)
    call.record(store.PROGRAM, program.id, Action.CREATED, after=program)
    return program


def change(call: Call, id: int, given: ProgramInput) -> ProgramRecord:
    """Replaces the program: teams that are not named leave it."""
    before = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="change programs")
    manager_id = _given_manager(call, given)
    wanted = teams_queries.given(call, given.team_ids or [], "teamIds")
    program = ProgramRecord(id, given.name, manager_id, _names(wanted))
    store.change(call.db, id, given.name, manager_id)
    leaving = {team.id for team in before.teams} - {team.id for team in wanted}
    teams.move(call, teams_queries.by_ids(call, leaving), None, None)
    teams.move(call, wanted, program.id, program.name)
    call.record(store.PROGRAM, id, Action.UPDATED, before=before, after=program)
    return program


def remove(call: Call, id: int) -> None:
    """Deletes a program that has no teams."""
    program = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete programs")
    refuse_if_used(call.db, store.programs.c.id, id, f"The program '{program.name}'")
    store.remove(call.db, id)
    call.record(store.PROGRAM, id, Action.DELETED, before=program)


def _names(teams: Sequence[TeamRecord]) -> list[TeamName]:
    return [TeamName(team.id, team.name) for team in teams]


def _given_manager(call: Call, given: ProgramInput) -> str | None:
    id = given.manager_account_id
    return people.find_given(call, id, "managerAccountId").account_id if id else None
