"""The frame of all pages: bars, menus, theme and prefetching."""

import re
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from andante import schema
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.web.shell import navigation
from andante.web.shell.navigation import Link
from andante.web.site import create_site
from tests.cast import Person
from tests.web.browsing import Visitor, give_password, signed_in, text_of
from tests.web.pages import ADMINISTRATION, EVERYONE, PAGES

PREFERENCES = "/4-andante/preferences"


def links_of(visitor: Visitor, path: str = "/overview") -> set[str]:
    return set(re.findall(r'href="(/[\w-]*)"', visitor.get(path).text))


def test_every_link_leads_to_a_page(carol: Person, database: Database) -> None:
    administrator = signed_in(carol, database)
    links = links_of(administrator)

    assert links >= {path for path in (*EVERYONE, *ADMINISTRATION) if path.count("/") == 1}
    assert {path: administrator.get(path).status_code for path in links - {"/"}} == dict.fromkeys(links - {"/"}, 200)
    assert administrator.get("/").status_code == 302  # to the first of them; tests/web/home


def test_links_to_screens_that_do_not_exist_are_hidden(alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    links = (Link("main", "/nowhere", "Nowhere", "week"), Link("main", "/granted", "Granted", "apps"))
    monkeypatch.setattr(navigation, "LINKS", links)
    page = signed_in(alice, database).get("/granted")

    assert "Nowhere" not in text_of(page)
    assert 'href="/granted" aria-current="page"' in page.text


def test_users_see_no_links_to_administration(alice: Person, database: Database) -> None:
    assert links_of(signed_in(alice, database)) & set(ADMINISTRATION) == set()


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/people", 403)])
def test_pages_that_report_an_error_have_the_frame_too(alice: Person, database: Database, path: str, status: int) -> None:
    alice.http.put(PREFERENCES, json={"language": "de"})
    page = signed_in(alice, database).get(path)

    assert page.status_code == status
    assert "Konto von Alice" in page.text
    assert "Zur Startseite" in text_of(page)


def test_a_refused_form_has_the_frame_and_the_language_of_the_user(alice: Person, database: Database) -> None:
    alice.http.put(PREFERENCES, json={"language": "de"})
    passwords = {"current": "x", "password": "one two three", "confirmation": "four five six"}
    page = signed_in(alice, database).post("/my-password", passwords)

    assert page.status_code == 400
    assert "Konto von Alice" in page.text
    assert "Die Passwörter stimmen nicht überein" in text_of(page)


def test_the_current_page_is_marked(alice: Person, database: Database) -> None:
    page = signed_in(alice, database).get("/tokens").text

    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/tokens"]


def test_the_theme_is_kept_for_pages_without_sign_in(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    assert 'data-theme="SYSTEM"' in visitor.get("/overview").text
    alice.http.put(PREFERENCES, json={"theme": "DARK", "density": "COMPACT", "singleKeyShortcuts": False})
    page = visitor.get("/overview")

    assert 'data-theme="DARK" data-density="COMPACT"' in page.text
    assert 'data-keys="off"' in page.text
    assert "set-cookie" in page.headers
    assert "set-cookie" not in visitor.get("/overview").headers
    visitor.post("/signout", form_at="/tokens")
    assert 'data-theme="DARK"' in visitor.get("/signin").text


@pytest.mark.parametrize("theme", ["", "PINK", '"><script>'])
def test_another_theme_in_the_cookie_is_ignored(alice: Person, theme: str) -> None:
    page = Visitor(alice.app).http.get("/signin", headers={"Cookie": f"andante_theme={theme}"})

    assert 'data-theme="SYSTEM"' in page.text


def test_browsers_may_prefetch_pages(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    header = visitor.get("/overview").headers["speculation-rules"]
    response = visitor.get(msgspec.json.decode(header))
    (rule,) = response.json()["prefetch"]

    assert response.headers["content-type"] == "application/speculationrules+json"
    assert rule["eagerness"] == "moderate"
    assert {"not": {"href_matches": "/sign*"}} in rule["where"]["and"]
    assert {"not": {"selector_matches": "[data-no-prefetch]"}} in rule["where"]["and"]
    assert "speculation-rules" not in Visitor(alice.app).get("/signin").headers


def test_get_changes_nothing(carol: Person, database: Database) -> None:
    """Browsers prefetch pages while the pointer is over a link."""
    give_password(carol, database)
    visitor = signed_in(carol, database)
    pages = create_site(database, Settings())
    paths = {re.sub(r"<[^>]+>", "1", rule.rule) for rule in pages.url_map.iter_rules() if "GET" in (rule.methods or ())}
    before = rows(database)
    for path in sorted({*paths, *PAGES}):
        visitor.get(path)

    assert len(paths) > 12
    assert rows(database) == before


def rows(database: Database) -> dict[str, Any]:
    with database.read() as db:
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in schema.TABLES}


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("ada", "A"), ("Jean le Rond d'Alembert", "JD"), (" ", "?"), ("Ö x", "ÖX")]
)
def test_initials(name: str, letters: str) -> None:
    assert navigation.initials(name) == letters
