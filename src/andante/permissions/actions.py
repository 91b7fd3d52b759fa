"""What one may do with permission roles."""

from ..kit.call import Call
from ..kit.changes import Action
from ..kit.errors import Invalid
from ..people import actions as people
from ..rights import Permission
from . import store
from .store import ADMINISTRATORS


def make_administrator(call: Call, account_id: str) -> None:
    """Puts a person into the built-in role that may do everything."""
    call.require_administrator(to="name administrators")
    people.find(call, account_id)
    role_id = store.role_id(call.db, ADMINISTRATORS)
    assert role_id is not None, "the first migration makes the role"
    store.add_members(call.db, role_id, [account_id])
    call.record("permissiongroup", role_id, Action.UPDATED)


def grant_everywhere(call: Call, name: str, permissions: list[Permission], account_ids: list[str]) -> int:
    """Makes a GLOBAL role: its people hold these permissions over everyone."""
    call.require_administrator(to="make permission roles")
    if store.role_id(call.db, name) is not None:
        raise Invalid(f"There is a permission role called '{name}' already")
    for account_id in account_ids:
        people.find(call, account_id)
    role_id = store.add_role(call.db, name, "GLOBAL", sorted(permissions))
    store.add_members(call.db, role_id, account_ids)
    call.record("permissiongroup", role_id, Action.CREATED)
    return role_id


def holders_everywhere(call: Call, permission: Permission) -> list[str]:
    """Who holds a permission over everyone, administrators included."""
    return store.holders_everywhere(call.db, permission)
