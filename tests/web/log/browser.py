"""A browser in which alice is signed in, against a running server, for the tests of the log dialog and the palette."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.timekeeping.configuration import actions as configuration
from tests.end_to_end.browsing import give_password, sign_in
from tests.end_to_end.serving import Server, andante
from tests.end_to_end.test_browser import CHROMIUM, FLAGS, watched
from tests.web.accessibility import violations

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as server:
        for name in ("alice", "bob"):
            give_password(server, name)
        yield server


@pytest.fixture
def site(running_site: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server with the system's clock, without worklogs of alice."""
    monkeypatch.setattr(clock, "_read", time.time)
    yield running_site
    configure(running_site, worklog_description_optional=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def api(site: Server) -> Iterator[httpx.Client]:
    """The API with alice's token, without worklogs and with English pages."""
    with api_of(site, "alice") as api:
        api.put("/4-andante/preferences", json={"language": "en"})
        for worklog in worklogs(api):
            api.delete(f"/4/worklogs/{worklog['tempoWorklogId']}")
        yield api


@pytest.fixture
def page(site: Server, chromium: Browser, api: httpx.Client) -> Iterator[Page]:
    """A page without a screen of its own, in which alice is signed in."""
    assert not worklogs(api)
    for page in watched(opened(chromium, site)):
        page.goto("/granted")
        yield page


def api_of(server: Server, name: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.tokens[name]}"})


def worklogs(api: httpx.Client) -> list[dict[str, Any]]:
    return list(api.get("/4/worklogs").json()["results"])


def log(api: httpx.Client, **fields: Any) -> dict[str, Any]:
    body = {"authorAccountId": "712020:alice", "issueKey": "NORTH-1", "startDate": "2026-03-17", "startTime": "10:00:00"}
    response = api.post("/4/worklogs", json=body | {"timeSpentSeconds": 3600, "description": "Fixed"} | fields)
    assert response.status_code == 200, response.text
    return dict(response.json())


def configure(server: Server, **settings: Any) -> None:
    with server.database.write() as db:
        configuration.change(Call(db, SYSTEM, clock.now()), settings)


def opened(chromium: Browser, server: Server, name: str = "alice", **options: Any) -> BrowserContext:
    """A browser in which a user is signed in."""
    context = chromium.new_context(base_url=server.url, **options)
    for cookie in sign_in(server, name).cookies.jar:
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": server.url}])
    return context


@contextmanager
def looking(chromium: Browser, server: Server, api: httpx.Client, **options: Any) -> Iterator[Page]:
    """A page in a browser with these options, in German if it is dark."""
    api.put("/4-andante/preferences", json={"language": "de" if options.get("color_scheme") == "dark" else "en"})
    for page in watched(opened(chromium, server, **options)):
        page.goto("/granted")
        yield page


def axe_faults(page: Page) -> list[str]:
    return [f"{fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in violations(page)]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
