"""`tempo-updateWorklog`: what an external system answers to worklogs."""

import time
from collections.abc import Sequence
from html import escape

from falcon import Request, Response

from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid, is_predicate
from andante.servlets.exports import actions as answers
from andante.servlets.exports.rules import OK, Entry, Outcome

from . import xml_in, xml_out
from .access import ServletAccess
from .columns import tstamp
from .parameters import TOKEN, form_fields, last, query_pairs
from .worklogs import XML, milliseconds_since

FIELD = "worklogs"
FORM = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>tempo-updateWorklog</title></head><body>
<h1>tempo-updateWorklog</h1>
<form method="post">
<input type="hidden" name="tempoApiToken" value="{token}">
<p><label for="worklogs">A document with the root worklog_updates, as format=testData gives one:</label></p>
<p><textarea id="worklogs" name="worklogs" rows="24" cols="100" required></textarea></p>
<p><button>Update</button></p>
</form></body></html>
"""


class Updates:
    """Answers are posted; what is opened is a form to try it out."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        secret = last(query_pairs(req), TOKEN)
        self.access.check(req, secret)
        resp.content_type, resp.text = "text/html; charset=utf-8", FORM.format(token=escape(secret))
        resp.set_header("Content-Security-Policy", "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        resp.set_header("Referrer-Policy", "no-referrer")
        resp.set_header("Cache-Control", "no-store")

    def on_post(self, req: Request, resp: Response) -> None:
        begun = time.perf_counter()
        pairs = query_pairs(req)
        form = form_fields(req, self.access.most_bytes)
        secret = last(pairs, TOKEN) or form.get(TOKEN, b"").decode("latin-1")
        content = form.get(FIELD) or last(pairs, FIELD).encode()
        self.access.check(req, secret)
        entries = _entries(content)
        with self.access.writing(req) as call:
            outcomes, now = answers.answer(call, entries), call.now
        results = _results(outcomes, now, milliseconds_since(begun))
        resp.content_type, resp.data = XML, b"".join(xml_out.document("worklog_results", {}, results))


def _entries(content: bytes) -> list[Entry]:
    if not content.strip():
        raise Invalid("", FaultCode.REQUIRED, f"the parameter '{FIELD}' is missing: XML with the root {xml_in.ROOT}")
    return xml_in.entries(content)


def _results(outcomes: Sequence[Outcome], now: Instant, milliseconds: int) -> list[str]:
    """What became of each entry. They were written together, so that each took as long as all."""
    return [
        xml_out.filled(
            "worklog_result",
            {
                "worklog_id": entry.given.get("worklog_id"),
                "external_id": entry.given.get("external_id"),
                "result_tstamp": tstamp(now),
                "external_hours": entry.given.get("external_hours"),
                "external_result": entry.given.get("external_result"),
                "update_result": f"ERROR: {'; '.join(map(_written, faults))}" if faults else OK,
                "ms": milliseconds,
            },
        )
        for entry, faults in outcomes
    ]


def _written(fault: Fault) -> str:
    """The fault with the name of its element, which needs no quotes among XML."""
    return f"{fault.field} {fault.message}" if is_predicate(fault.field, fault.message) else fault.message
