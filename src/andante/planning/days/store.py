"""The statements that load days. Each one loads all that it can join, because a page may run only a few."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, cast, false, func, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import has_account
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.db import in_values
from andante.organization.teams.rules import Span, SpansByPermission
from andante.organization.teams.store import by_permission, select_spans, team_memberships
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans.store import load_with_skipped_days, plans, plans_with_skipped_days
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.store import from_row, select_worklogs, worklogs

from .rules import StoredTimesheet, Subject

_w, _p, _t, _i, _pr = worklogs.c, plans.c, timesheets.c, issues.c, projects.c
_reviewers, _actors = users.alias(), users.alias()
_sheet = _t.from_date, _t.to_date, _t.status, _t.reviewer_id, _t.actor, _t.updated_at, _t.comment
_actor_name = func.coalesce(_actors.c.display_name, _t.actor)
DAY = dt.timedelta(days=1)


def within(spans: Collection[Span] | None) -> list[ColumnElement[bool]]:
    """The condition that a worklog is on a day in one of the spans; no condition for None."""
    if spans is None:
        return []
    return [or_(false(), *(_w.start_date.between(span.start or dt.date.min, (span.end or dt.date.max) - DAY) for span in spans))]


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
    query = plans_with_skipped_days.where(_p.account_id == account_id, *overlaps, not_rejected, *where)
    return load_with_skipped_days(db, query.order_by(_p.id))


class Person(NamedTuple):
    """A user's name, stored timesheets, and the days on which the caller holds permissions over the user through teams."""

    name: str
    timesheets: list[StoredTimesheet]
    spans: SpansByPermission


def find_person(db: Connection, account_id: str, first: dt.date, last: dt.date, caller: str | None) -> Person | None:
    """The user with the stored timesheets that overlap the range, by start. Without `caller`, permissions are not loaded. None if the
    user doesn't exist."""
    in_range = (_t.account_id == users.c.account_id) & (_t.from_date <= last) & (_t.to_date >= first)
    sheets = users.outerjoin(timesheets, in_range).outerjoin(_reviewers, _reviewers.c.account_id == _t.reviewer_id)
    sheets = sheets.outerjoin(_actors, _actors.c.account_id == _t.actor)
    query: Any = select(users.c.display_name, *_sheet, _reviewers.c.display_name, _actor_name).select_from(sheets)
    query = query.where(users.c.account_id == account_id)
    if caller:
        found = select_spans(caller).where(team_memberships.c.account_id == account_id).subquery().c
        nulls = [null()] * (len(StoredTimesheet._fields) - 3)
        query = union_all(query, select(null(), found.from_date, found.to_date, found.key, *nulls))
    rows = db.execute(query).all()
    name = next((row[0] for row in rows if row[0] is not None), None)
    if name is None:
        return None
    stored = [StoredTimesheet(*sheet) for shown, *sheet in rows if shown is not None and sheet[0] is not None]
    spans = [(key, Span(start, end)) for shown, start, end, key, *_ in rows if shown is None]
    return Person(name, sorted(stored), by_permission(spans))


def subjects(db: Connection, issue_ids: Collection[int], project_ids: Collection[int]) -> list[Subject]:
    """These issues, each with its project, and these projects."""
    project = _pr.id, _pr.key, _pr.name
    of_issues = (
        select(_i.id, _i.key, _i.summary, *project, has_account(_i.id)).join_from(issues, projects).where(in_values(_i.id, issue_ids))
    )
    of_projects = select(cast(null(), _i.id.type), cast(null(), _i.key.type), cast(null(), _i.summary.type), *project, false())
    found = union_all(of_issues, of_projects.where(in_values(_pr.id, project_ids)))
    return [Subject(*row) for row in db.execute(found)]
