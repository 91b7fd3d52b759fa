"""What one may do with permission roles. Administrators see and write all; everybody else sees those that they are in, and
who leads the teams that they see."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import MAX_FAULTS, Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import unknown_reference
from andante.kit.paging import Paging
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.scopes import Permission

from . import rules, store
from .rules import ADMINISTRATORS, LEADS, RoleRecord
from .wire import PermissionRoleInput


def page(call: Call, team_id: int | None, paging: Paging) -> list[RoleRecord]:
    """The asked page of the roles, of those that reach a team where one is given, and one more."""
    if team_id is None:
        return _by_ids(call, store.page_of_ids(call.db, _seen(call), teams_queries.seen(call), paging))
    team = teams.find_given(call, team_id, "teamId")
    return _by_ids(call, store.page_of_ids(call.db, [*_seen(call), store.reaches(team.id)], [store.is_team(team.id)], paging))


def every(call: Call) -> list[RoleRecord]:
    """All roles that the caller may see, those of leads last."""
    return _by_ids(call, store.every_id(call.db, _seen(call), teams_queries.seen(call)))


def page_of_global(call: Call, paging: Paging) -> list[RoleRecord]:
    """The asked page of the roles that reach everybody, and one more."""
    return _by_ids(call, store.page_of_ids(call.db, [*_seen(call), store.is_global()], None, paging))


def find(call: Call, id: int) -> RoleRecord:
    """The role, if the caller may see it: NotFound otherwise."""
    if id > LEADS:
        return rules.of_lead(teams.find(call, id - LEADS))
    for role in store.by_ids(call.db, [id]):
        if call.caller.grants.administrator or call.me in role.account_ids:
            return role
    raise NotFound(f"Permission role {id} not found")


def create(call: Call, given: PermissionRoleInput) -> RoleRecord:
    """Makes a role."""
    require_may_write(call)
    role = _made(call, 0, given)
    _check(call, role)
    role = replace(role, id=store.add(call.db, role))
    call.record(store.PERMISSION_ROLE, role.id, Action.CREATED, after=role)
    return role


def change(call: Call, id: int, given: PermissionRoleInput) -> RoleRecord:
    """Replaces a role that is not built in."""
    before = find(call, id)
    require_may_write(call)
    role = _made(call, id, given)
    _refuse_if_built_in(before, "changed")
    _check(call, role)
    store.replace(call.db, role)
    call.record(store.PERMISSION_ROLE, id, Action.UPDATED, before=before, after=role)
    return role


def remove(call: Call, id: int) -> None:
    role = find(call, id)
    require_may_write(call)
    _refuse_if_built_in(role, "deleted")
    store.remove(call.db, id)
    call.record(store.PERMISSION_ROLE, id, Action.DELETED, before=role)


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


def grant_everywhere(call: Call, name: str, permissions: Sequence[Permission], account_ids: Sequence[str]) -> int:
    """Makes a GLOBAL role: its people hold these permissions over everyone."""
    given = PermissionRoleInput(name=name, access_type="GLOBAL", permission_keys=list(permissions), permitted_account_ids=list(account_ids))
    return create(call, given).id


def require_may_write(call: Call) -> None:
    call.require_administrator(to="make, change or delete permission roles")


def _refuse_if_built_in(role: RoleRecord, what: str) -> None:
    if role.built_in:
        raise Invalid("", FaultCode.IMMUTABLE, f"The permission role '{role.name}' is built in and can't be {what}")


def _made(call: Call, id: int, given: PermissionRoleInput) -> RoleRecord:
    reached = teams_queries.given(call, given.access_entity_ids or [], "accessEntityIds")
    return RoleRecord(
        id=id,
        name=given.name,
        access_type=given.access_type,
        keys=sorted(set(given.permission_keys or [])),
        account_ids=sorted(set(given.permitted_account_ids or [])),
        team_ids=[team.id for team in reached],
    )


def _check(call: Call, role: RoleRecord) -> None:
    faults = rules.faults(role)
    there = people.by_ids(call, role.account_ids)
    missing = [account_id for account_id in role.account_ids if account_id not in there]
    faults += [unknown_reference("permittedAccountIds", "user", account_id) for account_id in missing[: MAX_FAULTS + 1]]
    if store.role_id(call.db, role.name) not in (None, role.id):
        faults.append(Fault("name", FaultCode.DUPLICATE, f"must be another one: there is a permission role called '{role.name}' already"))
    if faults:
        raise Invalid(*faults)


def _administrators(call: Call) -> RoleRecord:
    role_id = store.role_id(call.db, ADMINISTRATORS)
    assert role_id is not None, "the first migration makes the role"
    (role,) = store.by_ids(call.db, [role_id])
    return role


def _seen(call: Call) -> list[ColumnElement[bool]]:
    return [] if call.caller.grants.administrator else [store.has_member(call.me)]


def _by_ids(call: Call, ids: Sequence[int]) -> list[RoleRecord]:
    """The roles with these ids, those of leads last."""
    made = store.by_ids(call.db, [id for id in ids if id < LEADS])
    return [*made, *map(rules.of_lead, teams_queries.by_ids(call, [id - LEADS for id in ids if id > LEADS]))]
