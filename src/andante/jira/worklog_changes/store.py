"""The SQL for changed and deleted worklogs. Deleted ones are found in the change log."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Action, changes
from andante.kit.clock import Instant
from andante.kit.db import json_date, json_field
from andante.timekeeping.worklogs.rules import jira_id
from andante.timekeeping.worklogs.store import WORKLOG, worklogs

from .rules import Period, WorklogChange

PAGE_SIZE = 1000

_w = worklogs.c
_c = changes.c
_is_deleted_worklog = (_c.entity == WORKLOG.name, _c.after.is_(None), _c.action == Action.DELETED)
"""The first two use the index of deletions."""


class DeletedWorklog(NamedTuple):
    """The columns of the change log that contain values of a deleted worklog."""

    author_id: ColumnElement[str]
    start_date: ColumnElement[dt.date]
    jira_id: ColumnElement[int | None]


def deleted_worklog(db: Connection) -> DeletedWorklog:
    author_id, jira_id = (json_field(db, _c.before, name) for name in ("author_id", "jira_id"))
    return DeletedWorklog(author_id, json_date(db, _c.before, "start_date"), jira_id)


def updated(db: Connection, period: Period, where: Sequence[ColumnElement[bool]]) -> tuple[list[WorklogChange], bool]:
    """A page of the worklogs that were last changed in the period and meet the conditions, and whether it is the last page."""
    return _page(db, select(_w.id, _w.jira_id, _w.updated_at).where(*where), _w.updated_at, _w.id, period, lambda id: id)


def deleted(db: Connection, period: Period, where: Sequence[ColumnElement[bool]]) -> tuple[list[WorklogChange], bool]:
    """A page of the worklogs that were deleted in the period and meet the conditions, and whether it is the last page."""
    query = select(_c.entity_id, deleted_worklog(db).jira_id, _c.at).where(*_is_deleted_worklog, *where)
    return _page(db, query, _c.at, _c.id, period, int)


def _page(
    db: Connection,
    query: Select[*tuple[Any, ...]],
    at: ColumnElement[Instant],
    id: ColumnElement[int],
    period: Period,
    to_id: Callable[[Any], int],
) -> tuple[list[WorklogChange], bool]:
    """At most `PAGE_SIZE` changes, and all others with the same time as the last one, because the next page starts after it."""
    in_period = query.where(at > period.start, at <= period.end).order_by(at, id)
    rows = list(db.execute(in_period.limit(PAGE_SIZE + 1)))
    is_last = len(rows) <= PAGE_SIZE
    if not is_last:
        last = rows[PAGE_SIZE - 1][-1]
        rows = [row for row in rows if row[-1] < last] + list(db.execute(query.where(at == last).order_by(at, id)))
        is_last = db.execute(query.where(at > last, at <= period.end).limit(1)).first() is None
    return [WorklogChange(jira_id(to_id(row[0]), None if row[1] is None else int(row[1])), row[2]) for row in rows], is_last
