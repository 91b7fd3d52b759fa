"""The tables of permission roles and what they give."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Named,
    ScalarSelect,
    String,
    Table,
    TypedColumns,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from ..kit.db import AccountId, Key, metadata
from ..people.store import users
from .rules import EVERYTHING

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


def keys_held_everywhere(account_id: ColumnElement[str]) -> ScalarSelect[str]:
    """The permission keys that a person holds over everyone, separated by blanks, as part of a larger question."""
    return (
        select(func.aggregate_strings(permission_role_keys.c.key, _BLANK))
        .join(permission_role_members, permission_role_members.c.role_id == permission_role_keys.c.role_id)
        .join(permission_roles, permission_roles.c.id == permission_role_keys.c.role_id)
        .where(permission_role_members.c.account_id == account_id, permission_roles.c.access_type == "GLOBAL")
        .scalar_subquery()
    )


def holders_everywhere(db: Connection, key: str) -> list[str]:
    """Who holds a key over everyone, those with the key to everything included."""
    query = (
        select(permission_role_members.c.account_id)
        .join(permission_roles, permission_roles.c.id == permission_role_members.c.role_id)
        .join(permission_role_keys, permission_role_keys.c.role_id == permission_role_members.c.role_id)
        .where(permission_roles.c.access_type == "GLOBAL", permission_role_keys.c.key.in_([key, EVERYTHING]))
    )
    return list(db.scalars(query.distinct().order_by(permission_role_members.c.account_id)))


def role_id(db: Connection, name: str) -> int | None:
    return db.scalar(select(permission_roles.c.id).where(permission_roles.c.name == name))


def add_role(db: Connection, name: str, access_type: str, keys: list[str], *, built_in: bool = False) -> int:
    statement = insert(permission_roles).values(name=name, access_type=access_type, built_in=built_in)
    id: int | None = db.scalar(statement.returning(permission_roles.c.id))
    assert id is not None
    db.execute(insert(permission_role_keys), [{"role_id": id, "key": key} for key in keys])
    return id


def add_members(db: Connection, role_id: int, account_ids: list[str]) -> None:
    """Adds those who are not in it yet."""
    there = select(permission_role_members.c.account_id).where(permission_role_members.c.role_id == role_id)
    fresh = sorted(set(account_ids) - set(db.scalars(there)))
    if fresh:
        db.execute(insert(permission_role_members), [{"role_id": role_id, "account_id": account_id} for account_id in fresh])
