"""What one may do with permission roles. Administrators see and write all; everybody else sees those that they are in, and
who leads the teams that they see."""

from collections.abc import Sequence

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.kit.paging import Paging
from andante.organization.grants import actions as permissions
from andante.organization.grants.rules import RoleRecord
from andante.organization.grants.wire import PermissionRoleInput
from andante.organization.teams import actions as teams

from . import rules, store
from .rules import LEADS


def page(call: Call, team_id: int | None, paging: Paging) -> list[RoleRecord]:
    """The asked page of the roles, of those that reach a team where one is given, and one more."""
    if team_id is None:
        return _by_ids(call, store.page_of_ids(call.db, _seen(call), teams.seen(call), paging))
    team = teams.find_given(call, team_id, "teamId")
    return _by_ids(call, store.page_of_ids(call.db, [*_seen(call), store.reaches(team.id)], [store.is_team(team.id)], paging))


def page_of_global(call: Call, paging: Paging) -> list[RoleRecord]:
    """The asked page of the roles that reach everybody, and one more."""
    return _by_ids(call, store.page_of_ids(call.db, [*_seen(call), store.is_global()], None, paging))


def find(call: Call, id: int) -> RoleRecord:
    """The role, if the caller may see it: NotFound otherwise."""
    if id > LEADS:
        return rules.of_lead(teams.find(call, id - LEADS))
    for role in permissions.by_ids(call, [id]):
        if call.caller.grants.administrator or call.me in role.account_ids:
            return role
    raise NotFound(f"Permission role {id} not found")


def create(call: Call, given: PermissionRoleInput) -> RoleRecord:
    permissions.require_may_write(call)
    return permissions.create(call, _made(call, given))


def change(call: Call, id: int, given: PermissionRoleInput) -> RoleRecord:
    """Replaces a role that is not built in."""
    before = find(call, id)
    permissions.require_may_write(call)
    return permissions.change(call, before, _made(call, given))


def remove(call: Call, id: int) -> None:
    permissions.remove(call, find(call, id))


def _seen(call: Call) -> list[ColumnElement[bool]]:
    return [] if call.caller.grants.administrator else [store.has_member(call.me)]


def _by_ids(call: Call, ids: Sequence[int]) -> list[RoleRecord]:
    """The roles with these ids, those of leads last."""
    made = permissions.by_ids(call, [id for id in ids if id < LEADS])
    return [*made, *map(rules.of_lead, teams.by_ids(call, [id - LEADS for id in ids if id > LEADS]))]


def _made(call: Call, given: PermissionRoleInput) -> RoleRecord:
    reached = teams.given_teams(call, given.access_entity_ids or [], "accessEntityIds")
    return RoleRecord(
        name=given.name,
        access_type=given.access_type,
        keys=sorted(set(given.permission_keys or [])),
        account_ids=sorted(set(given.permitted_account_ids or [])),
        team_ids=[team.id for team in reached],
    )
