"""The tables of teams, their programs, memberships, links and generic resources, and the SQL statements on teams."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Subquery,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.changes import Entity, RecordChange
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_values, insert_row, metadata, page_by_id
from andante.kit.paging import Paging
from andante.organization.grants.store import permission_role_keys, permission_role_members, permission_role_teams
from andante.organization.resources.store import generic_resources
from andante.organization.roles.store import team_roles
from andante.scopes import Permission

from .rules import LEAD_HOLDS, MembershipRecord, Span, SpansByPermission, TeamLinkRecord, TeamRecord, TeamResourceRecord, TeamSearch

MAX_IN_VALUES = 200
"""Conditions list at most this many people as plain values. Longer lists are left out."""


class ProgramColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    manager_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))


programs = Table("programs", metadata, ProgramColumns, sqlite_autoincrement=True)
_p = programs.c


class TeamColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    summary: Named[str | None] = Column(Text)
    lead_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)
    program_id: Named[int | None] = Column(Key, ForeignKey(programs.c.id), index=True)
    public: Named[bool] = Column(Boolean, nullable=False)
    administrative: Named[bool] = Column(Boolean, nullable=False)


teams = Table("teams", metadata, TeamColumns, sqlite_autoincrement=True)
_t = teams.c


class TeamMembershipColumns(TypedColumns):
    """`to_date` is the first day after the membership. NULL means no start or no end. Memberships of one person in one team can't
    overlap: actions check it and, on PostgreSQL, the constraint `ex_team_memberships_overlap`."""

    id: Named[int] = Column(Key, primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), nullable=False)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    role_id: Named[int] = Column(Key, ForeignKey(team_roles.c.id), nullable=False, index=True)
    commitment_percent: Named[int] = Column(Integer, nullable=False)
    from_date: Named[dt.date | None] = Column(Date)
    to_date: Named[dt.date | None] = Column(Date)


team_memberships = Table(
    "team_memberships",
    metadata,
    TeamMembershipColumns,
    CheckConstraint("commitment_percent BETWEEN 0 AND 100", name="commitment"),
    CheckConstraint("from_date < to_date", name="days"),
    sqlite_autoincrement=True,
)
_m = team_memberships.c
Index("ix_team_memberships_team", _m.team_id, _m.account_id)
Index("ix_team_memberships_account", _m.account_id, _m.team_id, _m.from_date, _m.to_date)


class TeamLinkColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), nullable=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False, index=True)


team_links = Table("team_links", metadata, TeamLinkColumns, UniqueConstraint("team_id", "project_id"), sqlite_autoincrement=True)
_l = team_links.c


class TeamResourceColumns(TypedColumns):
    """`assigned_by` is an account id, or `andante` for the system."""

    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), primary_key=True)
    resource_id: Named[int] = Column(Key, ForeignKey(generic_resources.c.id, ondelete="CASCADE"), primary_key=True, index=True)
    assigned_at: Named[Instant] = Column(InstantType, nullable=False)
    assigned_by: Named[str] = Column(AccountId, nullable=False)


team_resources = Table("team_resources", metadata, TeamResourceColumns)
_r = team_resources.c

_team_columns = (_t.id, _t.name, _t.summary, _t.lead_id, _t.program_id, _p.name, _t.public, _t.administrative)
"""The fields of a TeamRecord, from `_with_programs`."""

_with_programs = teams.outerjoin(programs, _p.id == _t.program_id)

_team = select(*_team_columns).select_from(_with_programs)

select_memberships = (
    select(_m.id, _m.team_id, _t.name, _m.account_id, _m.role_id, team_roles.c.name, _m.commitment_percent, _m.from_date, _m.to_date)
    .join(teams, _t.id == _m.team_id)
    .join(team_roles, team_roles.c.id == _m.role_id)
)

_link = select(_l.id, _l.project_id, *_team_columns).select_from(_with_programs).join(team_links, _l.team_id == teams.c.id)

_resource = select(_r.team_id, _r.resource_id, generic_resources.c.name, _r.assigned_at, _r.assigned_by).join(
    generic_resources, generic_resources.c.id == _r.resource_id
)

other_memberships = team_memberships.alias("other_memberships")
"""An alias for subqueries in conditions, because the outer query may select from `team_memberships` too."""

_other = other_memberships.c

AS_LEAD = "lead"
"""The key in `team_permissions` that represents all permissions in `LEAD_HOLDS`."""


def team_permissions() -> Subquery:
    """The permissions that users hold over teams, as rows (account_id, team_id, key). All other statements about permissions over
    teams use this one."""
    led, reached = teams.alias("led_teams").c, permission_role_teams.alias("reached_teams").c
    members, keys = permission_role_members.alias("role_members").c, permission_role_keys.alias("role_keys").c
    as_lead = select(led.lead_id.label("account_id"), led.id.label("team_id"), literal(AS_LEAD).label("key"))
    by_role = select(members.account_id, reached.team_id, keys.key).where(
        members.role_id == reached.role_id, keys.role_id == reached.role_id
    )
    return union_all(as_lead.where(led.lead_id.is_not(None)), by_role).subquery()


def ids_of_permitted_teams(account_id: str, permissions: Collection[Permission]) -> Select[int]:
    """A subquery for the ids of the teams over which the user holds any of the permissions."""
    held = team_permissions().c
    return select(held.team_id).where(held.account_id == account_id, held.key.in_(keys_that_include(permissions)))


def keys_that_include(permissions: Collection[Permission]) -> list[str]:
    """The keys in `team_permissions` that include any of the permissions."""
    return [*permissions, *([] if LEAD_HOLDS.isdisjoint(permissions) else [AS_LEAD])]


def holds(db: Connection, account_id: str, permission: Permission, team_id: int) -> bool:
    """Whether the user holds the permission over this team."""
    held = ids_of_permitted_teams(account_id, [permission]).subquery().c
    return db.scalar(select(held.team_id).where(held.team_id == team_id).limit(1)) is not None


def permissions_over(db: Connection, account_id: str, team_id: int) -> set[Permission]:
    """The permissions that the user holds over this team, as its lead or through roles."""
    held = team_permissions().c
    keys = db.scalars(select(held.key).where(held.account_id == account_id, held.team_id == team_id))
    return {permission for key in keys for permission in _included_in(key)}


def spans_by_permission(db: Connection, account_id: str, people: Collection[str]) -> dict[str, SpansByPermission]:
    """The days on which the user holds permissions over each of these people through teams."""
    found: dict[str, list[tuple[str, Span]]] = {person: [] for person in people}
    for person, key, start, end in db.execute(select_spans(account_id).where(in_values(_m.account_id, people))):
        found[person].append((key, Span(start, end)))
    return {person: by_permission(spans) for person, spans in found.items()}


def select_spans(account_id: str) -> Select[str, str, dt.date | None, dt.date | None]:
    """The permissions that the user holds over people through teams: account id of the person, key in `team_permissions`, first day of
    the membership, and first day after it."""
    held = team_permissions().c
    return select(_m.account_id, held.key, _m.from_date, _m.to_date).where(held.account_id == account_id, held.team_id == _m.team_id)


def by_permission(spans: Iterable[tuple[str, Span]]) -> SpansByPermission:
    """Groups the spans of one person, which have keys of `team_permissions`, by the permissions that the keys include."""
    found: dict[Permission, list[Span]] = {}
    for key, span in spans:
        for permission in _included_in(key):
            found.setdefault(permission, []).append(span)
    return found


def _included_in(key: str) -> Collection[Permission]:
    """The permissions that a key in `team_permissions` includes."""
    return LEAD_HOLDS if key == AS_LEAD else [Permission(key)]


def permitted_to(account_id: str, permissions: Collection[Permission]) -> ColumnElement[bool]:
    """The condition that the user holds any of the permissions over a team."""
    return _t.id.in_(ids_of_permitted_teams(account_id, permissions))


def ids_of_teams(*where: ColumnElement[bool]) -> Select[int]:
    """A subquery for the ids of the teams that meet the conditions."""
    return select(_t.id).where(*where)


def visible_to(account_id: str) -> ColumnElement[bool]:
    """The condition that the user may see a team. It is for users who may not manage all teams; those may see every team."""
    mine = select(_other.id).where(_other.team_id == _t.id, _other.account_id == account_id).exists()
    return _t.public | (_t.lead_id == account_id) | _t.id.in_(ids_of_permitted_teams(account_id, list(Permission))) | mine


def active_on(memberships: Any, day: ColumnElement[dt.date] | dt.date) -> ColumnElement[bool]:
    """The condition that a membership includes the day. `memberships` are the columns of the table or of an alias."""
    return overlaps(memberships, day, day)


def overlaps(memberships: Any, first: ColumnElement[dt.date] | dt.date, last: ColumnElement[dt.date] | dt.date) -> ColumnElement[bool]:
    """The condition that a membership includes any of the days from first to last."""
    started: ColumnElement[bool] = memberships.from_date.is_(None) | (memberships.from_date <= last)
    ongoing: ColumnElement[bool] = memberships.to_date.is_(None) | (memberships.to_date > first)
    return started & ongoing


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> TeamRecord | None:
    """The team. None if it doesn't exist or doesn't meet the conditions."""
    row = db.execute(_team.where(_t.id == id, *where)).one_or_none()
    return TeamRecord(*row) if row else None


def page(db: Connection, search: TeamSearch, where: Sequence[ColumnElement[bool]], today: dt.date, paging: Paging) -> list[TeamRecord]:
    """The requested page plus one row of the teams that match the search and meet the conditions, oldest first."""
    query = _team.where(*where)
    if search.ids:
        query = query.where(in_values(_t.id, search.ids))
    if search.part_of_name:
        query = query.where(_t.name.icontains(search.part_of_name, autoescape=True))
    if search.members:
        query = query.where(_t.id.in_(select(_m.team_id).where(in_values(_m.account_id, search.members), active_on(_m, today))))
    return [TeamRecord(*row) for row in db.execute(page_by_id(query, _t.id, paging))]


def all_teams(db: Connection, *where: ColumnElement[bool]) -> list[TeamRecord]:
    """All teams that meet the conditions, oldest first."""
    return [TeamRecord(*row) for row in db.execute(_team.where(*where).order_by(_t.id))]


def named(db: Connection, ids: Collection[int], names: Collection[str], *where: ColumnElement[bool]) -> list[TeamRecord]:
    """The teams that have one of these ids or names and meet the conditions, oldest first."""
    return all_teams(db, in_values(_t.id, ids) | in_values(_t.name, names), *where)


def add(db: Connection, team: TeamRecord) -> int:
    return insert_row(db, teams, _columns(team))


def change(db: Connection, team: TeamRecord) -> None:
    db.execute(update(teams).where(_t.id == team.id).values(_columns(team)))


def remove(db: Connection, id: int) -> None:
    """Foreign keys delete the team's memberships, links and assignments of generic resources."""
    db.execute(delete(teams).where(_t.id == id))


