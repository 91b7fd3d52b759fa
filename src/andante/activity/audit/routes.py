"""Handles the operations on the audit log."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Change
from andante.kit.clock import Instant, parse_instant
from andante.kit.operation import MAX_PAGE_SIZE, Operation
from andante.kit.server import handles
from andante.timekeeping.timesheets.wire import TokenPageInfo
from andante.timekeeping.worklogs.rules import jira_id

from . import actions, rules, wire
from .rules import TYPES_BY_ENTITY, Event, Position
from .wire import (
    FIRST_PAGE,
    AuditLogChange,
    AuditLogEvent,
    AuditLogPage,
    AuditLogSearchInput,
    AuditPaging,
    DeletedAllocation,
    DeletedAllocations,
    DeletedPageInfo,
    DeletedPaging,
    DeletedWorklog,
    DeletedWorklogs,
)

Read = Callable[[Call, Instant, Position | None, int], list[Change]]


@handles(wire.search_audit_logs)
def search_audit_logs(call: Call, body: AuditLogSearchInput, paging: AuditPaging = FIRST_PAGE) -> AuditLogPage:
    limit, digest = min(paging.limit, MAX_PAGE_SIZE), rules.digest_of(body)
    before = rules.position_in(paging.next_page_token, digest) if paging.next_page_token else None
    events, following = actions.search(call, body, before, limit)
    token = rules.token_of(following, digest) if following else None
    next_url = f"{call.link(wire.search_audit_logs)}?{urlencode({'nextPageToken': token, 'limit': limit})}" if token else None
    info = TokenPageInfo(limit=limit, next_page_token=token, next_page_url=next_url)
    return AuditLogPage(self_=call.url, metadata=info, results=[_event(event) for event in events])


@handles(wire.get_deleted_worklog_audit_event)
def get_deleted_worklog_audit_event(call: Call, page: DeletedPaging) -> DeletedWorklogs:
    found, info = _deleted(call, page, actions.deleted_worklogs, wire.get_deleted_worklog_audit_event)
    return DeletedWorklogs(self_=call.url, metadata=info, results=[_deleted_worklog(change) for change in found])


@handles(wire.get_deleted_allocation_audit_event)
def get_deleted_allocation_audit_event(call: Call, page: DeletedPaging) -> DeletedAllocations:
    found, info = _deleted(call, page, actions.deleted_plans, wire.get_deleted_allocation_audit_event)
    results = [DeletedAllocation(deleted_at=change.at, id=change.entity_id) for change in found]
    return DeletedAllocations(self_=call.url, metadata=info, results=results)


def _event(event: Event) -> AuditLogEvent:
    change = event.change
    return AuditLogEvent(
        action=change.action,
        author=change.actor,
        changes=[AuditLogChange(field=field.field, previous=field.previous, new=field.new) for field in event.fields],
        entity_id=change.entity_id,
        entity_type=TYPES_BY_ENTITY[change.entity],
        parent_id=event.parent_id,
        timestamp=change.at,
        worker=event.worker,
    )


def _deleted_worklog(change: Change) -> DeletedWorklog:
    stored = msgspec.json.decode(change.before)["jira_id"] if change.before else None
    return DeletedWorklog(
        deleted_at=change.at, tempo_worklog_id=change.entity_id, jira_worklog_id=str(jira_id(int(change.entity_id), stored))
    )


def _deleted(call: Call, page: DeletedPaging, read: Read, operation: Operation[Any, Any]) -> tuple[list[Change], DeletedPageInfo]:
    """A page of deletions."""
    limit = min(page.limit, MAX_PAGE_SIZE)
    found = read(call, parse_instant(page.updated_from, "updatedFrom"), _position(page.last_evaluated_key), limit)
    key = f"{found[limit - 1].at}.{found[limit - 1].id}" if len(found) > limit else None
    query = {"updatedFrom": page.updated_from, "limit": limit, "lastEvaluatedKey": key}
    next_url = f"{call.link(operation)}?{urlencode(query)}" if key else None
    return found[:limit], DeletedPageInfo(count=len(found[:limit]), limit=limit, last_evaluated_key=key, next=next_url)


def _position(key: str | None) -> Position | None:
    """The position in a `lastEvaluatedKey`, whose format is the pattern in `DeletedPaging`."""
    if key is None:
        return None
    at, _, id = key.rpartition(".")
    return Instant(at), int(id)
