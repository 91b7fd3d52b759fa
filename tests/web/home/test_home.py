"""The start page and the overview."""

import pytest

from andante.kit.database import Database
from andante.web.shell import navigation
from tests.cast import Company, Person
from tests.web.browsing import Visitor, signed_in, text_of


@pytest.mark.parametrize(("exists", "start"), [(True, "/week"), (False, "/overview")])
def test_users_start_with_their_week(alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch, exists: bool, start: str) -> None:
    monkeypatch.setattr(navigation, "exists", lambda path: exists and path == "/week")
    response = signed_in(alice, database).get("/")

    assert (response.status_code, response.headers["location"]) == (302, start)


def test_leads_start_with_the_dashboard(company: Company, database: Database) -> None:
    for name, start in {"bob": "/dashboard", "carol": "/dashboard", "dave": "/week"}.items():
        assert signed_in(company.people[name], database).get("/").headers["location"] == start


def test_users_who_are_not_signed_in_sign_in_first(alice: Person) -> None:
    assert Visitor(alice.app).get("/").headers["location"] == "/signin?next=/"


def test_the_overview_describes_all_pages_and_the_menu_leads_to_it(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)

    assert 'href="/overview"' in visitor.get("/tokens").text
    page = text_of(visitor.get("/overview"))
    assert "Hello, Carol" in page
    assert "Connect scripts and reports to the API." in page
    assert "Add people, and help them sign in." in page
