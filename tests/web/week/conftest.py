"""A browser, and a server with its own database."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.cast import Company, Person
from tests.conftest import Template
from tests.end_to_end.test_browser import FLAGS

from .browser import CHROMIUM, Desk, serving

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser, sqlite_template: Template) -> Iterator[Desk]:
    with sqlite_template.own() as server, serving(server.app) as url:
        people = {name: Person(name, token, server.app) for name, token in sqlite_template.tokens.items()}
        desk = Desk(chromium, url, Company(people), server.database)
        yield desk
        desk.close()
    assert desk.faults == []
