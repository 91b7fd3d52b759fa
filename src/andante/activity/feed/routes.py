"""Handles the operation of the change feed."""

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Change
from andante.kit.server import handles

from . import actions, wire
from .rules import NOW, format_position
from .waiting import NothingYet
from .wire import OLDEST_CHANGES, ChangesPage, ChangesQuery, RecordedChange


@handles(wire.get_changes)
def get_changes(call: Call, query: ChangesQuery = OLDEST_CHANGES) -> ChangesPage:
    found = actions.read(call, query.after, query.entity, query.limit)
    page = ChangesPage(
        changes=[_render(change) for change in found.changes], position=format_position(found.position), has_more=found.has_more
    )
    if query.wait and query.after != NOW and not (found.changes or found.has_more):
        raise NothingYet(call, query.wait, found.position, page)
    return page


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
