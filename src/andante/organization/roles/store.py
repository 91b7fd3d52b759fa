"""The table of roles, and the SQL statements on it."""

from sqlalchemy import Boolean, Column, Connection, Index, Named, String, Table, TypedColumns, bindparam, delete, select, update

from andante.kit.changes import Entity
from andante.kit.db import Key, insert_row, metadata

from .rules import RoleRecord


class TeamRoleColumns(TypedColumns):
    """Exactly one row has `is_default`; the migration inserts it."""

    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False, unique=True)
    is_default: Named[bool] = Column(Boolean, nullable=False)


team_roles = Table("team_roles", metadata, TeamRoleColumns, sqlite_autoincrement=True)
_r = team_roles.c
Index("uq_team_roles_default", _r.is_default, unique=True, sqlite_where=_r.is_default, postgresql_where=_r.is_default)

_role = select(team_roles)
_all = _role.order_by(_r.id)
_by_id = _role.where(_r.id == bindparam("id"))
_by_name = _role.where(_r.name == bindparam("name"))
_default = _role.where(_r.is_default)


def all_roles(db: Connection) -> list[RoleRecord]:
    """All roles, oldest first."""
    return [RoleRecord(*row) for row in db.execute(_all)]


def by_id(db: Connection, id: int) -> RoleRecord | None:
    row = db.execute(_by_id, {"id": id}).one_or_none()
    return RoleRecord(*row) if row else None


def by_name(db: Connection, name: str) -> RoleRecord | None:
    row = db.execute(_by_name, {"name": name}).one_or_none()
    return RoleRecord(*row) if row else None


def default(db: Connection) -> RoleRecord:
    return RoleRecord(*db.execute(_default).one())


def add(db: Connection, name: str) -> RoleRecord:
    id = insert_row(db, team_roles, {"name": name, "is_default": False})
    return RoleRecord(id, name, False)


def rename(db: Connection, id: int, name: str) -> None:
    db.execute(update(team_roles).where(_r.id == id).values(name=name))


def remove(db: Connection, id: int) -> None:
    db.execute(delete(team_roles).where(_r.id == id))


ROLE = Entity("teamrole", "Team role", RoleRecord)
