"""Serves operations over WSGI: authenticates, decodes, runs the handler in one transaction, encodes, and renders refusals."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, NoReturn, ParamSpec, Protocol, TypeVar

import falcon
import msgspec
from falcon import Request, Response, ResponseOptions
from sqlalchemy import Connection

from . import idempotency
from .call import ANONYMOUS, Call, Caller
from .clock import Instant
from .database import Access, Authenticate, Database
from .decode import BodyDecoder, ignored_warning, path_values, query_values
from .errors import BodyTooLarge, NotFound, Unavailable
from .metrics import OPERATION
from .operation import Operation
from .page_requests import session_secret
from .paging import Paging
from .refusals import JSON, RefusalFormat, api_format, refuse
from .settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

Open = Callable[[], AbstractContextManager[Call]]
"""Opens a transaction for the caller of a request."""

REQUEST_ID = "andante.request_id"
"""The key of the request id in the WSGI environment."""

SAFE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""No cache stores a response with these headers, and no browser interprets it as another type."""

_encode = msgspec.json.Encoder().encode
_MARKUP = re.compile("[<>&\"'`]")


class SafeResponse(Response):
    """A response that no cache stores and no browser interprets as another type, unless a handler sets other headers."""

    def __init__(self, options: ResponseOptions | None = None) -> None:
        super().__init__(options)
        self.set_headers(SAFE_HEADERS)


@dataclass(frozen=True)
class Handler:
    """An operation and the function that handles it."""

    operation: Operation[Any, Any]
    run: Callable[..., Any]


def handles(operation: Operation[P, R]) -> Callable[[Callable[Concatenate[Call, P], R]], Handler]:
    """Marks the function that handles an operation. The type checker compares it with the operation's signature."""
    return lambda run: Handler(operation, run)


def handlers_in(*modules: Any) -> list[Handler]:
    """All handlers in these `routes` modules."""
    return [value for module in modules for value in vars(module).values() if isinstance(value, Handler)]


class Postponed(Exception):
    """Raised by a handler that only reads and has nothing to return yet.

    `respond` returns the body in parts, perhaps much later, and runs in a thread of its own. It gets a function that opens transactions of
    the caller, and one that runs the handler again in such a transaction.
    """

    def __init__(self, respond: Callable[["Open", Callable[[Call], bytes]], Iterable[bytes]]) -> None:
        self.respond = respond


class Authenticator(Protocol):
    """Finds the caller of a request."""

    def authenticate(self, db: Connection, now: Instant, token: str, owner: str | None = None) -> Caller:
        """The caller with this token. Raises Unauthorized. `owner` is the email of the owner in a Basic header; None without
        one."""

    def touch(self, call: Call) -> None:
        """Stores when the caller's token was last used, if `call.caller.token_to_touch` is set. Runs after a request succeeded."""


AuthenticateSession = Callable[[Connection, Instant, str], Caller]
"""Returns the user of the session with this secret. Raises Unauthorized."""


def touch(authenticator: Authenticator, database: Database, caller: Caller) -> None:
    """Stores when a token was last used, unless another writer holds the lock. No request waits for this; the next one tries again."""
    if caller.token_to_touch is not None:
        with suppress(Unavailable), database.call(caller, Access.WRITE, timeout=0) as call:
            authenticator.touch(call)


def serve(
    handlers: Sequence[Handler],
    authenticator: Authenticator,
    database: Database,
    settings: Settings,
    error_formats: Mapping[str, RefusalFormat] | None = None,
    authenticate_session: AuthenticateSession | None = None,
) -> falcon.App[Request, Response]:
    """The WSGI application that serves the operations. `error_formats`: how to render refusals of paths that start with the key;
    all others are rendered as in the API. `authenticate_session`: lets pages use the operations with the browser's session."""
    api_errors = api_format(settings.error_style)
    other_errors = error_formats or {}

    def on_error(req: Request, resp: Response, error: Exception, _: object) -> None:
        render = next((format for start, format in other_errors.items() if req.path.startswith(start)), api_errors)
        refuse(resp, error, render, request=req.env.get(REQUEST_ID, "-"))

    app: falcon.App[Request, Response] = falcon.App(media_type=JSON, response_type=SafeResponse)
    app.req_options.strip_url_path_trailing_slash = True
    for kind in (Exception, falcon.HTTPError):  # otherwise Falcon renders its own errors
        app.add_error_handler(kind, on_error)
    app.add_sink(lambda req, resp, **_: _not_found(req), "/")
    app.add_route("/healthz", _Probe(lambda: None))
    app.add_route("/readyz", _Probe(database.check))
    responder = partial(_Responder, authenticator, authenticate_session, database, settings)
    for template, resource in _resources(handlers, responder).items():
        app.add_route(template, resource)
    return app


def _resources(handlers: Sequence[Handler], responder_of: Callable[[Handler], "_Responder"]) -> dict[str, Any]:
    """One resource for each path without names of parameters: to a router, `/accounts/{id}` and `/accounts/{key}` are the same."""
    resources: dict[str, Any] = {}
    for handler in handlers:
        shape = "/".join(f"{{p{n}}}" if part.startswith("{") else part for n, part in enumerate(handler.operation.path.split("/")))
        resource = resources.setdefault(shape, _Resource())
        responder = responder_of(handler)
        setattr(resource, f"on_{handler.operation.method.lower()}", responder)
        if handler.operation.method == "GET":
            resource.on_head = responder  # Falcon omits the body
    return resources


