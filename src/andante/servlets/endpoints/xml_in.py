"""XML as others send it: read once from front to back, and nothing of it is followed, expanded or fetched."""

from collections.abc import Sequence

from lxml import etree

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.servlets.exports.rules import FIELDS, Entry

ROOT, ENTRY = "worklog_updates", "worklog_update"
MOST_ENTRIES = 100_000
DEPTH = 3
"""The root, its entries, their fields."""

LONGEST_FIELD = 10_000
_BYTES_AT_ONCE = 64 * 1024


def entries(content: bytes) -> list[Entry]:
    """The answers in a document. Invalid where it is no such document; what is wrong with one entry, its fields will tell."""
    parser = etree.XMLParser(target=_Target(), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for start in range(0, len(content), _BYTES_AT_ONCE):
            parser.feed(content[start : start + _BYTES_AT_ONCE])
        found: list[Entry] = parser.close()  # type: ignore[assignment]
    except etree.XMLSyntaxError as error:
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be well-formed XML: {error.msg}") from None
    except (LookupError, UnicodeError, ValueError) as error:
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be XML in an encoding that is known: {error}") from None
    return found


class _Target:
    """What the parser tells what it meets. It keeps the entries and no tree."""

    def __init__(self) -> None:
        self.depth = 0
        self.found: list[Entry] = []
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self.length = 0

    def doctype(self, *_: object) -> None:
        raise Invalid("worklogs", FaultCode.MALFORMED, "must have no document type definition")

    def start(self, tag: str | bytes, attrib: object) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Invalid(
                "worklogs", FaultCode.MALFORMED, f"is nested too deeply at {shown(tag)}: there are only {ROOT}, {ENTRY} and its fields"
            )
        wanted: Sequence[str | None] = (ROOT, ENTRY, None)
        if wanted[self.depth - 1] not in (tag, None):
            raise Invalid("worklogs", FaultCode.MALFORMED, f"must have {wanted[self.depth - 1]} where it has {shown(tag)}")
        self.text, self.length = [], 0

    def data(self, data: str | bytes) -> None:
        self.length += len(data)
        if self.length > LONGEST_FIELD:
            raise Invalid("worklogs", FaultCode.WRONG_LENGTH, f"has a text of more than {LONGEST_FIELD} characters")
        self.text.append(str(data))

    def end(self, tag: str | bytes) -> None:
        self.depth -= 1
        if self.depth == DEPTH - 1 and tag in FIELDS:
            self.fields[str(tag)] = "".join(self.text).strip()
        elif self.depth == DEPTH - 2:
            self._keep()
        self.text, self.length = [], 0

    def _keep(self) -> None:
        if len(self.found) == MOST_ENTRIES:
            raise Invalid("worklogs", FaultCode.WRONG_COUNT, f"must have at most {MOST_ENTRIES} entries: send several updates")
        self.found.append(Entry(self.fields))
        self.fields = {}

    def comment(self, text: object) -> None: ...

    def close(self) -> list[Entry]:
        return self.found
