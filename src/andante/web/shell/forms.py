"""Shows the faults of a form: next to the input that they are about, or above the form."""

import re
from collections.abc import Collection, Sequence

from andante.kit.errors import Fault, is_predicate


def field_faults(faults: Sequence[Fault], name: str) -> list[str]:
    """The sentences to show next to the input `name`. The input `time_zone` shows the faults of the field `timeZone`; the
    input of a list also shows the faults of the list's entries."""
    return [fault.sentence for fault in faults if _input_name(fault) == _normalized(name)]


def other_faults(faults: Sequence[Fault], names: Collection[str]) -> list[str]:
    """The sentences to show above a form that has inputs with these names."""
    inputs = set(map(_normalized, names))
    return [full_sentence(fault) for fault in faults if _input_name(fault) not in inputs]


def full_sentence(fault: Fault) -> str:
    """The fault as a sentence that contains the name of its field: `startDate` becomes "Start date"."""
    if not is_predicate(fault.field, fault.message):
        return fault.sentence
    last = fault.field.rpartition(".")[2]
    label = re.sub(r"[A-Z]", lambda letter: " " + letter[0].lower(), last).replace("_", " ").strip()
    return f"{label[:1].upper()}{label[1:]} {fault.message}"


def _input_name(fault: Fault) -> str:
    return _normalized(re.split(r"[.\[]", fault.field)[0])


def _normalized(name: str) -> str:
    return name.replace("_", "").lower()
