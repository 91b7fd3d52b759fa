"""GET /static/<digest>/<path>: scripts, styles and icons, which browsers keep."""

import gzip
import os
import re
from functools import partial
from pathlib import Path

import pytest

from andante.web.shell.assets import ASSETS, ROOT, SCRIPTS, STYLES, Assets
from andante.web.shell.navigation import LINKS
from tests.cast import Person
from tests.web.browsing import Visitor

BASE = "shell/css/base.css"

EXPORT = r"^export (?:async )?(?:function|class|const|let) (\w+)"
TOP_LEVEL = r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)"


def test_a_page_links_to_files_that_browsers_keep(alice: Person) -> None:
    visitor = Visitor(alice.app)
    path = f"/static/{ASSETS.digest}/{BASE}"
    response = visitor.get(path)

    assert f'href="/static/{ASSETS.digest}/{STYLES}"' in visitor.get("/signin").text
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.content == (ROOT / BASE).read_bytes()
    assert "set-cookie" not in response.headers


def test_files_are_compressed_for_browsers_that_accept_it(alice: Person) -> None:
    visitor = Visitor(alice.app)
    path = f"/static/{ASSETS.digest}/{BASE}"
    with visitor.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as compressed:
        content = b"".join(compressed.iter_raw())
    plain = visitor.http.get(path, headers={"Accept-Encoding": "identity"})

    assert compressed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(content) == plain.content
    assert compressed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_under_another_digest_a_file_is_served_but_not_kept(alice: Person) -> None:
    response = Visitor(alice.app).get(f"/static/older/{BASE}")

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["site.py", "shell/layout.html", "shell/../site.py", "../app.py", "..%2fapp.py", "shell", "shell/", "shell/css/missing.css", ""]
)
def test_other_files_are_not_served(alice: Person, path: str) -> None:
    assert Visitor(alice.app).get(f"/static/{ASSETS.digest}/{path}").status_code == 404


def test_scripts_of_tests_are_not_served(tmp_path: Path) -> None:
    (tmp_path / "times.js").write_text("export {}")
    (tmp_path / "times.test.js").write_text("export {}")
    assets = Assets(tmp_path, changes=False)

    assert assets.find("times.test.js") is None
    found = assets.find("times.js")
    assert found
    assert found.type == "text/javascript; charset=utf-8"


def test_the_digest_of_an_installed_package_depends_only_on_the_contents(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    digest = Assets(tmp_path, changes=False).digest
    os.utime(tmp_path / "a.css", ns=(1, 1))
    assert Assets(tmp_path, changes=False).digest == digest
    (tmp_path / "a.css").write_text("b {}")
    assert Assets(tmp_path, changes=False).digest != digest


def test_in_a_checkout_the_digest_follows_the_files(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a {}")
    assets = Assets(tmp_path, changes=True)
    before = assets.path("a.css")
    file.write_text("b {}")
    os.utime(file, ns=(1, 1))
    after, found = assets.path("a.css"), assets.find("a.css")

    assert before != after
    assert found
    assert found.content == b"b {}"


def test_a_page_cannot_link_to_a_missing_file() -> None:
    with pytest.raises(LookupError, match="missing"):
        ASSETS.path("shell/missing.css")


def test_the_styles_of_the_shell_are_one_file(alice: Person) -> None:
    """Otherwise every page would need a dozen requests. Tokens come first, so that all other styles can use them. Comments are left out."""
    styles = Visitor(alice.app).get(f"/static/{ASSETS.digest}/{STYLES}")
    without_comments = partial(re.compile(r"[ \t]*/\*.*?\*/\n?", re.DOTALL).sub, "")
    files = [without_comments(file.read_text("utf-8")) for file in (ROOT / "shell" / "css").glob("*.css")]

    assert len(files) > 10
    assert styles.text.startswith(without_comments((ROOT / "shell/css/tokens.css").read_text("utf-8")))
    assert len(styles.text) == sum(map(len, files))
    assert all(file in styles.text for file in files)
    assert len(gzip.compress(styles.content)) < 8_000


def test_each_style_of_a_component_is_short() -> None:
    long = [file.name for file in ROOT.rglob("*.css") if len(file.read_text("utf-8").splitlines()) > 120]

    assert long == []


def test_icons_on_pages_exist() -> None:
    names = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "shell/icons.svg").read_text("utf-8")))
    templates = " ".join(file.read_text("utf-8") for file in ROOT.rglob("*.html"))
    used = set(re.findall(r"\bicon\('([\w-]+)'", templates)) | {link.icon for link in LINKS}

    assert len(used) > 10
    assert used <= names


PARTS = re.findall(r'^(?:export \* from|import) "\./([\w-]+\.js)";$', (ROOT / SCRIPTS).read_text(), re.MULTILINE)


def test_the_scripts_that_most_pages_need_are_sent_as_one() -> None:
    asset = ASSETS.find(SCRIPTS)
    assert asset

    script = asset.content.decode()

    assert PARTS
    assert not re.search(r"^import\b", script, re.MULTILINE)
    exported = {name for part in PARTS for name in re.findall(EXPORT, (ROOT / "shell" / "js" / part).read_text(), re.MULTILINE)}
    assert set(re.findall(EXPORT, script, re.MULTILINE)) == exported


def test_their_names_are_unique() -> None:
    names = [name for part in PARTS for name in re.findall(TOP_LEVEL, (ROOT / "shell" / "js" / part).read_text(), re.MULTILINE)]

    assert sorted(names) == sorted(set(names))


def test_they_are_never_imported_on_their_own() -> None:
    """The browser would load them twice, and each copy would have its own state."""
    alone = re.compile(rf"""(?:from|import\() ?"[^"]*/({"|".join(map(re.escape, PARTS))})";""")
    parts = {ROOT / "shell" / "js" / part for part in (*PARTS, "all.js")}

    found = {str(path.relative_to(ROOT)): alone.findall(path.read_text()) for path in ROOT.rglob("*.js") if path not in parts}

    assert {path: names for path, names in found.items() if names} == {}


def test_only_comments_with_their_own_lines_are_left_out(tmp_path: Path) -> None:
    lines = ["/** One */", "/** @type {A} */ (a).focus();", "  /**", "   * Two", "   */", "b();"]
    (tmp_path / "a.js").write_text("\n".join(lines) + "\n")
    found = Assets(tmp_path, changes=False).find("a.js")

    assert found
    assert found.content.decode().split("\n") == ["", lines[1], "", "", "", "b();", ""]
