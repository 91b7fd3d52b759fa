"""Finds and changes roles, and checks permissions."""

from msgspec.structs import replace

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock, refuse_if_used
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference
from andante.scopes import Permission

from . import store
from .rules import RoleRecord


def list_all(call: Call) -> list[RoleRecord]:
    """All roles, oldest first."""
    return store.all_roles(call.db)


def default(call: Call) -> RoleRecord:
    """The role that a membership gets if it doesn't specify one."""
    return store.default(call.db)


def find(call: Call, id: int) -> RoleRecord:
    """The role with this id. Raises NotFound."""
    return require_found(store.by_id(call.db, id), "Role", id)


def find_reference(call: Call, id: int | None, field: str) -> RoleRecord:
    """The role with the id that is in `field` of the input, or the default role if the id is None. Raises Invalid if the role doesn't
    exist."""
    return default(call) if id is None else require_reference(store.by_id(call.db, id), field, "role", id)


def look_up(call: Call, name: str) -> RoleRecord:
    """The role with this name. Raises NotFound."""
    role = store.by_name(call.db, name)
    if role is None:
        raise NotFound(f"No role has the name '{name}'; the roles are {', '.join(role.name for role in store.all_roles(call.db))}")
    return role


def create(call: Call, name: str) -> RoleRecord:
    call.require(Permission.TEAM_MANAGE, to="create roles")
    _check_name_is_unused(call, name)
    role = store.add(call.db, name)
    call.record(store.ROLE, role.id, Action.CREATED, after=role)
    return role


def change(call: Call, id: int, name: str) -> RoleRecord:
    before = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="change roles")
    if name != before.name:
        _check_name_is_unused(call, name)
    role = replace(before, name=name)
    store.rename(call.db, id, name)
    call.record(store.ROLE, id, Action.UPDATED, before=before, after=role)
    return role


def remove(call: Call, id: int) -> None:
    """Deletes a role. Raises Invalid if memberships use it or if it is the default role."""
    role = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete roles")
    if role.is_default:
        raise Invalid("", FaultCode.IN_USE, f"The role '{role.name}' can't be deleted: it is the default role")
    refuse_if_used(call.db, store.team_roles.c.id, id, f"The role '{role.name}'")
    store.remove(call.db, id)
    call.record(store.ROLE, id, Action.DELETED, before=role)


def _check_name_is_unused(call: Call, name: str) -> None:
    lock(call.db, "team roles")
    if store.by_name(call.db, name):
        raise Invalid("name", FaultCode.DUPLICATE, f"A role called '{name}' already exists")
