"""Finds and changes permission roles, and checks permissions.

Administrators may see and change all roles. Other users may see the roles that they are in, and the roles of the leads of teams
that they may see.
"""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import MAX_FAULTS, Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import unknown_reference
from andante.kit.paging import Paging
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.scopes import Permission

from . import rules, store
from .rules import ADMINISTRATORS, LEADS, PermissionRoleRecord
from .wire import PermissionRoleInput


def page(call: Call, team_id: int | None, paging: Paging) -> list[PermissionRoleRecord]:
    """The requested page plus one row, by id. `team_id` limits it to the roles over that team."""
    if team_id is None:
        return _by_ids(call, store.page_of_ids(call.db, _visible(call), teams_queries.visible(call), paging))
    team = teams.find_reference(call, team_id, "teamId")
    return _by_ids(call, store.page_of_ids(call.db, [*_visible(call), store.is_over_team(team.id)], [store.is_team(team.id)], paging))


def list_all(call: Call) -> list[PermissionRoleRecord]:
    """All roles that the caller may see, those of team leads last."""
    return _by_ids(call, store.all_ids(call.db, _visible(call), teams_queries.visible(call)))


def page_of_global(call: Call, paging: Paging) -> list[PermissionRoleRecord]:
    """The requested page plus one row of the GLOBAL roles, by id."""
    return _by_ids(call, store.page_of_ids(call.db, [*_visible(call), store.is_global()], None, paging))


def find(call: Call, id: int) -> PermissionRoleRecord:
    """The role with this id. Raises NotFound if it doesn't exist or if the caller may not see it."""
    if id > LEADS:
        return rules.lead_role(teams.find(call, id - LEADS))
    for role in store.by_ids(call.db, [id]):
        if call.caller.grants.administrator or call.me in role.account_ids:
            return role
    raise NotFound(f"Permission role {id} not found")


def create(call: Call, input: PermissionRoleInput) -> PermissionRoleRecord:
    """Creates a role."""
    require_may_write(call)
    role = _to_record(call, 0, input)
    _check_role(call, role)
    role = replace(role, id=store.add(call.db, role))
    call.record(store.PERMISSION_ROLE, role.id, Action.CREATED, after=role)
    return role


def change(call: Call, id: int, input: PermissionRoleInput) -> PermissionRoleRecord:
    """Replaces a role. Raises Invalid if it is built in."""
    before = find(call, id)
    require_may_write(call)
    role = _to_record(call, id, input)
    _refuse_if_built_in(before, "changed")
    _check_role(call, role)
    store.change(call.db, role)
    call.record(store.PERMISSION_ROLE, id, Action.UPDATED, before=before, after=role)
    return role


def remove(call: Call, id: int) -> None:
    role = find(call, id)
    require_may_write(call)
    _refuse_if_built_in(role, "deleted")
    store.remove(call.db, id)
    call.record(store.PERMISSION_ROLE, id, Action.DELETED, before=role)


def add_administrator(call: Call, account_id: str) -> None:
    """Adds a user to the built-in role that holds all permissions."""
    call.require_administrator(to="add administrators")
    people.find(call, account_id)
    before = _administrators(call)
    store.add_members(call.db, before.id, {account_id} - set(before.account_ids))
    after = replace(before, account_ids=sorted({account_id, *before.account_ids}))
    call.record(store.PERMISSION_ROLE, before.id, Action.UPDATED, before=before, after=after)


def remove_administrator(call: Call, account_id: str) -> None:
    """Removes a user from the built-in role that holds all permissions. Raises Invalid for the last active administrator."""
    call.require_administrator(to="remove administrators")
    before = _administrators(call)
    after = replace(before, account_ids=[other for other in before.account_ids if other != account_id])
    if after == before:
        raise Invalid("", FaultCode.WRONG_STATE, f"The user '{account_id}' is not an administrator")
    if not any(user.active for user in people.by_ids(call, after.account_ids).values()):
        raise Invalid(
            "", FaultCode.WRONG_STATE, f"The user '{account_id}' is the last active administrator. Add another administrator first."
        )
    store.remove_member(call.db, before.id, account_id)
    call.record(store.PERMISSION_ROLE, before.id, Action.UPDATED, before=before, after=after)


def create_global_role(call: Call, name: str, permissions: Sequence[Permission], account_ids: Sequence[str]) -> int:
    """Creates a GLOBAL role, whose members hold these permissions over everyone. Returns its id."""
    input = PermissionRoleInput(name=name, access_type="GLOBAL", permission_keys=list(permissions), permitted_account_ids=list(account_ids))
    return create(call, input).id


def require_may_write(call: Call) -> None:
    call.require_administrator(to="create, change or delete permission roles")


def _refuse_if_built_in(role: PermissionRoleRecord, verb: str) -> None:
    if role.built_in:
        raise Invalid("", FaultCode.IMMUTABLE, f"The permission role '{role.name}' is built in and can't be {verb}")


def _to_record(call: Call, id: int, input: PermissionRoleInput) -> PermissionRoleRecord:
    """Converts the input to a record. Raises Invalid if it refers to teams that don't exist."""
    reached_teams = teams_queries.find_references(call, input.access_entity_ids or [], "accessEntityIds")
    return PermissionRoleRecord(
        id=id,
        name=input.name,
        access_type=input.access_type,
        keys=sorted(set(input.permission_keys or [])),
        account_ids=sorted(set(input.permitted_account_ids or [])),
        team_ids=[team.id for team in reached_teams],
    )


def _check_role(call: Call, role: PermissionRoleRecord) -> None:
    faults = rules.role_faults(role)
    users = people.by_ids(call, role.account_ids)
    missing = [account_id for account_id in role.account_ids if account_id not in users]
    faults += [unknown_reference("permittedAccountIds", "user", account_id) for account_id in missing[: MAX_FAULTS + 1]]
    if store.role_id(call.db, role.name) not in (None, role.id):
        faults.append(Fault("name", FaultCode.DUPLICATE, f"must be another one: a permission role called '{role.name}' already exists"))
    if faults:
        raise Invalid(*faults)


def _administrators(call: Call) -> PermissionRoleRecord:
    role_id = store.role_id(call.db, ADMINISTRATORS)
    assert role_id is not None, "the first migration creates the role"
    (role,) = store.by_ids(call.db, [role_id])
    return role


def _visible(call: Call) -> list[ColumnElement[bool]]:
    return [] if call.caller.grants.administrator else [store.has_member(call.me)]


def _by_ids(call: Call, ids: Sequence[int]) -> list[PermissionRoleRecord]:
    """The roles with these ids, those of team leads last."""
    stored = store.by_ids(call.db, [id for id in ids if id < LEADS])
    return [*stored, *map(rules.lead_role, teams_queries.by_ids(call, [id - LEADS for id in ids if id > LEADS]))]
