"""Handles the operations of the change feed."""

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Change
from andante.kit.clock import parse_instant
from andante.kit.server import handles

from . import actions, wire
from .rules import NOW, format_position
from .waiting import NothingYet
from .wire import OLDEST_CHANGES, AsOfQuery, ChangesPage, ChangesQuery, EarlierRecord, EarlierRecords, RecordedChange


@handles(wire.get_changes)
def get_changes(call: Call, query: ChangesQuery = OLDEST_CHANGES) -> ChangesPage:
    found = actions.read(call, query.after, query.entity, query.limit)
    page = ChangesPage(
        changes=[_render(change) for change in found.changes], position=format_position(found.position), has_more=found.has_more
    )
    if query.wait and query.after != NOW and not (found.changes or found.has_more):
        raise NothingYet(call, query.wait, found.position, page)
    return page


@handles(wire.get_records_as_of)
def get_records_as_of(call: Call, query: AsOfQuery) -> EarlierRecords:
    found, next = actions.as_of(call, query.entity, query.as_of, query.id, query.after, query.limit)
    return EarlierRecords(
        as_of=parse_instant(query.as_of, "asOf"),
        records=[
            EarlierRecord(
                entity=change.entity,
                entity_id=change.entity_id,
                record=_record(change.after) or {},
                version=change.version,
                sequence=change.id,
            )
            for change in found
        ],
        next=next,
    )


def _render(change: Change) -> RecordedChange:
    return RecordedChange(
        sequence=change.id,
        entity=change.entity,
        entity_id=change.entity_id,
        action=change.action,
        actor=change.actor,
        at=change.at,
        before=_record(change.before),
        after=_record(change.after),
        version=change.version,
        request_id=change.request_id,
    )


def _record(text: str | None) -> dict[str, object] | None:
    return msgspec.json.decode(text, type=dict[str, object]) if text else None
