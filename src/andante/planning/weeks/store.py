"""The statements that load a week. A page needs few of them, so each one loads all that it can join."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import CompoundSelect, Connection, String, cast, exists, func, literal, select, union
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import ids_of_issues, issues
from andante.directory.people.store import users
from andante.kit.db import json_map
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans.store import plan_skipped_days, plans
from andante.timekeeping.favorites.store import favorite_issues
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.store import from_row, select_worklogs, worklogs

from .rules import StoredTimesheet

_w, _p, _f, _t, _s = worklogs.c, plans.c, favorite_issues.c, timesheets.c, plan_skipped_days.c
_skipped_days = select(json_map(cast(_s.day, String), literal(""))).where(_s.plan_id == _p.id).scalar_subquery()
_plans = select(*(_p[field] for field in PlanRecord.__struct_fields__ if field != "skipped"), _skipped_days)
_reviewers, _actors = users.alias(), users.alias()
_timesheets = (
    select(_t.from_date, _t.to_date, _t.status, _t.reviewer_id, _t.actor, _t.updated_at, _t.comment)
    .add_columns(_reviewers.c.display_name, func.coalesce(_actors.c.display_name, _t.actor))
    .join(_reviewers, _reviewers.c.account_id == _t.reviewer_id)
    .outerjoin(_actors, _actors.c.account_id == _t.actor)
)
_decode_days = msgspec.json.Decoder(dict[dt.date, str]).decode


def worklogs_between(
    db: Connection, account_id: str, first: dt.date, last: dt.date, where: Sequence[ColumnElement[bool]]
) -> list[WorklogRecord]:
    """The worklogs of a user that meet the conditions, by start."""
    query = select_worklogs.where(_w.author_id == account_id, _w.start_date.between(first, last), *where)
    return list(map(from_row, db.execute(query.order_by(_w.start_date, _w.start_time, _w.id))))


def plans_between(db: Connection, account_id: str, first: dt.date, last: dt.date, where: Sequence[ColumnElement[bool]]) -> list[PlanRecord]:
    """The plans of a user that overlap the range and meet the conditions, without rejected ones."""
    overlaps = _p.start_date <= last, _p.last_day.is_(None) | (_p.last_day >= first)
    not_rejected = _p.approval_status.is_(None) | (_p.approval_status != "REJECTED")
    rows: Any = db.execute(_plans.where(_p.account_id == account_id, *overlaps, not_rejected, *where).order_by(_p.id))
    return [PlanRecord(*(*fields, frozenset(_decode_days(skipped) if skipped else ()))) for *fields, skipped in rows]


def issues_and_favorites(db: Connection, account_id: str, ids: Collection[int], keys: Collection[str]) -> list[tuple[IssueRecord, bool]]:
    """The issues with these ids or keys and the user's favorites, by key; each with whether it is a favorite."""
    is_favorite = exists().where(_f.account_id == account_id, _f.issue_id == issues.c.id)
    favorites = select(_f.issue_id).where(_f.account_id == account_id)
    wanted: CompoundSelect[int] = union(favorites, *ids_of_issues([*ids, *keys]).selects)
    columns = [issues.c[field] for field in IssueRecord.__struct_fields__]
    query = select(*columns, is_favorite).where(issues.c.id.in_(wanted)).order_by(issues.c.key)
    return [(IssueRecord(*fields), bool(favorite)) for *fields, favorite in db.execute(query)]


def timesheets_between(db: Connection, account_id: str, first: dt.date, last: dt.date) -> list[StoredTimesheet]:
    """The stored timesheets of a user that overlap the range, by start."""
    query = _timesheets.where(_t.account_id == account_id, _t.from_date <= last, _t.to_date >= first)
    return [StoredTimesheet(*row) for row in db.execute(query.order_by(_t.from_date))]
