"""`andante api`: any operation of the API by its name."""

import importlib
import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec
import typer

import andante
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.operation import Operation

from . import connection, output, parameters, session
from .commands import unsigned
from .output import Answer, Column, Row
from .session import Session

AnyOperation = Operation[Any, Any]
TEMPO_PATHS = ("/4/", "/4-andante/")
LISTED = (Column("operation", "Operation"), Column("method", "Method"), Column("path", "Path"), Column("summary", "Summary"))
DESCRIBED = (Column("name", "Name"), Column("where", "Where"), Column("required", "Required"), Column("takes", "Takes"))


def names_starting(incomplete: str) -> list[str]:
    return [operation for operation in every() if operation.startswith(incomplete)]


Name = Annotated[
    str | None,
    typer.Argument(metavar="OPERATION", help="Like createWorklog or create_worklog; with --list a pattern.", autocompletion=names_starting),
]
Given = Annotated[list[str] | None, typer.Argument(metavar="[PARAM=VALUE]...", help="Of path and query; repeat one for several values.")]


class Request(NamedTuple):
    """What an operation is called with."""

    operation: AnyOperation
    path_values: Sequence[str]
    query: Sequence[tuple[str, str]]
    body: bytes | None


@unsigned
def api(
    profile: str,
    operation: Name = None,
    given: Given = None,
    body: Annotated[str | None, typer.Option(help="JSON, @file that has it, or - for standard input.")] = None,
    every_page: Annotated[bool, typer.Option("--all", help="All pages of a list, as one.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the operations that there are.")] = False,
    describing: Annotated[bool, typer.Option("--describe", help="Tell what the operation takes.")] = False,
) -> Answer:
    """Call an operation of the API by its name, and print what the server answers."""
    if listing:
        return _list(operation or "*")
    if operation is None:
        raise Invalid("operation", FaultCode.REQUIRED, "is missing: name one, or see them with --list")
    called = find(operation)
    if describing:
        return Answer(DESCRIBED, list(parameters.describe(called)))
    request = Request(called, *parameters.split(called, given or []), _body(called, body))
    with session.opened(profile) as at:
        return _answer(_all_pages(at, request) if every_page else _call(at, request))


@cache
def every() -> dict[str, AnyOperation]:
    """The operations that the wire rooms declare on the paths of Tempo's API and of Andante's own beside it, by name."""
    domains = [path.parent for path in Path(andante.__file__).parent.glob("*/*/wire.py")]
    rooms = [importlib.import_module(f"andante.{domain.parent.name}.{domain.name}.wire") for domain in domains]
    declared = [each for room in rooms for each in vars(room).values() if isinstance(each, Operation)]
    return {each.id: each for each in sorted(declared, key=lambda each: each.id) if each.path.startswith(TEMPO_PATHS)}


def find(named: str) -> AnyOperation:
    """By either spelling."""
    for id, operation in every().items():
        if parameters.plain(id) == parameters.plain(named):
            return operation
    raise Invalid("", FaultCode.UNKNOWN, f"There is no operation {shown(named)}. Those that there are: andante api --list")


def _list(pattern: str) -> Answer:
    """A pattern without * is a part of the name."""
    wanted = parameters.plain(pattern if "*" in pattern else f"*{pattern}*")
    found = [operation for id, operation in every().items() if fnmatchcase(parameters.plain(id), wanted)]
    if not found:
        raise Invalid("", FaultCode.NOT_FOUND, f"No operation has {shown(pattern)} in its name")
    return Answer(LISTED, [{"operation": one.id, "method": one.method, "path": one.path, "summary": one.summary} for one in found])


def _body(operation: AnyOperation, given: str | None) -> bytes | None:
    """The body as it was written, which must be JSON."""
    if given is None:
        return None
    if operation.body is None:
        raise Invalid("", FaultCode.INCONSISTENT, f"{operation.id} takes no body")
    raw = _content(given)
    try:
        msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Invalid("body", FaultCode.MALFORMED, f"is not JSON: {error}") from None
    return raw


def _content(given: str) -> bytes:
    if given == "-":
        return sys.stdin.buffer.read()
    return Path(given[1:]).read_bytes() if given.startswith("@") else given.encode("utf-8", "surrogateescape")


def _call(at: Session, request: Request) -> Any:
    raw = connection.send(at.client, *request)
    return msgspec.json.decode(raw) if raw else None


def _all_pages(at: Session, request: Request) -> Any:
    """The first page with the results of all."""
    whole = answer = _call(at, request)
    while following := _following(request, answer):
        answer = _call(at, following)
        whole["results"] += answer["results"]
    if isinstance(whole, dict) and isinstance(whole.get("metadata"), dict):
        whole["metadata"] = {"count": len(whole["results"])}
    return whole


def _following(request: Request, answer: Any) -> Request | None:
    """How the page after this one is asked for: by a link, or by the offset in the body."""
    metadata = answer.get("metadata") if isinstance(answer, dict) else None
    if not metadata or not answer.get("results"):
        return None
    if link := metadata.get("next") or metadata.get("nextPageUrl"):
        return request._replace(query=parse_qsl(urlsplit(link).query, keep_blank_values=True))
    if parameters.pages_by_body(request.operation) and metadata["count"] == metadata["limit"]:
        body = msgspec.json.decode(request.body or b"{}") | {"offset": metadata["offset"] + metadata["limit"], "limit": metadata["limit"]}
        return request._replace(body=msgspec.json.encode(body))
    return None


def _answer(document: Any) -> Answer:
    """The server's JSON; as CSV what is in its list."""
    if document is None:
        return Answer([], [], words="")
    rows = _rows(document)
    names = dict.fromkeys(name for row in rows for name in row)
    answer = Answer([Column(name, name) for name in names], rows, document=document)
    return Answer(answer.columns, rows, words=output.as_json(answer), document=document)


def _rows(document: Any) -> list[Row]:
    found = document.get("results", [document]) if isinstance(document, dict) else document
    return [row if isinstance(row, dict) else {"value": row} for row in (found if isinstance(found, list) else [found])]
