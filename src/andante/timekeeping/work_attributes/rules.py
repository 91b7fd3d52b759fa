"""What a work attribute may look like and which values it takes."""

import re
import uuid
from collections.abc import Mapping

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown

_KEY_FORM = re.compile(r"_[^_/](?:[^/]*[^/])?_")
DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,15})?|\.\d{1,15})", re.ASCII)
"""How a number with decimals is written, whoever sends it."""


class Option(Struct, frozen=True):
    """One entry of a STATIC_LIST: its value never changes, its label may."""

    value: str
    label: str


class AttributeRecord(Struct, frozen=True):
    id: int
    key: str
    name: str
    type: str
    required: bool
    options: list[Option]


def key_for(given: str | None, name: str) -> str:
    """The given key where it has the form `_Name_`, else one made from the name, without blanks."""
    if given and _KEY_FORM.fullmatch(given):
        return given
    return f"_{re.sub(r'[^A-Za-z0-9]', '', name) or 'Attribute'}_"


def options_for(given: list[str] | None, type: str, existing: list[Option]) -> tuple[list[Option], list[Fault]]:
    """The entries that a list of labels (or present values) gives, and what is wrong with it."""
    if type != "STATIC_LIST":
        return [], ([Fault("values", FaultCode.INCONSISTENT, "belongs to a STATIC_LIST only")] if given else [])
    labels = given or []
    twice = sorted({label for label in labels if labels.count(label) > 1})
    known = {option.label: option for option in existing} | {option.value: option for option in existing}
    options = [known.get(label) or Option(str(uuid.uuid4()), label) for label in labels]
    return options, [Fault("values", FaultCode.DUPLICATE, f"has {shown(label)} twice") for label in twice]


def value_faults(attributes: Mapping[str, AttributeRecord], values: Mapping[str, str], present: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the values that a worklog is to carry: unknown keys, wrong values, required ones missing. It may
    keep those that are `present` on it: their entry may have left the list since."""
    faults = [
        Fault(f"attributes[{key}]", FaultCode.NOT_FOUND, f"Work attribute {shown(key)} does not exist")
        for key in values
        if key not in attributes
    ]
    for key, attribute in attributes.items():
        if key in values:
            faults += given_value_faults(attribute, values[key]) if values[key] != present.get(key) else []
        elif attribute.required:
            faults.append(Fault(f"attributes[{key}]", FaultCode.REQUIRED, f"Work attribute '{attribute.name}' ({key}) is required"))
    return faults


def given_value_faults(attribute: AttributeRecord, value: str) -> list[Fault]:
    """What is wrong with one value."""
    wanted = _wanted(attribute, value)
    if wanted is None:
        return []
    code = FaultCode.INVALID_CHOICE if attribute.type == "STATIC_LIST" else FaultCode.INVALID
    message = f"Work attribute '{attribute.name}' ({attribute.key}) must be {wanted}, not {shown(value)}"
    return [Fault(f"attributes[{attribute.key}]", code, message)]


def _wanted(attribute: AttributeRecord, value: str) -> str | None:
    """What the value should have been; None where it is right. Whether an account may be used is for `accounts` to say."""
    match attribute.type:
        case "CHECKBOX" if value not in ("true", "false"):
            return "'true' or 'false'"
        case "INPUT_NUMERIC" if not DECIMAL.fullmatch(value):
            return "a decimal number like 12.5"
        case "STATIC_LIST" if value not in {option.value for option in attribute.options}:
            return "one of the values " + ", ".join(f"{option.value} ({option.label})" for option in attribute.options[:20])
    return None
