"""What one may do with permission roles, whose teams somebody above has found."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import MAX_FAULTS, Fault, FaultCode, Invalid
from andante.scopes import Permission

from . import rules, store
from .rules import RoleRecord
from .store import ADMINISTRATORS


def make_administrator(call: Call, account_id: str) -> None:
    """Puts a person into the built-in role that may do everything."""
    call.require_administrator(to="name administrators")
    people.find(call, account_id)
    before = _administrators(call)
    store.add_members(call.db, before.id, {account_id} - set(before.account_ids))
    after = replace(before, account_ids=sorted({account_id, *before.account_ids}))
    call.record(store.PERMISSION_ROLE, before.id, Action.UPDATED, before=before, after=after)


def unmake_administrator(call: Call, account_id: str) -> None:
    """Takes a person out of it again; Invalid where nobody active would be left."""
    call.require_administrator(to="take the rights of administrators away")
    before = _administrators(call)
    after = replace(before, account_ids=[other for other in before.account_ids if other != account_id])
    if after == before:
        raise Invalid("", FaultCode.WRONG_STATE, f"The user '{account_id}' is no administrator")
    if not any(user.active for user in people.by_ids(call, after.account_ids).values()):
        raise Invalid("", FaultCode.WRONG_STATE, f"The user '{account_id}' is the last active administrator: name another one first")
    store.remove_member(call.db, before.id, account_id)
    call.record(store.PERMISSION_ROLE, before.id, Action.UPDATED, before=before, after=after)


def _administrators(call: Call) -> RoleRecord:
    role_id = store.role_id(call.db, ADMINISTRATORS)
    assert role_id is not None, "the first migration makes the role"
    (role,) = by_ids(call, [role_id])
    return role


def grant_everywhere(call: Call, name: str, permissions: Sequence[Permission], account_ids: Sequence[str]) -> int:
    """Makes a GLOBAL role: its people hold these permissions over everyone."""
    return create(call, RoleRecord(name=name, access_type="GLOBAL", keys=sorted(permissions), account_ids=sorted(account_ids))).id


def by_ids(call: Call, ids: Collection[int]) -> list[RoleRecord]:
    """Those of these roles that exist, by id. For whoever asks after having found out that the caller may know."""
    return store.by_ids(call.db, ids)


def create(call: Call, role: RoleRecord) -> RoleRecord:
    """Makes a role. Its keys, people and teams come sorted and once each; the teams are known to exist."""
    require_may_write(call)
    _check(call, role)
    role = replace(role, id=store.add(call.db, role))
    call.record(store.PERMISSION_ROLE, role.id, Action.CREATED, after=role)
    return role


def change(call: Call, before: RoleRecord, role: RoleRecord) -> RoleRecord:
    """Replaces a role."""
    require_may_write(call)
    _refuse_if_built_in(before, "changed")
    role = replace(role, id=before.id)
    _check(call, role)
    store.replace(call.db, role)
    call.record(store.PERMISSION_ROLE, role.id, Action.UPDATED, before=before, after=role)
    return role


def remove(call: Call, role: RoleRecord) -> None:
    require_may_write(call)
    _refuse_if_built_in(role, "deleted")
    store.remove(call.db, role.id)
    call.record(store.PERMISSION_ROLE, role.id, Action.DELETED, before=role)


def require_may_write(call: Call) -> None:
    call.require_administrator(to="make, change or delete permission roles")


def is_administrator(call: Call, account_id: str) -> bool:
    return store.is_administrator(call.db, account_id)


def _refuse_if_built_in(role: RoleRecord, what: str) -> None:
    if role.built_in:
        raise Invalid("", FaultCode.IMMUTABLE, f"The permission role '{role.name}' is built in and can't be {what}")


def _check(call: Call, role: RoleRecord) -> None:
    faults = rules.faults(role)
    there = people.by_ids(call, role.account_ids)
    missing = [account_id for account_id in role.account_ids if account_id not in there]
    faults += [
        Fault("permittedAccountIds", FaultCode.NOT_FOUND, f"names the user '{account_id}', who does not exist")
        for account_id in missing[: MAX_FAULTS + 1]
    ]
    if store.role_id(call.db, role.name) not in (None, role.id):
        faults.append(Fault("name", FaultCode.DUPLICATE, f"must be another one: there is a permission role called '{role.name}' already"))
    if faults:
        raise Invalid(*faults)
