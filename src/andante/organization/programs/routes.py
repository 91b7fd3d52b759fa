"""Handles the program operations."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results
from andante.organization.teams.routes import render_ref
from andante.organization.teams.wire import TeamRef

from . import actions, wire
from .rules import ProgramRecord
from .wire import Program, ProgramInput, ProgramTeams


@handles(wire.get_programs)
def get_programs(call: Call) -> Results[Program]:
    return call.results(actions.list_all(call), render)


@handles(wire.create_program)
def create_program(call: Call, body: ProgramInput) -> Program:
    return render(call, actions.create(call, body))


@handles(wire.get_program_by_id)
def get_program_by_id(call: Call, id: int) -> Program:
    return render(call, actions.find(call, id))


@handles(wire.update_program)
def update_program(call: Call, id: int, body: ProgramInput) -> Program:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_program)
def delete_program(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.get_teams_by_program_id)
def get_teams_by_program_id(call: Call, id: int) -> Results[TeamRef]:
    return call.results(actions.find(call, id).teams, render_ref)


def render(call: Call, program: ProgramRecord) -> Program:
    teams = [render_ref(call, team) for team in program.teams]
    return Program(
        self_=call.link(wire.get_program_by_id, program.id),
        id=program.id,
        name=program.name,
        manager=call.user(program.manager_id) if program.manager_id else None,
        teams=ProgramTeams(self_=call.link(wire.get_teams_by_program_id, program.id), values=teams),
    )
