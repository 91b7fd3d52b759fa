"""Turns exceptions into refusals and refusals into responses, for every entry point."""

import logging
import time
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import falcon
import msgspec
from falcon import Response

from .errors import FaultCode, InProgress, Invalid, MethodNotAllowed, Refusal, TooManyRequests, Unavailable
from .wire import ErrorList, ErrorMessage, Errors, ListedError

JSON, TEXT, HTML = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8"

_log = logging.getLogger("andante")
_encode = msgspec.json.Encoder().encode

OUTAGE_LOG_SECONDS = 10
"""Each reason why the database can't be used is logged at most once in this time."""

_next_logs: dict[str, float] = {}


class Content(NamedTuple):
    """The body of a response."""

    type: str
    data: bytes


RefusalFormat = Callable[[Refusal], Content]
"""Renders a refusal for an entry point."""


class InternalError(Refusal):
    """The refusal for any other exception. Its message contains no details."""

    status = 500
    code = FaultCode.INTERNAL

    def __init__(self) -> None:
        super().__init__("Something went wrong on the server. It has been logged.")


def as_refusal(error: Exception) -> Refusal | None:
    """Converts an exception to a refusal. None if it is a bug."""
    match error:
        case Refusal():
            return error
        case falcon.HTTPMethodNotAllowed():
            return MethodNotAllowed(dict(error.headers or ())["Allow"])
        case falcon.HTTPError() if error.status_code < 500:
            return Invalid("", FaultCode.MALFORMED, error.title or "The request can't be understood")
    return None


def refuse(resp: Response, error: Exception, render: RefusalFormat, *, request: str, challenge: str = "Bearer") -> None:
    """Writes the response to a failed request. Logs the exception with the id of the `request` if it is a bug. `challenge` is the
    WWW-Authenticate header of a 401."""
    refusal = as_refusal(error)
    if refusal is None:
        _log.error("Unexpected error in request %s", request, exc_info=error)
        refusal = InternalError()
    log_outage(refusal)
    resp.status = falcon.code_to_http_status(refusal.status)
    resp.content_type, resp.data = render(refusal)
    resp.set_headers(headers_of(refusal, challenge))


def log_outage(refusal: Refusal) -> None:
    """Logs why the database can't be used, if that is the refusal. An outage fails thousands of requests for one reason."""
    if isinstance(refusal, Unavailable) and time.monotonic() >= _next_logs.get(refusal.reason, 0):
        _next_logs[refusal.reason] = time.monotonic() + OUTAGE_LOG_SECONDS
        _log.error("Requests are refused with 503: %s", refusal.reason)


def headers_of(refusal: Refusal, challenge: str = "Bearer") -> dict[str, str]:
    """The headers of a refusal."""
    headers = {"WWW-Authenticate": challenge} if refusal.status == 401 else {}
    if isinstance(refusal, MethodNotAllowed):
        headers["Allow"] = refusal.allowed
    if isinstance(refusal, (InProgress, TooManyRequests, Unavailable)):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    return headers


def api_format(error_style: str) -> RefusalFormat:
    """The format of the API: one sentence of HTML for 401 and 403, otherwise JSON."""
    errors = _error_list if error_style == "list" else _error_message
    return lambda refusal: as_html(refusal) if refusal.status in (401, 403) else as_json(errors(refusal))


def as_json(body: msgspec.Struct) -> Content:
    """The body as JSON. Messages quote input, so markup is escaped, in case that a browser takes the response for HTML."""
    return Content(JSON, _encode(body).replace(b"<", b"\\u003c").replace(b">", b"\\u003e"))


def as_html(refusal: Refusal) -> Content:
    """The messages as HTML text. Quotes don't need to be escaped outside of attributes."""
    return Content(HTML, escape(str(refusal), quote=False).encode())


def as_text(refusal: Refusal) -> Content:
    """One line for each fault."""
    return Content(TEXT, "".join(f"{message}\n" for message in refusal.messages).encode())


def _error_message(refusal: Refusal) -> Errors:
    return Errors(ErrorMessage(str(refusal), list(refusal.faults)))


def _error_list(refusal: Refusal) -> ErrorList:
    return ErrorList([ListedError(str(fault), fault.field, fault.code) for fault in refusal.faults])