def _columns(team: TeamRecord) -> dict[str, Any]:
    return {field: getattr(team, field) for field in team.__struct_fields__ if field not in ("id", "program_name")}


def by_ids(db: Connection, ids: Collection[int]) -> list[TeamRecord]:
    return [TeamRecord(*row) for row in db.execute(_team.where(in_values(_t.id, ids)).order_by(_t.id))]


def set_program(db: Connection, team_ids: Collection[int], program_id: int | None) -> None:
    if team_ids:
        db.execute(update(teams).where(in_values(_t.id, team_ids)).values(program_id=program_id))


def memberships_of_teams(db: Connection, team_ids: Collection[int]) -> list[MembershipRecord]:
    """All memberships of these teams, oldest first."""
    return [MembershipRecord(*row) for row in db.execute(select_memberships.where(in_values(_m.team_id, team_ids)).order_by(_m.id))]


TEAM = Entity("team", "Team", TeamRecord)


def program_name(db: Connection, id: int) -> str | None:
    return db.scalar(select(_p.name).where(_p.id == id))


def link_by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> TeamLinkRecord | None:
    """The link. None if it doesn't exist or if its team doesn't meet the conditions."""
    row = db.execute(_link.where(_l.id == id, *where)).one_or_none()
    return _link_record(row) if row else None


