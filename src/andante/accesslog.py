"""One line for each request."""

import secrets
import sys
import time

import msgspec
from falcon import Request, Response

from .kit import clock


class AccessLog:
    """One JSON line for each request, with the id that the answer carries too. Never a token, never a query string."""

    def process_request(self, req: Request, resp: Response) -> None:
        resp.context.started = time.perf_counter()
        resp.context.request_id = request_id(req.get_header("X-Request-Id"))

    def process_response(self, req: Request, resp: Response, resource: object, req_succeeded: bool) -> None:
        resp.set_header("X-Request-Id", resp.context.request_id)
        status = int(resp.status[:3]) if isinstance(resp.status, str) else int(resp.status)
        log_access(resp.context.request_id, req.method, req.path, status, resp.context.started)


def request_id(given: str | None) -> str:
    """What a request is called in the log and in its answer: as whoever sends it says, else at random."""
    return (given or secrets.token_hex(16))[:64]


def log_access(request_id: str, method: str, path: str, status: int, started: float) -> None:
    """Writes down one request. A query string never gets here: it may hold a secret."""
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    line = {"at": clock.now(), "request_id": request_id, "method": method, "path": path, "status": status, "ms": milliseconds}
    sys.stderr.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stderr.buffer.flush()
