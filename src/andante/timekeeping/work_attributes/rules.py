"""The types, keys and list options of work attributes, and which values they allow."""

import re
import uuid
from collections.abc import Mapping

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown

_KEY_PATTERN = re.compile(r"_[^_/](?:[^/]*[^/])?_")
DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,15})?|\.\d{1,15})", re.ASCII)
"""The format of decimal numbers in requests and files."""


class Option(Struct, frozen=True):
    """An option of a STATIC_LIST. Its value never changes, its label may."""

    value: str
    label: str


class AttributeRecord(Struct, frozen=True):
    id: int
    key: str
    name: str
    type: str
    required: bool
    options: list[Option]


def key_for(requested: str | None, name: str) -> str:
    """The requested key if it has the form `_Name_`. Otherwise a key from the letters and digits of the name."""
    if requested and _KEY_PATTERN.fullmatch(requested):
        return requested
    return f"_{re.sub(r'[^A-Za-z0-9]', '', name) or 'Attribute'}_"


def options_for(labels: list[str] | None, type: str, existing: list[Option]) -> tuple[list[Option], list[Fault]]:
    """The options of a list, and the faults of the list. An entry that is the label or value of an existing option keeps that option."""
    if type != "STATIC_LIST":
        return [], ([Fault("values", FaultCode.INCONSISTENT, "is only allowed for the type STATIC_LIST")] if labels else [])
    labels = labels or []
    duplicates = sorted({label for label in labels if labels.count(label) > 1})
    by_label_or_value = {option.label: option for option in existing} | {option.value: option for option in existing}
    options = [by_label_or_value.get(label) or Option(str(uuid.uuid4()), label) for label in labels]
    return options, [Fault("values", FaultCode.DUPLICATE, f"contains {shown(label)} twice") for label in duplicates]


def value_faults(attributes: Mapping[str, AttributeRecord], values: Mapping[str, str], before: Mapping[str, str]) -> list[Fault]:
    """The faults of a worklog's values by key: unknown keys, wrong values, missing required values.

    Values that the worklog had `before` are always allowed: an option may have been removed since.
    """
    faults = [
        Fault(f"attributes[{key}]", FaultCode.NOT_FOUND, f"Work attribute {shown(key)} does not exist")
        for key in values
        if key not in attributes
    ]
    for key, attribute in attributes.items():
        if key in values:
            faults += new_value_faults(attribute, values[key]) if values[key] != before.get(key) else []
        elif attribute.required:
            faults.append(Fault(f"attributes[{key}]", FaultCode.REQUIRED, f"Work attribute '{attribute.name}' ({key}) is required"))
    return faults


def new_value_faults(attribute: AttributeRecord, value: str) -> list[Fault]:
    """The fault of a value, if any. Values of ACCOUNT attributes aren't checked here."""
    expected = _expected(attribute, value)
    if expected is None:
        return []
    code = FaultCode.INVALID_CHOICE if attribute.type == "STATIC_LIST" else FaultCode.INVALID
    message = f"Work attribute '{attribute.name}' ({attribute.key}) must be {expected}, not {shown(value)}"
    return [Fault(f"attributes[{attribute.key}]", code, message)]


def _expected(attribute: AttributeRecord, value: str) -> str | None:
    """Describes the allowed values, or returns None if this value is allowed."""
    match attribute.type:
        case "CHECKBOX" if value not in ("true", "false"):
            return "'true' or 'false'"
        case "INPUT_NUMERIC" if not DECIMAL.fullmatch(value):
            return "a decimal number like 12.5"
        case "STATIC_LIST" if value not in {option.value for option in attribute.options}:
            return "one of the values " + ", ".join(f"{option.value} ({option.label})" for option in attribute.options[:20])
    return None