def page_of_links(db: Connection, team_id: int, paging: Paging) -> list[TeamLinkRecord]:
    """The requested page plus one row, oldest first."""
    return [_link_record(row) for row in db.execute(page_by_id(_link.where(_l.team_id == team_id), _l.id, paging))]


def links_of_project(db: Connection, project_id: int, *where: ColumnElement[bool]) -> list[TeamLinkRecord]:
    """The links of a project to teams that meet the conditions, oldest first."""
    return [_link_record(row) for row in db.execute(_link.where(_l.project_id == project_id, *where).order_by(_l.id))]


def add_link(db: Connection, team_id: int, project_id: int) -> int | None:
    """Returns the id of the new link. Returns None if the link already exists."""
    existing = select(_l.id).where(_l.team_id == team_id, _l.project_id == project_id)
    if db.scalar(existing) is not None:
        return None
    return db.scalar(insert(team_links).values(team_id=team_id, project_id=project_id).returning(_l.id))


def remove_link(db: Connection, id: int) -> None:
    db.execute(delete(team_links).where(_l.id == id))


def resources_of(db: Connection, team_id: int) -> list[TeamResourceRecord]:
    """The generic resources of a team, oldest first."""
    return [TeamResourceRecord(*row) for row in db.execute(_resource.where(_r.team_id == team_id).order_by(_r.resource_id))]


