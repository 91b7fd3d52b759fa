"""The documentation site is built without warnings, and loads nothing from other sites."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href", "object": "data"}


class Resources(HTMLParser):
    """The addresses that a browser loads for a page without a click."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and LOADED.get(tag) == name]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert built.returncode == 0, built.stdout
    return folder


def test_pages_load_nothing_from_other_sites(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    loaded = {(page.name, address) for page in pages for address in Resources(page.read_text()).found}

    assert len(pages) > 50
    assert [address for address in loaded if re.match(r"(https?:)?//", address[1])] == []


def test_styles_and_scripts_load_nothing_from_other_sites(site: Path) -> None:
    styles = [
        address
        for style in site.rglob("*.css")
        for address in re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", style.read_text())
    ]
    addresses = {url for script in site.rglob("*.js") for url in re.findall(r"[\"'`](?:https?:)?//([\w.-]+\.[a-z]+/?)", script.read_text())}

    assert styles == []
    assert addresses <= {"api.github.com/"}, "Material asks GitHub only about the repository in repo_url, which isn't set"


def test_nothing_needs_a_script_that_is_left_out(site: Path) -> None:
    """Material would load Mermaid, and on pages of a GitHub repository its number of stars."""
    pages = "".join(page.read_text() for page in site.rglob("*.html"))

    assert 'class="mermaid"' not in pages
    assert 'data-md-component="source"' not in pages


def test_links_to_files_of_the_repository_work(site: Path) -> None:
    operating = (site / "operating.html").read_text()

    assert 'href="repository/deploy/systemd/andante.service"' in operating
    assert (site / "repository" / "deploy" / "systemd" / "andante.service").read_text() == (
        ROOT / "deploy/systemd/andante.service"
    ).read_text()
    assert 'href="repository/deploy/container/index.html"' in operating
    assert 'href="Dockerfile"' in (site / "repository" / "deploy" / "container" / "index.html").read_text()
    assert 'href="../operating.html"' in (site / "repository" / "index.html").read_text()


def test_the_site_has_search(site: Path) -> None:
    assert "andante admin doctor" in (site / "search" / "search_index.json").read_text()
