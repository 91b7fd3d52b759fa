"""The tables of plans and their skipped days, and the statements that read and write them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, cast

import msgspec
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
    Select,
    String,
    Table,
    Text,
    Time,
    TypedColumns,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import cast as type_cast
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_values, insert_many, json_map, lock_rows, metadata, where_not_null
from andante.organization.resources.store import generic_resources
from andante.planning.plan_days.rules import PlanRecord


class PlanColumns(TypedColumns):
    """`last_day` is the last day on which the plan can fall; NULL means that it repeats forever. `seconds` are per day or per
    occurrence, depending on `effort_type`."""

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
    """A day that was removed from a plan."""

    plan_id: Named[int] = Column(Key, ForeignKey(plans.c.id, ondelete="CASCADE"), primary_key=True)
    day: Named[dt.date] = Column(Date, primary_key=True)


plan_skipped_days = Table("plan_skipped_days", metadata, PlanSkippedDayColumns)
_s = plan_skipped_days.c


class PlanAccess(NamedTuple):
    """The columns of a plan that decide who may see it. `assignee` is null if the plan is assigned to a generic resource, and `last_day`
    if it repeats forever."""

    assignee: ColumnElement[str]
    generic_resource_id: ColumnElement[Any]
    reviewer_id: ColumnElement[Any]
    first_day: ColumnElement[dt.date]
    last_day: ColumnElement[Any]


access = PlanAccess(cast("ColumnElement[str]", _p.account_id), _p.generic_resource_id, _p.reviewer_id, _p.start_date, _p.last_day)

_FIELDS = [field for field in PlanRecord.__struct_fields__ if field != "skipped"]
all_plans = select(*(_p[field] for field in _FIELDS))
_skipped_map = select(json_map(type_cast(_s.day, String), literal(""))).where(_s.plan_id == _p.id).scalar_subquery()
plans_with_skipped_days = all_plans.add_columns(_skipped_map)
_decode_days = msgspec.json.Decoder(dict[dt.date, str]).decode
_by_id = all_plans.where(_p.id == bindparam("id"))
_by_ids = all_plans.where(in_values(_p.id, "ids")).order_by(_p.id)
_skipped = select(_s.plan_id, _s.day).where(in_values(_s.plan_id, "plans"))
_add = insert(plans).returning(_p.id)
_replace = update(plans).where(_p.id == bindparam("plan"))


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> PlanRecord | None:
    """The plan, if it meets the conditions."""
    row = db.execute(_by_id.where(*where), {"id": id}).one_or_none()
    return _with_skipped_days(db, [row])[0] if row else None


def by_ids(db: Connection, ids: Collection[int]) -> list[PlanRecord]:
    return load(db, _by_ids, {"ids": list(ids)})


def for_review(db: Connection, reviewer: str, statuses: Collection[str], first_day: dt.date | None) -> list[PlanRecord]:
    """The plans that a user was asked to review, with one of these statuses, by id. With `first_day`, only those that can fall on
    this day or later."""
    query = all_plans.where(_p.reviewer_id == reviewer, in_values(_p.approval_status, statuses))
    if first_day:
        query = query.where(_p.last_day.is_(None) | (_p.last_day >= first_day))
    return load(db, query.order_by(_p.id))


def load(db: Connection, query: Select[Any], parameters: Mapping[str, Any] | None = None) -> list[PlanRecord]:
    """Runs a query that selects the columns of `all_plans`, and loads the skipped days of the plans."""
    return _with_skipped_days(db, db.execute(query, parameters).all())


def load_with_skipped_days(db: Connection, query: Select[Any]) -> list[PlanRecord]:
    """Runs a query that selects the columns of `plans_with_skipped_days`, in one statement."""
    return [PlanRecord(*(*fields, frozenset(_decode_days(skipped) if skipped else ()))) for *fields, skipped in db.execute(query)]


def of_resource_or_reviewed_by(account_id: str, plan: PlanAccess) -> ColumnElement[bool]:
    """The condition that a plan is assigned to a generic resource, or that this user was asked to review it."""
    return plan.generic_resource_id.is_not(None) | (plan.reviewer_id == account_id)


def _with_skipped_days(db: Connection, rows: Sequence[Any]) -> list[PlanRecord]:
    skipped: dict[int, set[dt.date]] = defaultdict(set)
    for plan_id, day in db.execute(_skipped, {"plans": [row[0] for row in rows]}) if rows else ():
        skipped[plan_id].add(day)
    return [PlanRecord(*(*row, frozenset(skipped.get(row[0], ())))) for row in rows]


def lock(db: Connection, id: int) -> None:
    lock_rows(db, _p.id, [id])


def add(db: Connection, plan: PlanRecord) -> int:
    return db.execute(_add, _columns(plan)).scalar_one()


def add_with_id(db: Connection, plan: PlanRecord) -> None:
    """Inserts the plan and its skipped days."""
    db.execute(insert(plans).values(id=plan.id, **_columns(plan)))
    _replace_skipped_days(db, [plan])


def upsert_all(db: Connection, records: Sequence[PlanRecord]) -> list[PlanRecord]:
    """Inserts the plans with the id 0 and updates the others. Returns all of them with their ids."""
    rows = [_columns(plan) for plan in records if not plan.id]
    ids = iter(insert_many(db, plans, rows) if rows else [])
    stored = [structs.replace(plan, id=plan.id or next(ids)) for plan in records]
    changed = [after for before, after in zip(records, stored, strict=True) if before.id]
    if changed:
        db.execute(_replace, [_columns(plan) | {"plan": plan.id} for plan in changed])
    _replace_skipped_days(db, stored)
    return stored


def replace(db: Connection, plan: PlanRecord) -> None:
    """Updates the plan and its skipped days."""
    db.execute(_replace.values(_columns(plan)), {"plan": plan.id})
    _replace_skipped_days(db, [plan])


def _replace_skipped_days(db: Connection, records: Sequence[PlanRecord]) -> None:
    db.execute(delete(plan_skipped_days).where(in_values(_s.plan_id, [plan.id for plan in records])))
    rows = [{"plan_id": plan.id, "day": day} for plan in records for day in sorted(plan.skipped)]
    if rows:
        db.execute(insert(plan_skipped_days), rows)


def remove(db: Connection, id: int) -> None:
    db.execute(delete(plans).where(_p.id == id))


def _columns(plan: PlanRecord) -> dict[str, Any]:
    return {name: value for name, value in asdict(plan).items() if name not in ("id", "skipped")}


PLAN = Entity("allocation", "Plan", PlanRecord, person_of=attrgetter("account_id"))
