"""XML as it is written: worklog by worklog, so that no document is ever whole in memory. It is written as text, which
takes a third of what elements of lxml would; the tests read all of it with lxml."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from andante.servlets.exports.rules import ToldWorklog

from .columns import Column, Group, Value

BYTES_AT_ONCE = 64 * 1024
REPLACEMENT = "\ufffd"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_NO_CHARACTERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 can't hold, not even escaped."""

_SPECIAL = re.compile("[<>&\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What can't stand in XML as it is. A line feed and a tab can; a carriage return would be read as a line feed."""

Writer = Callable[[ToldWorklog], str]


def document(root: str, attributes: Mapping[str, str], elements: Iterable[str]) -> Iterator[bytes]:
    """An XML document in UTF-8 with these elements in its root, in pieces."""
    pieces = [DECLARATION, _begin(root, attributes)]
    size = 0
    for element in elements:
        pieces.append(element)
        size += len(element)
        if size >= BYTES_AT_ONCE:
            yield "".join(pieces).encode()
            pieces, size = [], 0
    yield "".join([*pieces, f"</{root}>\n"]).encode()


def told(name: str, columns: Sequence[Column | Group], worklogs: Iterable[ToldWorklog]) -> Iterator[str]:
    """One element of this name for each worklog."""
    write = _group_writer(name, columns)
    return map(write, worklogs)


def filled(name: str, values: Mapping[str, Value]) -> str:
    """An element with these elements in it."""
    return _wrapped(name, "".join(_wrapped(child, _content(value)) for child, value in values.items()))


def empty(name: str, attributes: Mapping[str, str]) -> str:
    """An element with attributes only."""
    return f"{_begin(name, attributes)}</{name}>"


def text(value: str) -> str:
    """The text with everything escaped that has a meaning in XML, and without what XML can't hold: somebody pasted it."""
    return escape(_NO_CHARACTERS.sub(REPLACEMENT, value), {"\r": "&#13;"}) if _SPECIAL.search(value) else value


def _group_writer(name: str, columns: Iterable[Column | Group]) -> Writer:
    """What writes all columns into one element. It is made once and runs for every worklog."""
    begin, end = f"<{name}>", f"</{name}>"
    writers = [_writer(column) for column in columns]
    return lambda worklog: begin + "".join([write(worklog) for write in writers]) + end


def _writer(column: Column | Group) -> Writer:
    if isinstance(column, Group):
        write, belongs = _group_writer(column.name, column.columns), column.belongs
        return lambda worklog: "" if belongs(worklog) is None else write(worklog)
    value, begin, end = column.value, f"<{column.name}>", f"</{column.name}>"
    nothing = "" if column.where_set else f"<{column.name}/>"

    def write_one(worklog: ToldWorklog) -> str:
        content = _content(value(worklog))
        return f"{begin}{content}{end}" if content else nothing

    return write_one


def _content(value: Value) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return "".join(f"{_begin('property', {'key': key})}{text(entry)}</property>" for key, entry in value.items())
    return "" if value is None else str(value)


def _wrapped(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"


def _begin(name: str, attributes: Mapping[str, str]) -> str:
    written = (f" {key}={quoteattr(_NO_CHARACTERS.sub(REPLACEMENT, value))}" for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"
