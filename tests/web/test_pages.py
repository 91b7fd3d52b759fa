"""What holds for every page: tests open it, and its size and work are limited."""

import gzip
import json
import posixpath
import re
from collections.abc import Iterator

import pytest

from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.web.shell.assets import ASSETS
from andante.web.site import create_site
from tests.cast import Company, Person
from tests.databases import sqlite_only
from tests.statements import statements

from .browsing import signed_in
from .pages import OTHER_ENDPOINTS, PAGES, PUBLIC_PAGES

MAX_SCRIPT_BYTES, MAX_STYLE_BYTES, MAX_HTML_BYTES = 20_000, 12_000, 40_000
"""The size of a page's scripts and styles with gzip, and of its HTML without."""

LARGE_HTML_BYTES = {"/styles": 60_000, "/settings": 45_000, "/admin/audit": 45_000, "/4/docs": 900_000, "/4-andante/docs": 250_000}
"""These pages are larger: all components, all time zones, and all operations and schemas (with gzip: 40 kB)."""

MAX_REQUESTS = 12
"""The page itself and all files that it needs, with an empty cache."""

MAX_STATEMENTS = 6
"""Besides the one that authenticates."""

every_page = pytest.mark.parametrize("path", [*PAGES, *PUBLIC_PAGES])


def test_tests_open_every_page(database: Database) -> None:
    """Add a new page to tests/web/pages.tsv."""
    urls = create_site(database, Settings()).url_map.bind("time.example.com")
    opened = {urls.match(path.partition("?")[0])[0] for path in (*PAGES, *PUBLIC_PAGES) if path != "/nothing"}
    rules = create_site(database, Settings()).url_map.iter_rules()

    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} == opened | set(OTHER_ENDPOINTS)


@sqlite_only
@every_page
def test_a_page_is_small(carol: Person, database: Database, path: str) -> None:
    html = signed_in(carol, database).get(path).text
    files = files_of(html)
    scripts = [name for name in files if name.endswith(".js")]
    styles = [name for name in files if name.endswith(".css")]

    assert len(html.encode()) <= LARGE_HTML_BYTES.get(path, MAX_HTML_BYTES)
    assert 1 + len(files) <= MAX_REQUESTS, files
    assert sum(map(compressed_size, scripts)) <= MAX_SCRIPT_BYTES
    assert sum(map(compressed_size, styles)) <= MAX_STYLE_BYTES


@sqlite_only
@every_page
def test_a_page_preloads_what_its_scripts_import(carol: Person, database: Database, path: str) -> None:
    """Otherwise, the browser finds out about an import only when it has read the script that imports it."""
    html = signed_in(carol, database).get(path).text
    linked = set(re.findall(r'<script type="module" src="[^"]*/static/\w+/([^"]+)"', html))
    preloaded = set(re.findall(r'<link rel="modulepreload" href="[^"]*/static/\w+/([^"]+)"', html))

    assert {name for script in linked for name in imports_of(script)} - linked == preloaded


@every_page
def test_a_page_needs_few_statements(company: Company, database: Database, path: str) -> None:
    """For an administrator, and for a lead, whose reach depends on the days."""
    for person in (company.carol, company.bob):
        visitor = signed_in(person, database)
        with statements(database) as ran:
            visitor.get(path)

        counted = [statement for statement in ran if "FROM users JOIN sessions" not in statement]
        assert len(counted) <= MAX_STATEMENTS, counted


@sqlite_only
@every_page
def test_words_of_scripts_are_json(carol: Person, database: Database, path: str) -> None:
    for block in re.findall(r"<script[^>]*data-words>(.*?)</script>", signed_in(carol, database).get(path).text):
        assert all(isinstance(word, str) for word in json.loads(block).values())


def files_of(html: str) -> set[str]:
    """The static files that a page needs, with the imports of its scripts."""
    named = set(re.findall(r'(?:src|href)="[^"]*/static/\w+/([^"#]+)', html))
    return named | {found for name in named if name.endswith(".js") for found in imports_of(name)}


def imports_of(script: str) -> set[str]:
    """All modules that a script imports, directly or not."""
    found: set[str] = set()
    waiting = [script]
    while waiting:
        for name in _direct_imports(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _direct_imports(script: str) -> Iterator[str]:
    asset = ASSETS.find(script)
    assert asset, f"{script} doesn't exist"
    for target in re.findall(r'^(?:import|export)\b[^;=(]*?"(\.[^"]+)"', asset.content.decode(), re.MULTILINE):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(script), target))


def compressed_size(name: str) -> int:
    asset = ASSETS.find(name)
    assert asset
    return len(asset.compressed or gzip.compress(asset.content))


def test_imports_are_found_through_other_scripts() -> None:
    assert imports_of("shell/js/notices.js") == {"shell/js/words.js"}
    assert imports_of("timer/timer-bar.js") == {"shell/js/all.js", "timer/clock.js"}
