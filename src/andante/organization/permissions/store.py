"""The question which roles somebody sees, those of team leads included."""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.db import page_by_id
from andante.kit.paging import Paging
from andante.organization.grants.store import permission_role_members, permission_role_teams, permission_roles
from andante.organization.teams.store import teams

from .rules import LEADS

_r = permission_roles.c


def has_member(account_id: str) -> ColumnElement[bool]:
    there = select(permission_role_members.c.role_id).where(permission_role_members.c.account_id == account_id)
    return _r.id.in_(there)


def reaches(team_id: int) -> ColumnElement[bool]:
    return _r.id.in_(select(permission_role_teams.c.role_id).where(permission_role_teams.c.team_id == team_id))


def is_team(team_id: int) -> ColumnElement[bool]:
    return teams.c.id == team_id


def is_global() -> ColumnElement[bool]:
    return _r.access_type == "GLOBAL"


def page_of_ids(
    db: Connection, roles: Sequence[ColumnElement[bool]], leads: Sequence[ColumnElement[bool]] | None, paging: Paging
) -> list[int]:
    """The asked page and one more of the ids of the roles that meet the conditions, followed by those of the leads of teams
    that meet theirs; None: no leads."""
    made = select(_r.id).where(*roles)
    built_in: list[Select[int]] = [] if leads is None else [select((teams.c.id + LEADS).label("id")).where(*leads)]
    ids = union_all(made, *built_in).subquery()
    return list(db.scalars(page_by_id(select(ids.c.id), ids.c.id, paging)))