class _Resource:
    """Has one responder for each method of a path."""


class _Responder:
    """Responds to requests for one operation."""

    def __init__(
        self,
        authenticator: Authenticator,
        authenticate_session: AuthenticateSession | None,
        database: Database,
        settings: Settings,
        handler: Handler,
    ) -> None:
        self.operation = handler.operation
        self.run = handler.run
        self.authenticator = authenticator
        self.authenticate_session = authenticate_session
        self.database = database
        self.settings = settings
        self.status = falcon.code_to_http_status(204 if handler.operation.empty else handler.operation.success)
        self.decode_body = BodyDecoder(handler.operation.body) if handler.operation.body else None

    def __call__(self, req: Request, resp: Response, **path: str) -> None:
        req.env[OPERATION] = self.operation.id
        body = read_body(req, self.settings.max_body_bytes) if self.decode_body else b""
        base_url = self.settings.public_url or req.prefix
        url, request_id = base_url + req.relative_uri, req.env.get(REQUEST_ID)
        content, postponed = b"", None
        with self.database.call(self._authenticate(req, base_url), base_url=base_url, url=url, settings=self.settings) as call:
            if not self.operation.public:
                call.caller.require_scope(self.operation.scope)
            arguments = self._arguments(req, resp, path, body)
            if not self.operation.writes:
                try:
                    content = _encode(self.run(call, **arguments))
                except Postponed as raised:
                    postponed = raised
        open = partial(self.database.call, call.caller, base_url=base_url, url=url, request_id=request_id, settings=self.settings)
        if self.operation.writes:
            content = self._write(req, resp, body, partial(open, Access.WRITE), arguments)
        else:
            touch(self.authenticator, self.database, call.caller)
        resp.status = self.status
        if postponed:
            resp.stream = postponed.respond(open, lambda call: _encode(self.run(call, **arguments)))
        elif not self.operation.empty:
            resp.data = content

    def _write(self, req: Request, resp: Response, body: bytes, open: Open, arguments: dict[str, Any]) -> bytes:
        """Runs the handler in a write transaction, or only once if the request has an `Idempotency-Key`."""

        def run(call: Call) -> bytes:
            content = _encode(self.run(call, **arguments))
            self.authenticator.touch(call)
            return content

        key = req.env.get("HTTP_IDEMPOTENCY_KEY") if self.operation.keyed else None
        if key is None:
            with open() as call:
                return run(call)
        request = idempotency.parse(key, f"{req.method} {req.relative_uri}", body)
        return idempotency.run_once(request, open, run, lambda: resp.set_header(idempotency.REPLAYED, "true"))

    def _authenticate(self, req: Request, base_url: str) -> Authenticate:
        """Only a request without the header `Authorization` can use a session, or be anonymous if the operation is public."""
        if self.operation.public and not req.auth:
            return lambda db, now: ANONYMOUS
        authenticate_session = self.authenticate_session
        if authenticate_session and not req.auth and (secret := session_secret(req, base_url)) is not None:
            return lambda db, now: authenticate_session(db, now, secret)
        return lambda db, now: self.authenticator.authenticate(db, now, *credentials(req))

    def _arguments(self, req: Request, resp: Response, path: dict[str, str], body: bytes) -> dict[str, Any]:
        texts = dict(zip(self.operation.path_parameters, path.values(), strict=True))
        arguments: dict[str, Any] = path_values(self.operation, texts) if texts else {}
        if self.operation.query_groups or req.query_string:
            values, ignored = query_values(self.operation, req.query_string)
            if ignored:
                resp.set_header("Warning", ignored_warning(ignored))
            arguments |= values
            for name, value in arguments.items():
                if isinstance(value, Paging):
                    arguments[name] = value.limited_to(self.operation.max_page_size)
        if self.decode_body:
            arguments["body"] = self.decode_body(body)
        return arguments


def read_body(req: Request, max_bytes: int) -> bytes:
    """The body. Raises BodyTooLarge if it is longer than `max_bytes`."""
    length = req.content_length or 0
    if length > max_bytes:
        raise BodyTooLarge(max_bytes, length)
    body: bytes = (req.bounded_stream if length else req.stream).read(max_bytes + 1)
    if len(body) > max_bytes:
        raise BodyTooLarge(max_bytes)
    return body


def credentials(req: Request) -> tuple[str, str | None]:
    """The token, which may be empty, and the owner from a Basic header."""
    scheme, _, credentials = (req.auth or "").partition(" ")
    if scheme.lower() != "basic":
        return credentials.strip() if scheme.lower() == "bearer" else "", None
    try:
        owner, _, token = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", None
    return token, owner


def _not_found(req: Request) -> NoReturn:
    raise NotFound(f"{path_name(req)} not found")


def path_name(req: Request) -> str:
    """The path for a message. A path with markup is left out, in case that a page shows the message without escaping it."""
    return "Path" if _MARKUP.search(req.path) else f"Path {req.path}"


class _Probe:
    """A health check."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.check = check

    def on_get(self, req: Request, resp: Response) -> None:
        self.check()
        resp.data = b'{"status":"ok"}'

    on_head = on_get
