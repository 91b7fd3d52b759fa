"""The least that a handler on the same server can do: Falcon answers two bytes, or first asks the bare driver for a worklog."""

import os
import threading

import falcon
from falcon import Request, Response

from benchmarks.bare import Bare
from benchmarks.data import Tokens
from benchmarks.engines import World

DATABASE = "BENCHMARKS_DATABASE"
"""The variable with the address of the database that is asked."""


class Empty:
    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = b"{}"


class Row:
    """Each thread has a connection of its own."""

    def __init__(self, url: str) -> None:
        self.world = World("sqlite" if url.startswith("sqlite") else "postgresql", url, 0, Tokens("", ""))
        self.here = threading.local()

    def on_get(self, req: Request, resp: Response, id: int) -> None:
        if not hasattr(self.here, "bare"):
            self.here.bare = Bare(self.world)
        resp.data = b"{}" if self.here.bare.row(id) else b""


def application() -> falcon.App[Request, Response]:
    app = falcon.App(media_type="application/json")
    app.add_route("/", Empty())
    app.add_route("/{id:int}", Row(os.environ[DATABASE]))
    return app
