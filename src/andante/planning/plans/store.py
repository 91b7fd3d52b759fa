"""The tables of plans and every question about them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from msgspec import structs
from msgspec.structs import asdict
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
    String,
    Table,
    Text,
    Time,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.store import ids_of_issues, issues
from andante.directory.people.store import users
from andante.directory.projects.store import ids_of_projects, projects
from andante.kit.changes import Entity
from andante.kit.clock import Instant, parse_instant
from andante.kit.db import AccountId, InstantType, Key, in_values, insert_many, lock_rows, metadata, page_by_id, where_not_null
from andante.kit.paging import Paging
from andante.organization.resources.store import generic_resources

from .rules import PlanRecord, PlanSearch


class PlanColumns(TypedColumns):
    """`last_day` is the last day that the plan can fall on; absent where it goes on for ever. `seconds` are those of a day
    or of one repetition, as `effort_type` says."""

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))
    generic_resource_id: Named[int | None] = Column(Key, ForeignKey(generic_resources.c.id))
    issue_id: Named[int | None] = Column(Key, ForeignKey(issues.c.id))
    project_id: Named[int | None] = Column(Key, ForeignKey(projects.c.id))
    start_date: Named[dt.date] = Column(Date, nullable=False)
    end_date: Named[dt.date] = Column(Date, nullable=False)
    start_time: Named[dt.time | None] = Column(Time)
    effort_type: Named[str] = Column(String(20), nullable=False)
    seconds: Named[int] = Column(Integer, nullable=False)
    include_non_working_days: Named[bool] = Column(Boolean, nullable=False)
    rule: Named[str] = Column(String(10), nullable=False)
    recurrence_end_date: Named[dt.date | None] = Column(Date)
    last_day: Named[dt.date | None] = Column(Date)
    description: Named[str | None] = Column(Text)
    approval_status: Named[str | None] = Column(String(10))
    reviewer_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))
    requester_id: Named[str | None] = Column(AccountId)
    approval_actor_id: Named[str | None] = Column(AccountId)
    creator_id: Named[str] = Column(AccountId, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)


plans = Table(
    "plans",
    metadata,
    PlanColumns,
    CheckConstraint("(account_id IS NULL) <> (generic_resource_id IS NULL)", name="one_assignee"),
    CheckConstraint("(issue_id IS NULL) <> (project_id IS NULL)", name="one_item"),
    CheckConstraint("start_date <= end_date", name="days"),
    CheckConstraint("seconds > 0", name="seconds"),
    sqlite_autoincrement=True,
)
_p = plans.c
Index("ix_plans_user", _p.account_id, _p.start_date)
Index("ix_plans_generic_resource", _p.generic_resource_id, _p.start_date)
Index("ix_plans_issue", _p.issue_id)
Index("ix_plans_project", _p.project_id)
Index("ix_plans_last_day", _p.last_day)
Index("ix_plans_updated", _p.updated_at)
Index("ix_plans_reviewer", _p.reviewer_id, _p.approval_status, **where_not_null(_p.reviewer_id))


class PlanSkippedDayColumns(TypedColumns):
    """A day that was taken out of a plan."""

    plan_id: Named[int] = Column(Key, ForeignKey(plans.c.id, ondelete="CASCADE"), primary_key=True)
    day: Named[dt.date] = Column(Date, primary_key=True)


plan_skipped_days = Table("plan_skipped_days", metadata, PlanSkippedDayColumns)
_s = plan_skipped_days.c

assignee = cast("ColumnElement[str]", _p.account_id)
last_possible_day: ColumnElement[dt.date] = func.coalesce(_p.last_day, dt.date.max)
"""Who is to work; absent where a generic resource is."""

_FIELDS = [field for field in PlanRecord.__struct_fields__ if field != "skipped"]
_plan = select(*(_p[field] for field in _FIELDS))
_by_id = _plan.where(_p.id == bindparam("id"))
_skipped = select(_s.plan_id, _s.day).where(in_values(_s.plan_id, "plans"))
_add = insert(plans).returning(_p.id)
_replace = update(plans).where(_p.id == bindparam("plan"))


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> PlanRecord | None:
    """The plan, where it meets the conditions."""
    row = db.execute(_by_id.where(*where), {"id": id}).one_or_none()
    return _with_skipped_days(db, [row])[0] if row else None


def page(db: Connection, search: PlanSearch, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[PlanRecord]:
    """The asked page and one more, by id, of the plans that are searched and meet the conditions."""
    query = _plan.where(*_asked(search), *where)
    return _with_skipped_days(db, db.execute(page_by_id(query, _p.id, paging)).all())


def every(db: Connection, search: PlanSearch, where: Sequence[ColumnElement[bool]]) -> list[PlanRecord]:
    """All of them, by id."""
    return _with_skipped_days(db, db.execute(_plan.where(*_asked(search), *where).order_by(_p.id)).all())


def _asked(search: PlanSearch) -> Iterable[ColumnElement[bool]]:
    if search.to:
        yield _p.start_date <= search.to
    if search.from_:
        yield _p.last_day.is_(None) | (_p.last_day >= search.from_)
    if search.account_ids or search.generic_resource_ids:
        yield _any(in_values(_p.account_id, search.account_ids), in_values(_p.generic_resource_id, search.generic_resource_ids))
    if search.assignee_types:
        yield _one_of({"USER": _p.account_id.is_not(None), "GENERIC": _p.generic_resource_id.is_not(None)}, search.assignee_types)
    if search.plan_ids:
        yield in_values(_p.id, search.plan_ids)
    if search.issues or search.projects:
        yield _any(_p.issue_id.in_(ids_of_issues(search.issues)), _p.project_id.in_(ids_of_projects(search.projects)))
    if search.item_ids:
        yield _any(in_values(_p.issue_id, search.item_ids), in_values(_p.project_id, search.item_ids))
    if search.item_types:
        yield _one_of({"ISSUE": _p.issue_id.is_not(None), "PROJECT": _p.project_id.is_not(None)}, search.item_types)
    if search.updated_from:
        yield _p.updated_at >= parse_instant(search.updated_from, "updatedFrom")


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A plan that meets any of the conditions, each of them asked of its own index. With an OR, PostgreSQL would look at
    every plan."""
    return _p.id.in_(union(*(select(_p.id).where(condition).correlate(None) for condition in conditions)))


