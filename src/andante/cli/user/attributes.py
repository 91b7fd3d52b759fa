"""Reads work attributes from the command line. Users identify them by name or key, and list entries by label or value."""

from collections.abc import Mapping, Sequence

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.timekeeping.work_attributes.wire import WorkAttribute
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput

from .session import Session

Entries = Mapping[str, Mapping[str, str]]
"""By attribute key: a mapping between values and labels."""


def load_all(session: Session) -> list[WorkAttribute]:
    return list(session.client.work_attributes.iter_work_attributes())


def labels(attributes: Sequence[WorkAttribute]) -> Entries:
    """The label of each value."""
    return {attribute.key: attribute.names or {} for attribute in attributes}


def values(attributes: Sequence[WorkAttribute]) -> Entries:
    """The value of each label. Values also map to themselves."""
    return {
        key: {label: value for value, label in names.items()} | {value: value for value in names}
        for key, names in labels(attributes).items()
    }


def parse(session: Session, options: list[str] | None) -> list[WorkAttributeValueInput] | None:
    """Converts KEY=VALUE options to API input. Passes unknown keys and values to the server, which refuses them."""
    for each in options or []:
        if "=" not in each:
            raise Invalid("attribute", FaultCode.INVALID, f"must be KEY=VALUE, like _Ticket_=T-1, not {shown(each)}")
    if not options:
        return None
    attributes = load_all(session)
    keys = {attribute.name: attribute.key for attribute in attributes} | {attribute.key: attribute.key for attribute in attributes}
    entries = values(attributes)
    pairs = [(keys.get(name, name), value) for name, _, value in (each.partition("=") for each in options)]
    return [WorkAttributeValueInput(key, entries.get(key, {}).get(value, value)) for key, value in pairs]
