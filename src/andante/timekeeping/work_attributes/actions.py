"""What one may do with work attributes."""

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock_rows
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.paging import Paging

from . import rules, store
from .rules import AttributeRecord
from .wire import CreateWorkAttributeInput, UpdateWorkAttributeInput


def every(call: Call) -> dict[str, AttributeRecord]:
    """All attributes by their keys."""
    return store.every(call.db)


def page(call: Call, paging: Paging) -> list[AttributeRecord]:
    return store.page(call.db, paging)


def find(call: Call, key: str) -> AttributeRecord:
    attribute = store.by_key(call.db, key)
    if attribute is None:
        raise NotFound(f"Work attribute '{key}' not found")
    return attribute


def create(call: Call, given: CreateWorkAttributeInput) -> AttributeRecord:
    call.require_administrator(to="create work attributes")
    key = rules.key_for(given.key, given.name)
    if store.by_key(call.db, key):
        raise Invalid("key", FaultCode.DUPLICATE, f"There is a work attribute with the key '{key}' already")
    options = _options(given.values, given.type, [])
    attribute = store.add(call.db, key, given.name, given.type, bool(given.required), options)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.CREATED, after=attribute)
    return attribute


def change(call: Call, key: str, given: UpdateWorkAttributeInput) -> AttributeRecord:
    """Replaces name, required and entries. The type can't change: worklogs have values of it."""
    call.require_administrator(to="change work attributes")
    before = find(call, key)
    _check_type_stays(before, given.type)
    options = _options(given.values, given.type, before.options)
    attribute = AttributeRecord(before.id, key, given.name, given.type, bool(given.required), options)
    store.change(call.db, attribute)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.UPDATED, before=before, after=attribute)
    return attribute


def put(call: Call, given: AttributeRecord) -> AttributeRecord:
    """Makes an attribute what it is on another server, with the values that the entries of its list have there; its id is
    given here. The type can't change."""
    call.require_administrator(to="change work attributes")
    before = store.by_key(call.db, given.key)
    if before is None:
        added = store.add(call.db, given.key, given.name, given.type, given.required, given.options)
        call.record(store.WORK_ATTRIBUTE, added.id, Action.CREATED, after=added)
        return added
    after = msgspec.structs.replace(given, id=before.id)
    _check_type_stays(before, given.type)
    store.change(call.db, after)
    call.record(store.WORK_ATTRIBUTE, after.id, Action.UPDATED, before=before, after=after)
    return after


def keep_from_use(call: Call, attribute: AttributeRecord) -> None:
    """Waits for those who write values of the attribute, and keeps others from it until the transaction ends."""
    lock_rows(call.db, store.work_attributes.c.id, [attribute.id])


def remove(call: Call, key: str) -> None:
    """Deletes it, with the values that worklogs have of it. That they change by it is for `worklogs` to say."""
    call.require_administrator(to="delete work attributes")
    attribute = find(call, key)
    store.remove(call.db, attribute.id)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.DELETED, before=attribute)


def _check_type_stays(before: AttributeRecord, type: str) -> None:
    if type != before.type:
        raise Invalid("type", FaultCode.IMMUTABLE, f"of the work attribute '{before.key}' is {before.type} and can't become {type}")


def _options(given: list[str] | None, type: str, existing: list[rules.Option]) -> list[rules.Option]:
    options, faults = rules.options_for(given, type, existing)
    if faults:
        raise Invalid(*faults)
    return options
