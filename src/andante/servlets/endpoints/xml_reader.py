"""Reads the XML of updates as a stream. Entities are not expanded, and nothing is loaded from files or the network."""

from collections.abc import Sequence

from lxml import etree

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.servlets.exports.rules import FIELDS, Entry

ROOT, ENTRY = "worklog_updates", "worklog_update"
MAX_ENTRIES = 100_000
MAX_DEPTH = 3
"""The root, its entries and their fields."""

MAX_FIELD_LENGTH = 10_000
_CHUNK_BYTES = 64 * 1024


def entries(content: bytes) -> list[Entry]:
    """The entries of a document. Raises Invalid if it isn't a document of updates. Doesn't check the fields of entries."""
    parser = etree.XMLParser(target=_Target(), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for start in range(0, len(content), _CHUNK_BYTES):
            parser.feed(content[start : start + _CHUNK_BYTES])
        result: list[Entry] = parser.close()  # type: ignore[assignment]
    except etree.XMLSyntaxError as error:
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be well-formed XML: {error.msg}") from None
    except (LookupError, UnicodeError, ValueError) as error:
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be XML in a known encoding: {error}") from None
    return result


class _Target:
    """Receives the events of the parser and collects entries, without building a tree."""

    def __init__(self) -> None:
        self.depth = 0
        self.entries: list[Entry] = []
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self.length = 0

    def doctype(self, *_: object) -> None:
        raise Invalid("worklogs", FaultCode.MALFORMED, "must not have a document type definition")

    def start(self, tag: str | bytes, attrib: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Invalid("worklogs", FaultCode.MALFORMED, f"is nested too deeply at {shown(tag)}: the fields of {ENTRY} must be text")
        expected: Sequence[str | None] = (ROOT, ENTRY, None)
        if expected[self.depth - 1] not in (tag, None):
            raise Invalid("worklogs", FaultCode.MALFORMED, f"must have {expected[self.depth - 1]} instead of {shown(tag)}")
        self.text, self.length = [], 0

    def data(self, data: str | bytes) -> None:
        self.length += len(data)
        if self.length > MAX_FIELD_LENGTH:
            raise Invalid("worklogs", FaultCode.WRONG_LENGTH, f"has a text of more than {MAX_FIELD_LENGTH} characters")
        self.text.append(str(data))

    def end(self, tag: str | bytes) -> None:
        self.depth -= 1
        if self.depth == MAX_DEPTH - 1 and tag in FIELDS:
            self.fields[str(tag)] = "".join(self.text).strip()
        elif self.depth == MAX_DEPTH - 2:
            self._add_entry()
        self.text, self.length = [], 0

    def _add_entry(self) -> None:
        if len(self.entries) == MAX_ENTRIES:
            raise Invalid("worklogs", FaultCode.WRONG_COUNT, f"must have at most {MAX_ENTRIES} entries: send several updates")
        self.entries.append(Entry(self.fields))
        self.fields = {}

    def comment(self, text: object) -> None: ...

    def close(self) -> list[Entry]:
        return self.entries
