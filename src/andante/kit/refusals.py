"""Turns exceptions into refusals and refusals into responses, for every entry point."""

import logging
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import falcon
import msgspec
from falcon import Response

from .errors import FaultCode, Invalid, MethodNotAllowed, Refusal, TooManyRequests
from .wire import ErrorList, ErrorMessage, Errors, ListedError

JSON, TEXT, HTML = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8"

_log = logging.getLogger("andante")
_encode = msgspec.json.Encoder().encode


class Content(NamedTuple):
    """The body of a response."""

    type: str
    data: bytes


RefusalFormat = Callable[[Refusal], Content]
"""How an entry point writes a refusal."""


class InternalError(Refusal):
    """Stands for every exception that is not a refusal. It says nothing about what happened."""

    status = 500
    code = FaultCode.INTERNAL

    def __init__(self) -> None:
        super().__init__("Something went wrong on the server. It has been logged.")


def as_refusal(error: Exception) -> Refusal | None:
    """The refusal that an exception stands for; None if the exception is a bug."""
    match error:
        case Refusal():
            return error
        case falcon.HTTPMethodNotAllowed():
            return MethodNotAllowed(dict(error.headers or ())["Allow"])
        case falcon.HTTPError() if error.status_code < 500:
            return Invalid("", FaultCode.MALFORMED, error.title or "The request can't be understood")
    return None


def refuse(resp: Response, error: Exception, form: RefusalFormat, *, request: str, challenge: str = "Bearer") -> None:
    """Writes the response to a failed request, and logs the exception under the id of the `request` if it is a bug.
    `challenge` tells a caller without valid credentials what to send."""
    refusal = as_refusal(error)
    if refusal is None:
        _log.error("Unexpected error in request %s", request, exc_info=error)
        refusal = InternalError()
    resp.status = falcon.code_to_http_status(refusal.status)
    resp.content_type, resp.data = form(refusal)
    resp.set_headers(headers_of(refusal, challenge))


def headers_of(refusal: Refusal, challenge: str = "Bearer") -> dict[str, str]:
    """The headers that tell the caller how to do better."""
    headers = {"WWW-Authenticate": challenge} if refusal.status == 401 else {}
    if isinstance(refusal, MethodNotAllowed):
        headers["Allow"] = refusal.allowed
    if isinstance(refusal, TooManyRequests):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    return headers


def api_format(error_style: str) -> RefusalFormat:
    """The form of the API: HTML with one sentence for 401 and 403, JSON otherwise."""
    errors = _error_list if error_style == "list" else _error_message
    return lambda refusal: as_html(refusal) if refusal.status in (401, 403) else as_json(errors(refusal))


def as_json(body: msgspec.Struct) -> Content:
    return Content(JSON, _encode(body))


def as_html(refusal: Refusal) -> Content:
    """One sentence. The quotes stay as they are: they need no escape in the content of an element."""
    return Content(HTML, escape(str(refusal), quote=False).encode())


def as_text(refusal: Refusal) -> Content:
    """One line for each fault."""
    return Content(TEXT, "".join(f"{message}\n" for message in refusal.messages).encode())


def _error_message(refusal: Refusal) -> Errors:
    return Errors(ErrorMessage(str(refusal), list(refusal.faults)))


def _error_list(refusal: Refusal) -> ErrorList:
    return ErrorList([ListedError(str(fault), fault.field, fault.code) for fault in refusal.faults])
