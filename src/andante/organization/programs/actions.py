"""Finds and changes programs, and checks permissions."""

from collections.abc import Sequence

from andante.directory.people import queries as people
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


def list_all(call: Call) -> list[ProgramRecord]:
    """All programs, oldest first, each with the teams that the caller may see."""
    return store.all_programs(call.db, *teams_queries.visible(call))


def find(call: Call, id: int) -> ProgramRecord:
    """The program with this id, with the teams that the caller may see. Raises NotFound."""
    return require_found(store.by_id(call.db, id, *teams_queries.visible(call)), "Program", id)


def create(call: Call, input: ProgramInput) -> ProgramRecord:
    call.require(Permission.TEAM_MANAGE, to="create programs")
    manager_id = _manager_id(call, input)
    wanted = teams_queries.find_references(call, input.team_ids or [], "teamIds")
    program = ProgramRecord(store.add(call.db, input.name, manager_id), input.name, manager_id, _team_names(wanted))
    teams.move_to_program(call, wanted, program.id, program.name)
    call.record(store.PROGRAM, program.id, Action.CREATED, after=program)
    return program


def change(call: Call, id: int, input: ProgramInput) -> ProgramRecord:
    """Replaces the program. Teams that the input doesn't contain are removed from it."""
    before = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="change programs")
    manager_id = _manager_id(call, input)
    wanted = teams_queries.find_references(call, input.team_ids or [], "teamIds")
    program = ProgramRecord(id, input.name, manager_id, _team_names(wanted))
    store.change(call.db, id, input.name, manager_id)
    leaving = {team.id for team in before.teams} - {team.id for team in wanted}
    teams.move_to_program(call, teams_queries.by_ids(call, leaving), None, None)
    teams.move_to_program(call, wanted, program.id, program.name)
    call.record(store.PROGRAM, id, Action.UPDATED, before=before, after=program)
    return program


def remove(call: Call, id: int) -> None:
    """Deletes a program. Raises Invalid if it has teams."""
    program = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete programs")
    refuse_if_used(call.db, store.programs.c.id, id, f"The program '{program.name}'")
    store.remove(call.db, id)
    call.record(store.PROGRAM, id, Action.DELETED, before=program)


def _team_names(teams: Sequence[TeamRecord]) -> list[TeamName]:
    return [TeamName(team.id, team.name) for team in teams]


def _manager_id(call: Call, input: ProgramInput) -> str | None:
    id = input.manager_account_id
    return people.find_reference(call, id, "managerAccountId").account_id if id else None
