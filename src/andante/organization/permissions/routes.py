"""Handles the permission role operations."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page
from andante.organization.teams.wire import get_team_by_id

from . import actions, wire
from .rules import PermissionRoleRecord
from .wire import ALL_ROLES, Entity, Permission, PermissionRole, PermissionRoleInput, RoleFilter


@handles(wire.get_permission_roles)
def get_permission_roles(call: Call, filter: RoleFilter = ALL_ROLES, paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    return call.page(paging, actions.page(call, filter.team_id, paging), render, key=lambda role: (role.id,))


@handles(wire.create_permission_group)
def create_permission_group(call: Call, body: PermissionRoleInput) -> PermissionRole:
    return render(call, actions.create(call, body))


@handles(wire.get_global_permission_roles)
def get_global_permission_roles(call: Call, paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    return call.page(paging, actions.page_of_global(call, paging), render, key=lambda role: (role.id,))


@handles(wire.get_permission_role)
def get_permission_role(call: Call, id: int) -> PermissionRole:
    return render(call, actions.find(call, id))


@handles(wire.update_permission_group)
def update_permission_group(call: Call, id: int, body: PermissionRoleInput) -> PermissionRole:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_editable_permission_group)
def delete_editable_permission_group(call: Call, id: int) -> None:
    actions.remove(call, id)


def render(call: Call, role: PermissionRoleRecord) -> PermissionRole:
    return PermissionRole(
        self_=call.link(wire.get_permission_role, role.id),
        id=role.id,
        name=role.name,
        access_type=role.access_type,
        access_entities=[Entity(self_=call.link(get_team_by_id, id), id=id) for id in role.team_ids],
        permissions=[Permission(key=key) for key in role.permissions],
        permitted_users=[call.user(account_id) for account_id in role.account_ids],
        editable=not role.built_in,
    )
