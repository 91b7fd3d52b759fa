"""`andante api`: calls any operation of the API by name."""

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

from . import connection, output, parameters
from .command import command_without_session
from .output import Column, Output, Row
from .parameters import AnyOperation
from .session import Session, open_session

API_PATHS = ("/4/", "/4-andante/", "/papertrail/")
LIST_COLUMNS = (Column("operation", "Operation"), Column("method", "Method"), Column("path", "Path"), Column("summary", "Summary"))
DESCRIBE_COLUMNS = (Column("name", "Name"), Column("where", "Where"), Column("required", "Required"), Column("takes", "Takes"))


def names_starting(incomplete: str) -> list[str]:
    return [operation for operation in operations_by_name() if operation.startswith(incomplete)]


Name = Annotated[
    str | None,
    typer.Argument(
        metavar="OPERATION", help="A name like createWorklog or create_worklog. With --list: a pattern.", autocompletion=names_starting
    ),
]
Given = Annotated[
    list[str] | None, typer.Argument(metavar="[PARAM=VALUE]...", help="Path and query parameters. Repeat a parameter for several values.")
]


class Request(NamedTuple):
    """An operation with its parameters and body."""

    operation: AnyOperation
    path_values: Sequence[str]
    query: Sequence[tuple[str, str]]
    body: bytes | None


@command_without_session
def api(
    profile: str,
    operation: Name = None,
    given: Given = None,
    body: Annotated[str | None, typer.Option(help="JSON, @FILE, or - for standard input.")] = None,
    every_page: Annotated[bool, typer.Option("--all", help="Fetch all pages of a list and print them as one.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List all operations.")] = False,
    describing: Annotated[bool, typer.Option("--describe", help="Show the parameters and the body of the operation.")] = False,
) -> Output:
    """Call any operation of the API and print the response."""
    if listing:
        return _list(operation or "*")
    if operation is None:
        raise Invalid("operation", FaultCode.REQUIRED, "is missing: give a name, or list all operations with --list")
    called = find(operation)
    if describing:
        return Output(DESCRIBE_COLUMNS, list(parameters.describe(called)))
    request = Request(called, *parameters.split(called, given or []), _body(called, body))
    with open_session(profile) as session:
        return _output(_all_pages(session, request) if every_page else _call(session, request))


@cache
def operations_by_name() -> dict[str, AnyOperation]:
    """All operations of Tempo's API and of Andante's additions to it, by name. Finds them in the `wire` modules."""
    domains = [path.parent for path in Path(andante.__file__).parent.glob("*/*/wire.py")]
    modules = [importlib.import_module(f"andante.{domain.parent.name}.{domain.name}.wire") for domain in domains]
    declared = [each for module in modules for each in vars(module).values() if isinstance(each, Operation)]
    return {each.id: each for each in sorted(declared, key=lambda each: each.id) if each.path.startswith(API_PATHS)}


def find(name: str) -> AnyOperation:
    """Finds an operation by either spelling of its name."""
    for id, operation in operations_by_name().items():
        if parameters.normalize(id) == parameters.normalize(name):
            return operation
    raise Invalid("", FaultCode.UNKNOWN, f"Operation {shown(name)} not found. List all operations: andante api --list")


def _list(pattern: str) -> Output:
    """Lists the operations whose name matches a pattern. A pattern without * matches any part of the name."""
    normalized = parameters.normalize(pattern if "*" in pattern else f"*{pattern}*")
    found = [operation for id, operation in operations_by_name().items() if fnmatchcase(parameters.normalize(id), normalized)]
    if not found:
        raise Invalid("", FaultCode.NOT_FOUND, f"No operation matches {shown(pattern)}")
    return Output(LIST_COLUMNS, [{"operation": one.id, "method": one.method, "path": one.path, "summary": one.summary} for one in found])


def _body(operation: AnyOperation, given: str | None) -> bytes | None:
    """The body as given. Refuses a body that isn't JSON."""
    if given is None:
        return None
    if operation.body is None:
        raise Invalid("", FaultCode.INCONSISTENT, f"{operation.id} doesn't accept a body")
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


def _call(session: Session, request: Request) -> Any:
    raw = connection.send(session.client, *request)
    return msgspec.json.decode(raw) if raw else None


def _all_pages(session: Session, request: Request) -> Any:
    """The first page, with the results of all pages added to it."""
    whole = page = _call(session, request)
    while following := _next_request(request, page):
        page = _call(session, following)
        whole["results"] += page["results"]
    if isinstance(whole, dict) and isinstance(whole.get("metadata"), dict):
        whole["metadata"] = {"count": len(whole["results"])}
    return whole


def _next_request(request: Request, page: Any) -> Request | None:
    """The request for the next page: from a link, or with the next offset in the body. None after the last page."""
    metadata = page.get("metadata") if isinstance(page, dict) else None
    if not metadata or not page.get("results"):
        return None
    if link := metadata.get("next") or metadata.get("nextPageUrl"):
        return request._replace(query=parse_qsl(urlsplit(link).query, keep_blank_values=True))
    if parameters.pages_by_body(request.operation) and not request.query and metadata["count"] == metadata["limit"]:
        body = msgspec.json.decode(request.body or b"{}") | {"offset": metadata["offset"] + metadata["limit"], "limit": metadata["limit"]}
        return request._replace(body=msgspec.json.encode(body))
    return None


def _output(document: Any) -> Output:
    """Prints the server's JSON. As CSV, prints the entries of its list."""
    if document is None:
        return Output([], [], message="")
    rows = _rows(document)
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [Column(name, name) for name in names]
    return Output(columns, rows, message=output.as_json(Output(columns, rows, document=document)), document=document)


def _rows(document: Any) -> list[Row]:
    found = document.get("results", [document]) if isinstance(document, dict) else document
    return [row if isinstance(row, dict) else {"value": row} for row in (found if isinstance(found, list) else [found])]
