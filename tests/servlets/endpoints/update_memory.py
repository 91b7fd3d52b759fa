"""A program that posts forms to `tempo-updateWorklog` and prints as JSON how much memory each one needed.

A process reports only the largest amount of memory that it has ever used, so every form has the same size.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from andante.app import application
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.schema import migrate
from andante.servlets.access import actions as access

SIZE = 24_000_000
URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
FIELDS = "<worklog_id>1</worklog_id><external_id>{}</external_id><external_result>OK</external_result><hash_value>{}</hash_value>"
ENTRY = f"<worklog_update>{FIELDS.format('x' * 150, '0' * 40)}</worklog_update>".encode()
ENCODED_ENTRY = b"".join(b"%%%02X" % byte for byte in ENTRY)
WIDE = "<worklog_update>" + f"<external_result>\N{WASTEBASKET}{'x' * 9_900}</external_result>" * 5 + "</worklog_update>"

FORMS: dict[str, tuple[str, bytes, bytes, bytes]] = {
    "entries": (URL_ENCODED, b"tempoApiToken=%s&worklogs=<worklog_updates>", ENTRY, b"</worklog_updates>"),
    "escaped entries": (URL_ENCODED, b"tempoApiToken=%s&worklogs=%%3Cworklog_updates>", ENCODED_ENTRY, b"</worklog_updates>"),
    "wide characters": (URL_ENCODED, b"tempoApiToken=%s&worklogs=<worklog_updates>", WIDE.encode(), b"</worklog_updates>"),
    "escapes": (URL_ENCODED, b"tempoApiToken=%s&worklogs=", b"%3C", b""),
    "short entries": (URL_ENCODED, b"tempoApiToken=%s&worklogs=<worklog_updates>", b"<worklog_update/>", b"</worklog_updates>"),
    "fields": (URL_ENCODED, b"tempoApiToken=%s&", b"a=1&", b"worklogs="),
    "a long name": (URL_ENCODED, b"tempoApiToken=%s&", b"%61", b"=1"),
    "a comment": (URL_ENCODED, b"tempoApiToken=%s&worklogs=<worklog_updates><!--", b"x", b"--></worklog_updates>"),
    "an attribute": (URL_ENCODED, b"tempoApiToken=%s&worklogs=<worklog_updates a='", b"x", b"'/>"),
    "a part": (
        MULTIPART,
        PART % (b"tempoApiToken", b"%s") + b'--x\r\nContent-Disposition: form-data; name="worklogs"\r\n\r\n<worklog_updates>',
        ENTRY,
        b"</worklog_updates>\r\n--x--\r\n",
    ),
}
"""The media type, start, repeated content and end of each form."""


class Body:
    """The body of a request, which is created while it is read."""

    def __init__(self, start: bytes, content: bytes, end: bytes) -> None:
        block = content * (100_000 // len(content) or 1)
        blocks = (SIZE - len(start) - len(end)) // len(block)
        self.size = len(start) + len(block) * blocks + len(end)
        self.pieces: Iterator[bytes] = chain([start], repeat(block, blocks), [end])
        self.rest = b""

    def read(self, size: int) -> bytes:
        while len(self.rest) < size and (piece := next(self.pieces, b"")):
            self.rest += piece
        result, self.rest = self.rest[:size], self.rest[size:]
        return result


def main(path: str) -> None:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.write() as db:
        token = access.create_token(Call(db, SYSTEM, clock.now())).encode()
    app = application(Settings(access_log=False), database)
    _post(app, URL_ENCODED, Body(b"tempoApiToken=%s&worklogs=<worklog_updates>" % token, ENTRY * 2000, b"</worklog_updates>"), warm_up=True)
    before = _peak()
    results = {}
    for name, (media_type, start, content, end) in FORMS.items():
        body = Body(start.replace(b"%s", token).replace(b"%%", b"%"), content, end)
        status, message = _post(app, media_type, body)
        results[name] = {"status": status, "message": message, "size": body.size, "peak": _peak() - before}
    json.dump(results, sys.stdout)


def _post(app: Any, media_type: str, body: Body, *, warm_up: bool = False) -> tuple[str, str]:
    """The status of the response, and its start. Warming up sends only the first megabyte, which is malformed."""
    started: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/plugins/servlet/tempo-updateWorklog",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": media_type,
        "CONTENT_LENGTH": str(1_000_000 if warm_up else body.size),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
    }
    response = app(environ, lambda *arguments: started.extend(arguments))
    with contextlib.ExitStack() as stack:
        stack.callback(getattr(response, "close", int))
        pieces = iter(response)
        start = next(pieces)[:200].decode()
        for _ in pieces:
            pass
    return started[0], start


def _peak() -> int:
    """The largest amount of memory that this process has used, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(sys.argv[1])
