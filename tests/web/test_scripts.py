"""Runs the tests of the pages' modules, which are written in JavaScript, in Chromium."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.end_to_end.test_browser import FLAGS

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "tests" / "web").rglob("*.test.js"))
CHROMIUM = shutil.which("chromium")
RUN = """async (module) => {
    const failures = [], tests = Object.entries(await import(module));
    for (const [name, test] of tests) {
        try { await test(); } catch (error) { failures.push(`${name}: ${error.stack}`); }
    }
    return { count: tests.length, failures };
}"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


class RepositoryFiles(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture(scope="module")
def empty_page() -> Iterator[Page]:
    """An empty page of a server that serves the files of the repository."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(RepositoryFiles, directory=str(ROOT)))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/tests/kit/durations.json")
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_module_of_the_pages(empty_page: Page, module: Path) -> None:
    result = empty_page.evaluate(RUN, f"/{module.relative_to(ROOT)}")
    assert result["failures"] == []
    assert result["count"]


def test_the_lock_file_contains_no_addresses() -> None:
    """npm would download from them, whatever registry is configured."""
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
