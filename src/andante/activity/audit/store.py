"""The SQL of the audit log. It reads the change log.

A search reads a part of the change log that is limited by indexes, so that a page takes the same time for every filter and any number of
changes. If not enough of these changes match, the page is short, and the next one continues with older changes.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select, true, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import FREQUENT, Action, Change, changes
from andante.kit.clock import Instant
from andante.kit.db import in_values, without_index

from .rules import Filter, Page, Position

_c = changes.c
_fields = [_c[name] for name in Change.__struct_fields__]
_time_and_id = tuple_(_c.at, _c.id)

WINDOW = 5000
"""A page reads at most this many changes."""

MAX_STREAMS = 25
"""Changes by more persons or of more entities than this are not read separately, but together with all others of the period."""


def _conditions(filter: Filter, of: Any) -> list[ColumnElement[bool]]:
    values = {
        "entity": filter.entities,
        "action": filter.actions,
        "actor": filter.authors,
        "person": filter.workers,
        "entity_id": filter.ids,
    }
    return [in_values(of[name], wanted) for name, wanted in values.items() if wanted is not None]


def _stream_conditions(filter: Filter) -> list[ColumnElement[bool]]:
    """Conditions that an index answers in the order of time. Every change that matches the filter meets exactly one of them."""
    if filter.ids is not None and filter.entities is not None:
        return [in_values(_c.entity, filter.entities) & in_values(_c.entity_id, filter.ids)]
    for column, values in ((_c.person, filter.workers), (_c.actor, filter.authors)):
        if values is not None and len(set(values)) <= MAX_STREAMS:
            return [column == value for value in sorted(set(values))]
    if filter.entities is None or len(set(filter.entities)) > MAX_STREAMS:
        return [true()]
    names = sorted(set(filter.entities))
    if filter.actions is not None and set(filter.actions) == {Action.DELETED}:
        return [(_c.entity == name) & _c.after.is_(None) for name in names]
    if FREQUENT in names:
        return [true()]
    is_other = _c.entity != literal_column(f"'{FREQUENT}'")
    return [(_c.entity == name) & is_other for name in names]


def newest(db: Connection, filter: Filter, start: Instant, end: Instant, before: Position | None, limit: int) -> Page:
    """At most `limit` changes from `start` to `end`: those before a position, if it is given."""
    streams = list(_streams(filter, start, end, before))
    if not streams:
        return Page([], None)
    window = union_all(*(select(stream.subquery()) for stream in streams)).subquery()
    query = select(*(window.c[name] for name in Change.__struct_fields__)).where(*_conditions(filter, window.c))
    found = [Change(*row) for row in db.execute(query.order_by(window.c.at.desc(), window.c.id.desc()).limit(limit + 1))]
    rest = None if len(found) > limit and len(streams) == 1 else _end_of_window(db, streams)
    complete = [change for change in found if rest is None or (change.at, change.id) >= rest]
    if len(complete) > limit:
        return Page(complete[:limit], (complete[limit - 1].at, complete[limit - 1].id))
    return Page(complete, rest)


def _streams(filter: Filter, start: Instant, end: Instant, before: Position | None) -> Iterator[Select[Any]]:
    """The parts of the change log that a page reads."""
    conditions = _stream_conditions(filter)
    # An object has few changes, but SQLite would look for them in the order of time.
    at = without_index(_c.at) if filter.ids is not None else _c.at
    query = select(*_fields, _c.person).where(at >= start, at <= end)
    if before is not None:
        query = query.where(tuple_(at, _c.id) < tuple_(*before))
    query = query.order_by(at.desc(), _c.id.desc()).limit(WINDOW // max(len(conditions), 1))
    return (query.where(condition) for condition in conditions)


def _end_of_window(db: Connection, streams: list[Select[Any]]) -> Position | None:
    """The oldest position up to which all streams were read. None if they were read completely."""
    size = WINDOW // len(streams)
    ends = (select(stream.with_only_columns(_c.at, _c.id).limit(1).offset(size - 1).subquery()) for stream in streams)
    found = [(row.at, row.id) for row in db.execute(union_all(*ends))]
    return max(found, default=None)


def deletions(db: Connection, entity: str, start: Instant, after: Position | None, limit: int) -> list[Change]:
    """At most `limit` deletions from `start`, the oldest first: those after a position, if it is given."""
    query = select(*_fields).where(_c.entity == entity, _c.after.is_(None), _c.action == Action.DELETED, _c.at >= start)
    if after is not None:
        query = query.where(_time_and_id > tuple_(*after))
    return [Change(*row) for row in db.execute(query.order_by(_c.at, _c.id).limit(limit))]
