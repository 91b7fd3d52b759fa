"""The tables of permission roles and what they give."""

from collections.abc import Collection
from typing import Any, TypeVar

from msgspec import structs
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Named,
    ScalarSelect,
    Select,
    String,
    Table,
    TypedColumns,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity, Happened
from andante.kit.db import AccountId, Key, in_values, metadata

from .rules import EVERYTHING, RoleRecord

ADMINISTRATORS = "Administrators"
_BLANK: Any = literal_column("' '")
"""Written into the statement: as a parameter it would be filled in anew at every execution, and could not be prepared."""


class PermissionRoleColumns(TypedColumns):
    """`access_type` is GLOBAL or TEAM; a role that is built in can't be changed or deleted, but has members."""

    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False, unique=True)
    access_type: Named[str] = Column(String(10), nullable=False)
    built_in: Named[bool] = Column(Boolean, nullable=False)


permission_roles = Table("permission_roles", metadata, PermissionRoleColumns, sqlite_autoincrement=True)


class PermissionRoleKeyColumns(TypedColumns):
    role_id: Named[int] = Column(Key, ForeignKey(permission_roles.c.id, ondelete="CASCADE"), primary_key=True)
    key: Named[str] = Column(String(100), primary_key=True)


permission_role_keys = Table("permission_role_keys", metadata, PermissionRoleKeyColumns)


class PermissionRoleMemberColumns(TypedColumns):
    role_id: Named[int] = Column(Key, ForeignKey(permission_roles.c.id, ondelete="CASCADE"), primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True, index=True)


permission_role_members = Table("permission_role_members", metadata, PermissionRoleMemberColumns)


class PermissionRoleTeamColumns(TypedColumns):
    """Which teams a TEAM role reaches. The teams are above: only the name of their table is known here."""

    role_id: Named[int] = Column(Key, ForeignKey(permission_roles.c.id, ondelete="CASCADE"), primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True, index=True)


permission_role_teams = Table("permission_role_teams", metadata, PermissionRoleTeamColumns)
_k, _m, _t = permission_role_keys.c, permission_role_members.c, permission_role_teams.c

T = TypeVar("T")


def keys_held_everywhere(account_id: ColumnElement[str]) -> ScalarSelect[str]:
    """The permission keys that a person holds over everyone, separated by blanks, as part of a larger question."""
    return (
        select(func.aggregate_strings(permission_role_keys.c.key, _BLANK))
        .join(permission_role_members, permission_role_members.c.role_id == permission_role_keys.c.role_id)
        .join(permission_roles, permission_roles.c.id == permission_role_keys.c.role_id)
        .where(permission_role_members.c.account_id == account_id, permission_roles.c.access_type == "GLOBAL")
        .scalar_subquery()
    )


def holders_everywhere(key: str) -> Select[str]:
    """Who holds a key over everyone, those with the key to everything included, as part of a larger question."""
    return (
        select(_m.account_id)
        .join(permission_roles, permission_roles.c.id == _m.role_id)
        .join(permission_role_keys, _k.role_id == _m.role_id)
        .where(permission_roles.c.access_type == "GLOBAL", _k.key.in_([key, EVERYTHING]))
    )


def is_administrator(db: Connection, account_id: str) -> bool:
    query = select(_m.account_id).join(permission_role_keys, _k.role_id == _m.role_id)
    return db.scalar(query.where(_m.account_id == account_id, _k.key == EVERYTHING)) is not None


def role_id(db: Connection, name: str) -> int | None:
    return db.scalar(select(permission_roles.c.id).where(permission_roles.c.name == name))


def by_ids(db: Connection, ids: Collection[int]) -> list[RoleRecord]:
    """Those of these roles that exist, by id: four statements, however many."""
    roles = db.execute(select(permission_roles).where(in_values(permission_roles.c.id, ids)).order_by(permission_roles.c.id)).all()
    keys, members, teams = (_grouped(db, column, ids) for column in (_k.key, _m.account_id, _t.team_id))
    return [
        RoleRecord(
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


def _grouped(db: Connection, column: Column[T], ids: Collection[int]) -> dict[int, list[T]]:
    """The values of a column beside `role_id`, sorted, by role."""
    role = column.table.c.role_id
    grouped: dict[int, list[T]] = {}
    for role_id, value in db.execute(select(role, column).where(in_values(role, ids)).order_by(role, column)):
        grouped.setdefault(role_id, []).append(value)
    return grouped


def add(db: Connection, role: RoleRecord) -> int:
    columns = {"name": role.name, "access_type": role.access_type, "built_in": role.built_in}
    id: int | None = db.scalar(insert(permission_roles).values(columns).returning(permission_roles.c.id))
    assert id is not None
    _fill(db, id, role)
    return id


def replace(db: Connection, role: RoleRecord) -> None:
    columns = {"name": role.name, "access_type": role.access_type}
    db.execute(update(permission_roles).where(permission_roles.c.id == role.id).values(columns))
    for table in (permission_role_keys, permission_role_members, permission_role_teams):
        db.execute(delete(table).where(table.c.role_id == role.id))
    _fill(db, role.id, role)


def remove(db: Connection, id: int) -> None:
    """Its keys, people and teams go with it, by the foreign keys."""
    db.execute(delete(permission_roles).where(permission_roles.c.id == id))


def add_members(db: Connection, role_id: int, account_ids: Collection[str]) -> None:
    if account_ids:
        db.execute(insert(permission_role_members), [{"role_id": role_id, "account_id": account_id} for account_id in account_ids])


def remove_member(db: Connection, role_id: int, account_id: str) -> None:
    member = permission_role_members.c
    db.execute(delete(permission_role_members).where(member.role_id == role_id, member.account_id == account_id))


def _fill(db: Connection, id: int, role: RoleRecord) -> None:
    add_members(db, id, role.account_ids)
    if role.keys:
        db.execute(insert(permission_role_keys), [{"role_id": id, "key": key} for key in role.keys])
    if role.team_ids:
        db.execute(insert(permission_role_teams), [{"role_id": id, "team_id": team_id} for team_id in role.team_ids])


def _of_deleted_team(db: Connection, team_id: int) -> list[Happened[RoleRecord]]:
    """The roles that reach the team reach the others from then on."""
    ids = db.scalars(select(_t.role_id).where(_t.team_id == team_id)).all()
    roles = by_ids(db, ids) if ids else []
    return [(role.id, role, structs.replace(role, team_ids=[id for id in role.team_ids if id != team_id])) for role in roles]


PERMISSION_ROLE = Entity("permissiongroup", "Permission role", RoleRecord, cascades={"teams.id": _of_deleted_team})
