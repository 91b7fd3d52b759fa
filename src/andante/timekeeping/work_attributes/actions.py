"""Creates, changes and deletes work attributes. Only administrators may do this."""

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock_rows
from andante.kit.errors import FaultCode, Invalid

from . import rules, store
from .queries import find
from .rules import AttributeRecord
from .wire import CreateWorkAttributeInput, UpdateWorkAttributeInput


def create(call: Call, input: CreateWorkAttributeInput) -> AttributeRecord:
    call.require_administrator(to="create work attributes")
    key = rules.key_for(input.key, input.name)
    if store.by_key(call.db, key):
        raise Invalid("key", FaultCode.DUPLICATE, f"A work attribute with the key '{key}' already exists")
    options = _options(input.values, input.type, [])
    attribute = store.add(call.db, key, input.name, input.type, bool(input.required), options)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.CREATED, after=attribute)
    return attribute


def change(call: Call, key: str, input: UpdateWorkAttributeInput) -> AttributeRecord:
    """Replaces the name, the options and whether a value is required. The type can't change, since worklogs have values of that type."""
    call.require_administrator(to="change work attributes")
    before = find(call, key)
    _check_same_type(before, input.type)
    options = _options(input.values, input.type, before.options)
    attribute = AttributeRecord(before.id, key, input.name, input.type, bool(input.required), options)
    store.change(call.db, attribute)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.UPDATED, before=before, after=attribute)
    return attribute


def upsert(call: Call, attribute: AttributeRecord) -> AttributeRecord:
    """Creates or replaces an attribute with a copy from another server, which keeps the values of its options.

    The id of the copy is ignored: the attribute gets or keeps an id of this server. The type can't change.
    """
    call.require_administrator(to="change work attributes")
    before = store.by_key(call.db, attribute.key)
    if before is None:
        added = store.add(call.db, attribute.key, attribute.name, attribute.type, attribute.required, attribute.options)
        call.record(store.WORK_ATTRIBUTE, added.id, Action.CREATED, after=added)
        return added
    after = msgspec.structs.replace(attribute, id=before.id)
    _check_same_type(before, attribute.type)
    store.change(call.db, after)
    call.record(store.WORK_ATTRIBUTE, after.id, Action.UPDATED, before=before, after=after)
    return after


def lock(call: Call, attribute: AttributeRecord) -> None:
    """Waits until no other transaction writes values of the attribute, and prevents that until this transaction ends."""
    lock_rows(call.db, store.work_attributes.c.id, [attribute.id])


def remove(call: Call, key: str) -> None:
    """Deletes the attribute and all its values. The caller records the changes of the worklogs that lose a value."""
    call.require_administrator(to="delete work attributes")
    attribute = find(call, key)
    store.remove(call.db, attribute.id)
    call.record(store.WORK_ATTRIBUTE, attribute.id, Action.DELETED, before=attribute)


def _check_same_type(before: AttributeRecord, type: str) -> None:
    if type != before.type:
        raise Invalid("type", FaultCode.IMMUTABLE, f"of the work attribute '{before.key}' is {before.type} and can't become {type}")


def _options(labels: list[str] | None, type: str, existing: list[rules.Option]) -> list[rules.Option]:
    options, faults = rules.options_for(labels, type, existing)
    if faults:
        raise Invalid(*faults)
    return options
