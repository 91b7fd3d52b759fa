"""The tables of team links and of the generic resources in teams, and every question about them."""

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Named, Select, Table, TypedColumns, UniqueConstraint, delete, insert, select
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.projects.store import projects
from andante.kit.changes import Entity, RecordChange
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, metadata, page_by_id
from andante.kit.paging import Paging
from andante.organization.resources.store import generic_resources
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.store import team_columns, teams, with_programs

from .rules import TeamLinkRecord, TeamResourceRecord


class TeamLinkColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), nullable=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False, index=True)


team_links = Table("team_links", metadata, TeamLinkColumns, UniqueConstraint("team_id", "project_id"), sqlite_autoincrement=True)
_l = team_links.c


class TeamResourceColumns(TypedColumns):
    """`assigned_by` is an account id, or `andante` where the system did it."""

    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), primary_key=True)
    resource_id: Named[int] = Column(Key, ForeignKey(generic_resources.c.id, ondelete="CASCADE"), primary_key=True, index=True)
    assigned_at: Named[Instant] = Column(InstantType, nullable=False)
    assigned_by: Named[str] = Column(AccountId, nullable=False)


team_resources = Table("team_resources", metadata, TeamResourceColumns)
_m = team_resources.c

_link = select(_l.id, _l.project_id, *team_columns).select_from(with_programs).join(team_links, _l.team_id == teams.c.id)
_resource = select(_m.team_id, _m.resource_id, generic_resources.c.name, _m.assigned_at, _m.assigned_by).join(
    generic_resources, generic_resources.c.id == _m.resource_id
)


def link_by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> TeamLinkRecord | None:
    """The link, where its team meets the conditions."""
    row = db.execute(_link.where(_l.id == id, *where)).one_or_none()
    return _made(row) if row else None


def page_of_team(db: Connection, team_id: int, paging: Paging) -> list[TeamLinkRecord]:
    """The asked page and one more."""
    return [_made(row) for row in db.execute(page_by_id(_link.where(_l.team_id == team_id), _l.id, paging))]


def of_project(db: Connection, project_id: int, *where: ColumnElement[bool]) -> list[TeamLinkRecord]:
    """The links of a project to teams that meet the conditions, oldest first."""
    return [_made(row) for row in db.execute(_link.where(_l.project_id == project_id, *where).order_by(_l.id))]


def add_link(db: Connection, team_id: int, project_id: int) -> int | None:
    """None where there is that link already."""
    there = select(_l.id).where(_l.team_id == team_id, _l.project_id == project_id)
    if db.scalar(there) is not None:
        return None
    return db.scalar(insert(team_links).values(team_id=team_id, project_id=project_id).returning(_l.id))


def remove_link(db: Connection, id: int) -> None:
    db.execute(delete(team_links).where(_l.id == id))


def resources_of(db: Connection, team_id: int) -> list[TeamResourceRecord]:
    """The generic resources of a team, by their ids."""
    return [TeamResourceRecord(*row) for row in db.execute(_resource.where(_m.team_id == team_id).order_by(_m.resource_id))]


def resource_of(db: Connection, team_id: int, resource_id: int) -> TeamResourceRecord | None:
    row = db.execute(_resource.where(_m.team_id == team_id, _m.resource_id == resource_id)).one_or_none()
    return TeamResourceRecord(*row) if row else None


def is_in_any(db: Connection, resource_id: int, team_ids: Select[int]) -> bool:
    """Whether a generic resource is in any of these teams."""
    query = select(_m.team_id).where(_m.resource_id == resource_id, _m.team_id.in_(team_ids)).limit(1)
    return db.scalar(query) is not None


def add_resource(db: Connection, record: TeamResourceRecord) -> None:
    values = {field: getattr(record, field) for field in record.__struct_fields__ if field != "resource_name"}
    db.execute(insert(team_resources).values(values))


def remove_resource(db: Connection, team_id: int, resource_id: int) -> None:
    db.execute(delete(team_resources).where(_m.team_id == team_id, _m.resource_id == resource_id))


def _made(row: Any) -> TeamLinkRecord:
    id, project_id, *team = row
    return TeamLinkRecord(id, project_id, TeamRecord(*team))


def _links_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[TeamLinkRecord]]:
    return [(link.id, link, None) for link in map(_made, db.execute(_link.where(_l.team_id == team_id).order_by(_l.id)))]


def _resources_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[TeamResourceRecord]]:
    return [(one.key, one, None) for one in resources_of(db, team_id)]


def _places_of_deleted_resource(db: Connection, resource_id: int) -> list[RecordChange[TeamResourceRecord]]:
    rows = db.execute(_resource.where(_m.resource_id == resource_id).order_by(_m.team_id))
    return [(one.key, one, None) for one in (TeamResourceRecord(*row) for row in rows)]


TEAM_LINK = Entity("teamlink", "Link of a team to a project", TeamLinkRecord, cascades={"teams.id": _links_of_deleted_team})
TEAM_RESOURCE = Entity(
    "genericresourceteammember",
    "Generic resource in a team",
    TeamResourceRecord,
    key="team id/resource id",
    cascades={"teams.id": _resources_of_deleted_team, "generic_resources.id": _places_of_deleted_resource},
)
