"""`tempo-updateWorklog`: stores the results that external systems report for worklogs."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from html import escape

from falcon import Request, Response

from andante.kit.clock import Instant
from andante.kit.errors import Fault, Unauthorized, is_predicate
from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import OK, Outcome

from . import xml_reader, xml_writer
from .access import ServletAccess
from .export_columns import tstamp
from .forms import START_BYTES, Form
from .parameters import TOKEN_PARAMETER, Pairs, last_value, query_pairs
from .worklogs import XML, milliseconds_since

XML_PARAMETER = "worklogs"
"""The name of the form field or query parameter that contains the document."""

MAX_RESPONSE_BYTES_IN_MEMORY = 1_000_000
"""A longer response is written to a temporary file."""

FORM_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>tempo-updateWorklog</title></head><body>
<h1>tempo-updateWorklog</h1>
<form method="post">
<input type="hidden" name="tempoApiToken" value="{token}">
<p><label for="worklogs">A document with the root worklog_updates, as returned by format=testData:</label></p>
<p><textarea id="worklogs" name="worklogs" rows="24" cols="100" required></textarea></p>
<p><button>Update</button></p>
</form></body></html>
"""


class Updates:
    """POST stores results; GET returns a form for trying it in a browser."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        secret = last_value(query_pairs(req), TOKEN_PARAMETER)
        self.access.check(req, secret)
        resp.content_type, resp.text = "text/html; charset=utf-8", FORM_PAGE.format(token=escape(secret))
        resp.set_header("Content-Security-Policy", "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        resp.set_header("Referrer-Policy", "no-referrer")

    def on_post(self, req: Request, resp: Response) -> None:
        started = time.perf_counter()
        pairs = query_pairs(req)
        form = Form(req, self.access.max_bytes)
        self._check(req, last_value(pairs, TOKEN_PARAMETER), form)
        form.receive()  # before the transaction, which must not wait for the network
        with ExitStack() as on_error:
            response = on_error.enter_context(tempfile.SpooledTemporaryFile(MAX_RESPONSE_BYTES_IN_MEMORY))
            with self.access.writing(req) as call:
                results = _results(exports.record_results(call, xml_reader.entries(_document(form, pairs))), call.now, started)
                for piece in xml_writer.document("worklog_results", {}, results):
                    response.write(piece)  # writelines would collect them in memory first
            on_error.pop_all()
        length = response.tell()
        response.seek(0)
        resp.content_type = XML
        resp.set_stream(response, length)

    def _check(self, req: Request, secret: str, form: Form) -> None:
        """Checks the machine before more of the form is read than is necessary: nothing if the servlets are closed, the address is not
        allowed or the token is in the query."""
        if not secret:
            self.access.check_open(req)
            secret = form.value_at_start(TOKEN_PARAMETER)
            if not secret and form.is_longer_than_start:
                raise Unauthorized(
                    f"The parameter {TOKEN_PARAMETER} is missing: it must be in the query or in the first {START_BYTES} bytes of the form."
                )
        self.access.check(req, secret)


def _document(form: Form, pairs: Pairs) -> Iterator[bytes]:
    """The XML, in pieces: from the form, otherwise from the query."""
    found = False
    for piece in form.take(XML_PARAMETER):
        found = True
        yield piece
    if not found:
        yield last_value(pairs, XML_PARAMETER).encode()


def _results(outcomes: Iterable[Outcome], now: Instant, started: float) -> Iterator[str]:
    """The outcome of each entry. `ms` is the time from the start of the request until the entry was written."""
    for entry, faults in outcomes:
        yield xml_writer.element(
            "worklog_result",
            {
                "worklog_id": entry.values.get("worklog_id"),
                "external_id": entry.values.get("external_id"),
                "result_tstamp": tstamp(now),
                "external_hours": entry.values.get("external_hours"),
                "external_result": entry.values.get("external_result"),
                "update_result": f"ERROR: {'; '.join(map(_message, faults))}" if faults else OK,
                "ms": milliseconds_since(started),
            },
        )


def _message(fault: Fault) -> str:
    """The fault as text. Element names are not quoted."""
    return f"{fault.field} {fault.message}" if is_predicate(fault.field, fault.message) else fault.message
