"""Work attributes as people know them: by name as well as by key, the entries of a list by their labels."""

from collections.abc import Mapping, Sequence

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.timekeeping.work_attributes.wire import WorkAttribute
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput

from .session import Session

Entries = Mapping[str, Mapping[str, str]]
"""What stands for what, by the key of the attribute."""


def every(at: Session) -> list[WorkAttribute]:
    return list(at.client.work_attributes.iter_work_attributes())


def labels(attributes: Sequence[WorkAttribute]) -> Entries:
    """The label of each value."""
    return {attribute.key: attribute.names or {} for attribute in attributes}


def values(attributes: Sequence[WorkAttribute]) -> Entries:
    """The value of each label; a value stands for itself."""
    return {
        key: {label: value for value, label in names.items()} | {value: value for value in names}
        for key, names in labels(attributes).items()
    }


def given(at: Session, written: list[str] | None) -> list[WorkAttributeValueInput] | None:
    """What is written as KEY=VALUE, as the API takes it. What is not known here is for the server to refuse."""
    for each in written or []:
        if "=" not in each:
            raise Invalid("attribute", FaultCode.INVALID, f"must be KEY=VALUE, like _Ticket_=T-1, not {shown(each)}")
    if not written:
        return None
    attributes = every(at)
    keys = {attribute.name: attribute.key for attribute in attributes} | {attribute.key: attribute.key for attribute in attributes}
    entries = values(attributes)
    pairs = [(keys.get(name, name), value) for name, _, value in (each.partition("=") for each in written)]
    return [WorkAttributeValueInput(key, entries.get(key, {}).get(value, value)) for key, value in pairs]
