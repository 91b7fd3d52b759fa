"""A minimal server for comparison: Falcon returns two bytes, optionally after it has read a worklog with the raw driver."""

import os
import threading

import falcon
from falcon import Request, Response

from benchmarks.data import Tokens
from benchmarks.driver import Driver
from benchmarks.engines import Dataset

DATABASE = "BENCHMARKS_DATABASE"
"""The environment variable with the URL of the database."""


class EmptyHandler:
    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = b"{}"


class WorklogHandler:
    """Reads a worklog. Each thread has its own connection."""

    def __init__(self, url: str) -> None:
        self.dataset = Dataset("sqlite" if url.startswith("sqlite") else "postgresql", url, 0, Tokens("", ""))
        self.local = threading.local()

    def on_get(self, req: Request, resp: Response, id: int) -> None:
        if not hasattr(self.local, "driver"):
            self.local.driver = Driver(self.dataset)
        resp.data = b"{}" if self.local.driver.row(id) else b""


def application() -> falcon.App[Request, Response]:
    app = falcon.App(media_type="application/json")
    app.add_route("/", EmptyHandler())
    app.add_route("/{id:int}", WorklogHandler(os.environ[DATABASE]))
    return app
