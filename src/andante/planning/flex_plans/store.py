"""The table of flex plans, and its statements."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.store import issues
from andante.kit.changes import Entity, RecordChange
from andante.kit.db import Key, in_values, metadata
from andante.organization.teams.store import teams

from .rules import FlexPlanRecord
from .wire import FlexPlanSearchInput


class FlexPlanColumns(TypedColumns):
    """When a team is deleted, its flex plans are kept without a team."""

    id: Named[int] = Column(Key, primary_key=True)
    title: Named[str | None] = Column(String(255))
    description: Named[str | None] = Column(Text)
    start_date: Named[dt.date | None] = Column(Date)
    end_date: Named[dt.date | None] = Column(Date)
    planned_seconds: Named[int] = Column(Integer, nullable=False)
    issue_id: Named[int | None] = Column(Key, ForeignKey(issues.c.id), index=True)
    team_id: Named[int | None] = Column(Key, ForeignKey(teams.c.id, ondelete="SET NULL"), index=True)


flex_plans = Table(
    "flex_plans",
    metadata,
    FlexPlanColumns,
    CheckConstraint("start_date <= end_date", name="days"),
    CheckConstraint("planned_seconds >= 0", name="seconds"),
    sqlite_autoincrement=True,
)
_f = flex_plans.c
_flex_plan = select(flex_plans)
_by_id = _flex_plan.where(_f.id == bindparam("id"))
_add = insert(flex_plans).returning(_f.id)


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> FlexPlanRecord | None:
    """The flex plan, if it meets the conditions."""
    row = db.execute(_by_id.where(*where), {"id": id}).one_or_none()
    return FlexPlanRecord(*row) if row else None


def search(db: Connection, input: FlexPlanSearchInput, where: Sequence[ColumnElement[bool]], limit: int) -> list[FlexPlanRecord]:
    """At most `limit` matching flex plans that meet the conditions, by id."""
    rows = db.execute(_flex_plan.where(*_conditions(input), *where).order_by(_f.id).limit(limit))
    return [FlexPlanRecord(*row) for row in rows]


def _conditions(input: FlexPlanSearchInput) -> Iterator[ColumnElement[bool]]:
    if input.flex_plan_ids:
        yield in_values(_f.id, input.flex_plan_ids)
    if input.issue_ids:
        yield in_values(_f.issue_id, input.issue_ids)
    if input.team_ids:
        in_teams = in_values(_f.team_id, input.team_ids)
        yield in_teams | _f.team_id.is_(None) if input.include_unassigned else in_teams
    if input.from_:
        yield _f.end_date.is_(None) | (_f.end_date >= input.from_)
    if input.to:
        yield _f.start_date.is_(None) | (_f.start_date <= input.to)


def of_team_in(team_ids: Any) -> ColumnElement[bool]:
    """The condition that a flex plan belongs to one of these teams (a subquery of ids)."""
    return _f.team_id.in_(team_ids)


def add(db: Connection, plan: FlexPlanRecord) -> int:
    return db.execute(_add, _columns(plan)).scalar_one()


def replace(db: Connection, plan: FlexPlanRecord) -> None:
    db.execute(update(flex_plans).where(_f.id == plan.id).values(_columns(plan)))


def remove(db: Connection, id: int) -> None:
    db.execute(delete(flex_plans).where(_f.id == id))


def _columns(plan: FlexPlanRecord) -> dict[str, Any]:
    return {name: value for name, value in structs.asdict(plan).items() if name != "id"}


def _of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[FlexPlanRecord]]:
    """The flex plans of a deleted team, before and after the deletion."""
    plans = (FlexPlanRecord(*row) for row in db.execute(_flex_plan.where(_f.team_id == team_id).order_by(_f.id)))
    return [(plan.id, plan, structs.replace(plan, team_id=None)) for plan in plans]


FLEX_PLAN = Entity("flexplan", "Flex plan", FlexPlanRecord, cascades={"teams.id": _of_deleted_team})
