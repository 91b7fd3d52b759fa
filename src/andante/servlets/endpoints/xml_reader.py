"""Reads the XML of updates as a stream. Entities are not expanded, and nothing is loaded from files or the network."""

from collections.abc import Iterable, Iterator, Sequence

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.servlets.exports.rules import FIELDS, Entry

ROOT, ENTRY = "worklog_updates", "worklog_update"
MAX_ENTRIES = 100_000
MAX_DEPTH = 3
"""The root, its entries and their fields."""

MAX_FIELD_LENGTH = 10_000
MAX_NAMES = 100
"""The parser keeps each name of an element, attribute or processing instruction."""

MAX_TOKEN_BYTES = 128 * 1024
"""The parser collects tags, comments and processing instructions until their end."""


def entries(pieces: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of a document, which is read piece by piece. Raises Invalid if it isn't a document of updates, perhaps only after
    some entries. Doesn't check the fields of entries."""
    from lxml import etree  # at its first use: the server starts faster without it

    target = _Target()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    is_empty = True
    try:
        for piece in pieces:
            is_empty = is_empty and not piece.strip()
            target.check_token(len(piece))
            parser.feed(piece)
            yield from target.take_entries()
        parser.close()
    except etree.XMLSyntaxError as error:
        if is_empty:
            raise Invalid("", FaultCode.REQUIRED, f"The parameter 'worklogs' is missing. It must be XML with the root {ROOT}.") from None
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be well-formed XML: {error.msg}") from None
    except (LookupError, UnicodeError, ValueError) as error:
        raise Invalid("worklogs", FaultCode.MALFORMED, f"must be XML in a known encoding: {error}") from None
    yield from target.take_entries()


class _Target:
    """Receives the events of the parser and collects entries, without building a tree."""

    def __init__(self) -> None:
        self.depth = 0
        self.count = 0
        self.entries: list[Entry] = []
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self.length = 0
        self.names: set[str | bytes] = set()
        self.bytes_without_event = 0

    def take_entries(self) -> list[Entry]:
        """The entries that are complete, which are then forgotten."""
        entries, self.entries = self.entries, []
        return entries

    def check_token(self, size: int) -> None:
        """Adds up the bytes since the last event, before the next ones are parsed."""
        self.bytes_without_event += size
        if self.bytes_without_event > MAX_TOKEN_BYTES:
            raise Invalid(
                "worklogs", FaultCode.MALFORMED, f"must not have a tag, comment or instruction of more than {MAX_TOKEN_BYTES} bytes"
            )

    def doctype(self, *_: object) -> None:
        raise Invalid("worklogs", FaultCode.MALFORMED, "must not have a document type definition")

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self._add_names(tag, *attrib)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Invalid("worklogs", FaultCode.MALFORMED, f"is nested too deeply at {shown(tag)}: the fields of {ENTRY} must be text")
        expected: Sequence[str | None] = (ROOT, ENTRY, None)
        if expected[self.depth - 1] not in (tag, None):
            raise Invalid("worklogs", FaultCode.MALFORMED, f"must have {expected[self.depth - 1]} instead of {shown(tag)}")
        self.text, self.length = [], 0

    def data(self, data: str | bytes) -> None:
        self.bytes_without_event = 0
        self.length += len(data)
        if self.length > MAX_FIELD_LENGTH:
            raise Invalid("worklogs", FaultCode.WRONG_LENGTH, f"has a text of more than {MAX_FIELD_LENGTH} characters")
        self.text.append(str(data))

    def end(self, tag: str | bytes) -> None:
        self.bytes_without_event = 0
        self.depth -= 1
        if self.depth == MAX_DEPTH - 1 and tag in FIELDS:
            self.fields[str(tag)] = "".join(self.text).strip()
        elif self.depth == MAX_DEPTH - 2:
            self._add_entry()
        self.text, self.length = [], 0

    def comment(self, text: object) -> None:
        self.bytes_without_event = 0

    def pi(self, name: str, data: object = None) -> None:
        self._add_names(name)

    def close(self) -> None: ...

    def _add_entry(self) -> None:
        if self.count == MAX_ENTRIES:
            raise Invalid("worklogs", FaultCode.WRONG_COUNT, f"must have at most {MAX_ENTRIES} entries: send several updates")
        self.count += 1
        self.entries.append(Entry(self.fields))
        self.fields = {}

    def _add_names(self, *names: str | bytes) -> None:
        self.bytes_without_event = 0
        self.names.update(names)
        if len(self.names) > MAX_NAMES:
            raise Invalid("worklogs", FaultCode.WRONG_COUNT, f"must have at most {MAX_NAMES} different names of elements and attributes")
