"""Writes XML responses in pieces, so that memory use does not depend on the number of worklogs.

It concatenates strings, which takes a third of the time that building lxml elements takes. The tests parse its output with lxml.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from andante.servlets.exports.rules import ExportedWorklog

from .export_columns import Column, Group, Value

CHUNK_BYTES = 64 * 1024
REPLACEMENT = "\ufffd"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow, not even escaped."""

_SPECIAL = re.compile("[<>&\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that must be escaped or replaced. Parsers would read an unescaped carriage return as a line feed."""

Writer = Callable[[ExportedWorklog], str]


def document(root: str, attributes: Mapping[str, str], elements: Iterable[str]) -> Iterator[bytes]:
    """An XML document in UTF-8 whose root contains the elements, in pieces."""
    pieces = [DECLARATION, _start_tag(root, attributes)]
    size = 0
    for child in elements:
        pieces.append(child)
        size += len(child)
        if size >= CHUNK_BYTES:
            yield "".join(pieces).encode()
            pieces, size = [], 0
    yield "".join([*pieces, f"</{root}>\n"]).encode()


def worklog_elements(name: str, columns: Sequence[Column | Group], worklogs: Iterable[ExportedWorklog]) -> Iterator[str]:
    """An element with this name for each worklog."""
    write = _group_writer(name, columns)
    return map(write, worklogs)


def element(name: str, values: Mapping[str, Value]) -> str:
    """An element with a child element for each value."""
    return _element(name, "".join(_element(child_name, _content(value)) for child_name, value in values.items()))


def empty_element(name: str, attributes: Mapping[str, str]) -> str:
    """An element with attributes and no content."""
    return f"{_start_tag(name, attributes)}</{name}>"


def text(value: str) -> str:
    """The escaped text. Characters that XML does not allow are replaced."""
    return escape(_FORBIDDEN.sub(REPLACEMENT, value), {"\r": "&#13;"}) if _SPECIAL.search(value) else value


def _group_writer(name: str, columns: Iterable[Column | Group]) -> Writer:
    """A function that writes the columns of a worklog into an element. It is composed once, because it runs for every worklog."""
    start, end = f"<{name}>", f"</{name}>"
    writers = [_writer(column) for column in columns]
    return lambda worklog: start + "".join([write(worklog) for write in writers]) + end


def _writer(column: Column | Group) -> Writer:
    if isinstance(column, Group):
        write_group, included_if = _group_writer(column.name, column.columns), column.included_if
        return lambda worklog: "" if included_if(worklog) is None else write_group(worklog)
    value, start, end = column.value, f"<{column.name}>", f"</{column.name}>"
    if_empty = "" if column.omit_if_empty else f"<{column.name}/>"

    def write(worklog: ExportedWorklog) -> str:
        content = _content(value(worklog))
        return f"{start}{content}{end}" if content else if_empty

    return write


def _content(value: Value) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return "".join(f"{_start_tag('property', {'key': key})}{text(entry)}</property>" for key, entry in value.items())
    return "" if value is None else str(value)


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"


def _start_tag(name: str, attributes: Mapping[str, str]) -> str:
    pairs = (f" {key}={quoteattr(_FORBIDDEN.sub(REPLACEMENT, value))}" for key, value in attributes.items())
    return f"<{name}{''.join(pairs)}>"