def _one_of(conditions: dict[str, ColumnElement[bool]], wanted: Collection[str]) -> ColumnElement[bool]:
    first, *rest = (conditions[name] for name in sorted(set(wanted)))
    return first.self_group() | rest[0] if rest else first


def reviewed_by(account_id: str, statuses: Collection[str]) -> list[ColumnElement[bool]]:
    """What somebody was asked to review and is in one of these states."""
    return [_p.reviewer_id == account_id, in_values(_p.approval_status, statuses)]


def of_nobody_or_to_review_by(account_id: str) -> ColumnElement[bool]:
    """Of a generic resource, or one that somebody was asked to review."""
    return _p.generic_resource_id.is_not(None) | (_p.reviewer_id == account_id)


def _with_skipped_days(db: Connection, rows: Sequence[Any]) -> list[PlanRecord]:
    skipped: dict[int, set[dt.date]] = defaultdict(set)
    for plan_id, day in db.execute(_skipped, {"plans": [row[0] for row in rows]}) if rows else ():
        skipped[plan_id].add(day)
    return [PlanRecord(*(*row, frozenset(skipped.get(row[0], ())))) for row in rows]


def queue_to_write(db: Connection, id: int) -> None:
    """Waits until nobody else writes this plan, and keeps others from it."""
    lock_rows(db, _p.id, [id])


def add(db: Connection, plan: PlanRecord) -> int:
    return db.execute(_add, _columns(plan)).scalar_one()


def put_all(db: Connection, given: Sequence[PlanRecord]) -> list[PlanRecord]:
    """Stores many plans, those with the id 0 as new ones, and gives them with their ids."""
    rows = [_columns(plan) for plan in given if not plan.id]
    ids = iter(insert_many(db, plans, rows) if rows else [])
    stored = [structs.replace(plan, id=plan.id or next(ids)) for plan in given]
    changed = [after for before, after in zip(given, stored, strict=True) if before.id]
    if changed:
        db.execute(_replace, [_columns(plan) | {"plan": plan.id} for plan in changed])
    _skip_days(db, stored)
    return stored


def replace(db: Connection, plan: PlanRecord) -> None:
    """Stores the plan; the days that were taken out of it are those of the record."""
    db.execute(_replace.values(_columns(plan)), {"plan": plan.id})
    _skip_days(db, [plan])


def _skip_days(db: Connection, given: Sequence[PlanRecord]) -> None:
    """The days that were taken out of these plans are those of the records."""
    db.execute(delete(plan_skipped_days).where(in_values(_s.plan_id, [plan.id for plan in given])))
    rows = [{"plan_id": plan.id, "day": day} for plan in given for day in sorted(plan.skipped)]
    if rows:
        db.execute(insert(plan_skipped_days), rows)


def remove(db: Connection, id: int) -> None:
    db.execute(delete(plans).where(_p.id == id))


def _columns(plan: PlanRecord) -> dict[str, Any]:
    return {name: value for name, value in asdict(plan).items() if name not in ("id", "skipped")}


PLAN = Entity("allocation", "Plan", PlanRecord)
