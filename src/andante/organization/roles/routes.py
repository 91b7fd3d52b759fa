"""Handles the role operations."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results

from . import actions, wire
from .rules import RoleRecord
from .wire import Role, RoleInput


@handles(wire.get_all_roles)
def get_all_roles(call: Call) -> Results[Role]:
    return call.results(actions.list_all(call), render)


@handles(wire.create_role)
def create_role(call: Call, body: RoleInput) -> Role:
    return render(call, actions.create(call, body.name))


@handles(wire.get_default_role)
def get_default_role(call: Call) -> Role:
    return render(call, actions.default(call))


@handles(wire.get_role_by_id)
def get_role_by_id(call: Call, id: int) -> Role:
    return render(call, actions.find(call, id))


@handles(wire.update_role)
def update_role(call: Call, id: int, body: RoleInput) -> Role:
    return render(call, actions.change(call, id, body.name))


@handles(wire.delete_role)
def delete_role(call: Call, id: int) -> None:
    actions.remove(call, id)


def render(call: Call, role: RoleRecord) -> Role:
    return Role(self_=call.link(wire.get_role_by_id, role.id), id=role.id, name=role.name, default=role.is_default)
