"""The SQL statements on permission roles, including the built-in roles of team leads. The tables are in `grants`."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import Column, Connection, Select, Subquery, delete, insert, select, union_all, update
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Entity, RecordChange
from andante.kit.db import in_values, insert_row, page_by_id
from andante.kit.paging import Paging
from andante.organization.grants.store import permission_role_keys, permission_role_members, permission_role_teams, permission_roles
from andante.organization.teams.store import teams

from .rules import LEADS, PermissionRoleRecord

_r = permission_roles.c
_k, _m, _t = permission_role_keys.c, permission_role_members.c, permission_role_teams.c

T = TypeVar("T")


def has_member(account_id: str) -> ColumnElement[bool]:
    """The condition that a role has this member."""
    role_ids = select(permission_role_members.c.role_id).where(permission_role_members.c.account_id == account_id)
    return _r.id.in_(role_ids)


def is_over_team(team_id: int) -> ColumnElement[bool]:
    """The condition that a role is over this team."""
    return _r.id.in_(select(permission_role_teams.c.role_id).where(permission_role_teams.c.team_id == team_id))


def is_team(team_id: int) -> ColumnElement[bool]:
    """The condition that a team is this one."""
    return teams.c.id == team_id


def is_global() -> ColumnElement[bool]:
    """The condition that a role is GLOBAL."""
    return _r.access_type == "GLOBAL"


def page_of_ids(
    db: Connection, roles: Sequence[ColumnElement[bool]], leads: Sequence[ColumnElement[bool]] | None, paging: Paging
) -> list[int]:
    """The requested page plus one row of role ids: first the stored roles that meet the conditions `roles`, then the roles of the leads
    of teams that meet the conditions `leads`. With None, there are no roles of leads."""
    ids = _ids(roles, leads)
    return list(db.scalars(page_by_id(select(ids.c.id), ids.c.id, paging)))


def all_ids(db: Connection, roles: Sequence[ColumnElement[bool]], leads: Sequence[ColumnElement[bool]]) -> list[int]:
    """All ids of roles that meet the conditions, as in `page_of_ids`."""
    ids = _ids(roles, leads)
    return list(db.scalars(select(ids.c.id).order_by(ids.c.id)))


def _ids(roles: Sequence[ColumnElement[bool]], leads: Sequence[ColumnElement[bool]] | None) -> Subquery:
    stored = select(_r.id).where(*roles)
    built_in: list[Select[int]] = [] if leads is None else [select((teams.c.id + LEADS).label("id")).where(*leads)]
    return union_all(stored, *built_in).subquery()


def role_id(db: Connection, name: str) -> int | None:
    return db.scalar(select(permission_roles.c.id).where(permission_roles.c.name == name))


def by_ids(db: Connection, ids: Collection[int]) -> list[PermissionRoleRecord]:
    """The roles with these ids, by id, in four statements. Unknown ids are left out."""
    roles = db.execute(select(permission_roles).where(in_values(permission_roles.c.id, ids)).order_by(permission_roles.c.id)).all()
    keys, members, teams = (_values_by_role(db, column, ids) for column in (_k.key, _m.account_id, _t.team_id))
    return [
        PermissionRoleRecord(
            id=id,
            name=name,
            access_type=access_type,
            built_in=built_in,
            keys=keys.get(id, []),
            account_ids=members.get(id, []),
            team_ids=teams.get(id, []),
        )
        for id, name, access_type, built_in in roles
    ]


def _values_by_role(db: Connection, column: Column[T], ids: Collection[int]) -> dict[int, list[T]]:
    """The sorted values of a column, by role id."""
    role = column.table.c.role_id
    grouped: dict[int, list[T]] = {}
    for role_id, value in db.execute(select(role, column).where(in_values(role, ids)).order_by(role, column)):
        grouped.setdefault(role_id, []).append(value)
    return grouped


def add(db: Connection, role: PermissionRoleRecord) -> int:
    columns = {"name": role.name, "access_type": role.access_type, "built_in": role.built_in}
    id = insert_row(db, permission_roles, columns)
    _add_contents(db, id, role)
    return id


def change(db: Connection, role: PermissionRoleRecord) -> None:
    columns = {"name": role.name, "access_type": role.access_type}
    db.execute(update(permission_roles).where(permission_roles.c.id == role.id).values(columns))
    for table in (permission_role_keys, permission_role_members, permission_role_teams):
        db.execute(delete(table).where(table.c.role_id == role.id))
    _add_contents(db, role.id, role)


def remove(db: Connection, id: int) -> None:
    """Foreign keys delete the role's keys, members and teams."""
    db.execute(delete(permission_roles).where(permission_roles.c.id == id))


def add_members(db: Connection, role_id: int, account_ids: Collection[str]) -> None:
    if account_ids:
        db.execute(insert(permission_role_members), [{"role_id": role_id, "account_id": account_id} for account_id in account_ids])


def remove_member(db: Connection, role_id: int, account_id: str) -> None:
    member = permission_role_members.c
    db.execute(delete(permission_role_members).where(member.role_id == role_id, member.account_id == account_id))


def _add_contents(db: Connection, id: int, role: PermissionRoleRecord) -> None:
    add_members(db, id, role.account_ids)
    if role.keys:
        db.execute(insert(permission_role_keys), [{"role_id": id, "key": key} for key in role.keys])
    if role.team_ids:
        db.execute(insert(permission_role_teams), [{"role_id": id, "team_id": team_id} for team_id in role.team_ids])


def _roles_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[PermissionRoleRecord]]:
    """The roles over the team, before and after the database removes the team from them."""
    ids = db.scalars(select(_t.role_id).where(_t.team_id == team_id)).all()
    roles = by_ids(db, ids) if ids else []
    return [(role.id, role, replace(role, team_ids=[id for id in role.team_ids if id != team_id])) for role in roles]


PERMISSION_ROLE = Entity("permissiongroup", "Permission role", PermissionRoleRecord, cascades={"teams.id": _roles_of_deleted_team})