def resource_of(db: Connection, team_id: int, resource_id: int) -> TeamResourceRecord | None:
    row = db.execute(_resource.where(_r.team_id == team_id, _r.resource_id == resource_id)).one_or_none()
    return TeamResourceRecord(*row) if row else None


def resource_is_in_any(db: Connection, resource_id: int, team_ids: Select[int]) -> bool:
    """Whether a generic resource is in any of these teams."""
    query = select(_r.team_id).where(_r.resource_id == resource_id, _r.team_id.in_(team_ids)).limit(1)
    return db.scalar(query) is not None


def add_resource(db: Connection, record: TeamResourceRecord) -> None:
    values = {field: getattr(record, field) for field in record.__struct_fields__ if field != "resource_name"}
    db.execute(insert(team_resources).values(values))


def remove_resource(db: Connection, team_id: int, resource_id: int) -> None:
    db.execute(delete(team_resources).where(_r.team_id == team_id, _r.resource_id == resource_id))


def _link_record(row: Any) -> TeamLinkRecord:
    id, project_id, *team = row
    return TeamLinkRecord(id, project_id, TeamRecord(*team))


def _links_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[TeamLinkRecord]]:
    return [(link.id, link, None) for link in map(_link_record, db.execute(_link.where(_l.team_id == team_id).order_by(_l.id)))]


def _resources_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[TeamResourceRecord]]:
    return [(record.key, record, None) for record in resources_of(db, team_id)]


def _assignments_of_deleted_resource(db: Connection, resource_id: int) -> list[RecordChange[TeamResourceRecord]]:
    rows = db.execute(_resource.where(_r.resource_id == resource_id).order_by(_r.team_id))
    return [(record.key, record, None) for record in (TeamResourceRecord(*row) for row in rows)]


TEAM_LINK = Entity("teamlink", "Link of a team to a project", TeamLinkRecord, cascades={"teams.id": _links_of_deleted_team})

TEAM_RESOURCE = Entity(
    "genericresourceteammember",
    "Generic resource in a team",
    TeamResourceRecord,
    key="team id/resource id",
    cascades={"teams.id": _resources_of_deleted_team, "generic_resources.id": _assignments_of_deleted_resource},
)
