"""Runs the pages in this process, and opens them in Chromium. The clock stands still: today is Wednesday, 2026-03-18."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, Company

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SESSION = "andante_session"
CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None: ...


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serves an application on a free port of this machine, and yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def new_session(database: Database, name: str) -> str:
    with database.write() as db:
        return signin.create_session(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS[name])


@dataclass
class Desk:
    """A browser with a user who is signed in, and the server that it shows."""

    browser: Browser
    url: str
    company: Company
    database: Database
    opened: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """What the console of the browser reported, apart from responses that are refusals."""

    def open(self, path: str = "/week", name: str = "alice", **options: Any) -> Page:
        """A new page at this path, in a browser with its own cookies."""
        context = self.browser.new_context(base_url=self.url, **({"viewport": DESKTOP} | options))
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": SESSION, "value": new_session(self.database, name), "url": self.url}])
        self.opened.append(context)
        page = self.watched(context)
        page.goto(path)
        return page

    def watched(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def close(self) -> None:
        for context in self.opened:
            context.close()

    @property
    def faults(self) -> list[str]:
        return [error for error in self.errors if "Failed to load resource" not in error]


def cell(page: Page, issue: str, day: str) -> Locator:
    """The field of an issue on a day like `Mon 16`."""
    return page.get_by_role("textbox", name=f"{issue} {day}", exact=False)


def saving(response: Response) -> bool:
    """Whether this is the response to a saved cell."""
    return response.url.endswith("/weeks/cells")
