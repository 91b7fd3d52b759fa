"""`tempo-updateWorklog`: stores the results that external systems report for worklogs."""

import time
from collections.abc import Sequence
from html import escape

from falcon import Request, Response

from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid, is_predicate
from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import OK, Entry, Outcome

from . import xml_reader, xml_writer
from .access import ServletAccess
from .export_columns import tstamp
from .parameters import TOKEN_PARAMETER, form_fields, last_value, query_pairs
from .worklogs import XML, milliseconds_since

XML_PARAMETER = "worklogs"
"""The name of the form field or query parameter that contains the document."""

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
        form = form_fields(req, self.access.max_bytes)
        secret = last_value(pairs, TOKEN_PARAMETER) or form.get(TOKEN_PARAMETER, b"").decode("latin-1")
        content = form.get(XML_PARAMETER) or last_value(pairs, XML_PARAMETER).encode()
        self.access.check(req, secret)
        entries = _entries(content)
        with self.access.writing(req) as call:
            outcomes, now = exports.record_results(call, entries), call.now
        results = _results(outcomes, now, milliseconds_since(started))
        resp.content_type, resp.data = XML, b"".join(xml_writer.document("worklog_results", {}, results))


def _entries(content: bytes) -> list[Entry]:
    if not content.strip():
        raise Invalid(
            "", FaultCode.REQUIRED, f"The parameter '{XML_PARAMETER}' is missing. It must be XML with the root {xml_reader.ROOT}."
        )
    return xml_reader.entries(content)


def _results(outcomes: Sequence[Outcome], now: Instant, milliseconds: int) -> list[str]:
    """The outcome of each entry. All entries are written together, so `ms` is the time for all of them."""
    return [
        xml_writer.element(
            "worklog_result",
            {
                "worklog_id": entry.values.get("worklog_id"),
                "external_id": entry.values.get("external_id"),
                "result_tstamp": tstamp(now),
                "external_hours": entry.values.get("external_hours"),
                "external_result": entry.values.get("external_result"),
                "update_result": f"ERROR: {'; '.join(map(_message, faults))}" if faults else OK,
                "ms": milliseconds,
            },
        )
        for entry, faults in outcomes
    ]


def _message(fault: Fault) -> str:
    """The fault as text. Element names are not quoted."""
    return f"{fault.field} {fault.message}" if is_predicate(fault.field, fault.message) else fault.message
