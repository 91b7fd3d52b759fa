"""Faults in forms: each is shown next to the input that it is about, the others above the form."""

import re
from collections.abc import Collection, Sequence

from andante.kit.errors import Fault, is_predicate


def beside(faults: Sequence[Fault], name: str) -> list[str]:
    """The sentences to show next to the input of this name. An input `time_zone` is the field `timeZone`; the entries of
    a list are shown next to the input of the list."""
    return [fault.sentence for fault in faults if _input(fault) == _plain(name)]


def above(faults: Sequence[Fault], names: Collection[str]) -> list[str]:
    """The sentences about no input of these names."""
    shown = set(map(_plain, names))
    return [in_full(fault) for fault in faults if _input(fault) not in shown]


def in_full(fault: Fault) -> str:
    """The fault as a sentence that names its field, in words: `startDate` is "Start date"."""
    if not is_predicate(fault.field, fault.message):
        return fault.sentence
    last = fault.field.rpartition(".")[2]
    words = re.sub(r"[A-Z]", lambda letter: " " + letter[0].lower(), last).replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]} {fault.message}"


def _input(fault: Fault) -> str:
    return _plain(re.split(r"[.\[]", fault.field)[0])


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
