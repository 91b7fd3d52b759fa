"""Serves the built wheel without a network: its pages need no other host, and no file is missing."""

import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from andante.kit import clock
from andante.web.shell.assets import ASSETS, Assets
from tests.web.pages import PAGES, PUBLIC_PAGES

from .browsing import give_password
from .serving import Server, andante
from .test_browser import FLAGS, sign_in

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def package(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with only the contents of the wheel."""
    folder = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def served(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("served"), {"PYTHONPATH": str(package)}) as server:
        yield server


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def test_every_static_file_is_in_the_wheel(served: Server, package: Path) -> None:
    installed = Assets(package / "andante" / "web", changes=False)
    names = [file.relative_to(ASSETS.root).as_posix() for file in ASSETS.files()]
    with httpx.Client(base_url=served.url) as client:
        responses = {name: client.get(f"/static/{installed.digest}/{name}") for name in names}

    assert len(names) > 50
    assert {name: response.status_code for name, response in responses.items() if response.status_code != 200} == {}
    assert {response.headers["cache-control"] for response in responses.values()} == {"public, max-age=31536000, immutable"}


@pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run this test")
def test_no_page_needs_another_host(served: Server, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_read", time.time)
    give_password(served, "carol")
    context = browser.new_context(base_url=served.url, reduced_motion="reduce")
    page, faults = context.new_page(), []

    def allow_only_the_server(route: Route) -> None:
        if route.request.url.startswith(f"{served.url}/"):
            route.continue_()
        else:
            faults.append(f"{page.url} requests {route.request.url}")
            route.abort()

    context.route("**/*", allow_only_the_server)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda response: faults.append(response.url) if "/static/" in response.url and response.status != 200 else None)

    for path in PUBLIC_PAGES:
        page.goto(path)
    sign_in(page, "carol")
    for path in (*PAGES, "/4/docs", "/4-andante/docs"):
        page.goto(path)
    _open_dialogs(page)

    missing = "the server responded with a status of 404"  # of /nothing, the page for errors
    assert [fault for fault in faults if missing not in fault or "/static/" in fault] == []
    context.close()


def _open_dialogs(page: Page) -> None:
    """Opens what loads its scripts later."""
    page.goto("/week")
    for keys in ("Control+k", "?", "n"):
        page.keyboard.press(keys)
        page.locator("dialog[open]").wait_for()
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
