"""Reads the audit log. Only administrators may do this, because it tells what everyone did."""

import datetime as dt

from andante.kit.call import Call
from andante.kit.changes import Change
from andante.kit.clock import Instant, parse_instant
from andante.kit.errors import FaultCode, Invalid

from . import store
from .rules import ENTITIES_BY_TYPE, PLAN, TYPES_BY_ENTITY, VISIBLE_DAYS, WORKLOG, Event, Filter, Page, Position, event
from .wire import AuditLogSearchInput


def search(call: Call, input: AuditLogSearchInput, before: Position | None, limit: int) -> tuple[list[Event], Position | None]:
    """At most `limit` changes, the newest first: those before a position, if it is given. Returns them with the position of the next
    page. There can be more although there are fewer than `limit`."""
    _require_administrator(call)
    start, end = _period(call, input)
    types = input.entity_type or TYPES_BY_ENTITY.values()
    entities = [ENTITIES_BY_TYPE[type] for type in types if type in ENTITIES_BY_TYPE]
    filter = Filter(entities, input.action or None, input.author or None, input.worker or None)
    page = store.newest(call.db, filter, start, end, before, limit)
    return [event(change) for change in page.changes], page.next


def browse(call: Call, filter: Filter, start: Instant, end: Instant, before: Position | None, limit: int) -> Page:
    """Like `search`, but for all entities and any period."""
    _require_administrator(call)
    return store.newest(call.db, filter, start, end, before, limit)


def deleted_worklogs(call: Call, start: Instant, after: Position | None, limit: int) -> list[Change]:
    """At most `limit` deletions of worklogs plus one, the oldest first: those after a position, if it is given."""
    _require_administrator(call)
    return store.deletions(call.db, WORKLOG, start, after, limit + 1)


def deleted_plans(call: Call, start: Instant, after: Position | None, limit: int) -> list[Change]:
    """At most `limit` deletions of plans plus one, the oldest first: those after a position, if it is given."""
    _require_administrator(call)
    return store.deletions(call.db, PLAN, start, after, limit + 1)


def _require_administrator(call: Call) -> None:
    call.require_administrator(to="see the audit log")


def _period(call: Call, input: AuditLogSearchInput) -> tuple[Instant, Instant]:
    """The first and the last second of the search. Whole days count, so that a search that walks through pages doesn't expire."""
    start = parse_instant(input.from_, "from")
    end = parse_instant(input.to, "to") if input.to else call.write_time
    if input.to and len(input.to) == len("2026-03-31"):
        end = Instant(f"{input.to}T23:59:59Z")
    earliest = dt.date.fromisoformat(call.now[:10]) - dt.timedelta(days=VISIBLE_DAYS)
    if start[:10] < earliest.isoformat():
        raise Invalid("from", FaultCode.INVALID, f"must be within the last {VISIBLE_DAYS} days, so not before {earliest}")
    if start > end:
        raise Invalid("from", FaultCode.INCONSISTENT, f"{start} must not be later than 'to' {end}")
    return start, end
