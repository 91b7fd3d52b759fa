"""The tables of permission roles, and the SQL statements for the permissions that users hold over everyone."""

from typing import Any

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
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.db import AccountId, Key, metadata

from .rules import EVERYTHING

_SPACE: Any = literal_column("' '")
"""A literal instead of a parameter, because prepared statements bind only the parameters that their callers pass."""


class PermissionRoleColumns(TypedColumns):
    """`access_type` is GLOBAL or TEAM. A built-in role can't be changed or deleted, but its members can change."""

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
    """The teams of TEAM roles. The foreign key refers to the table by its name, because `teams` is a higher domain."""

    role_id: Named[int] = Column(Key, ForeignKey(permission_roles.c.id, ondelete="CASCADE"), primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True, index=True)


permission_role_teams = Table("permission_role_teams", metadata, PermissionRoleTeamColumns)
_k, _m = permission_role_keys.c, permission_role_members.c


def keys_held_everywhere(account_id: ColumnElement[str]) -> ScalarSelect[str]:
    """A subquery for the permission keys that a user holds over everyone, separated by spaces."""
    return (
        select(func.aggregate_strings(permission_role_keys.c.key, _SPACE))
        .join(permission_role_members, permission_role_members.c.role_id == permission_role_keys.c.role_id)
        .join(permission_roles, permission_roles.c.id == permission_role_keys.c.role_id)
        .where(permission_role_members.c.account_id == account_id, permission_roles.c.access_type == "GLOBAL")
        .scalar_subquery()
    )


def holders_everywhere(key: str) -> Select[str]:
    """A subquery for the account ids of the users who hold a permission over everyone, including administrators."""
    return (
        select(_m.account_id)
        .join(permission_roles, permission_roles.c.id == _m.role_id)
        .join(permission_role_keys, _k.role_id == _m.role_id)
        .where(permission_roles.c.access_type == "GLOBAL", _k.key.in_([key, EVERYTHING]))
    )


def is_administrator(db: Connection, account_id: str) -> bool:
    query = select(_m.account_id).join(permission_role_keys, _k.role_id == _m.role_id)
    return db.scalar(query.where(_m.account_id == account_id, _k.key == EVERYTHING)) is not None
