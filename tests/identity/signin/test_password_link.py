"""Choosing a password with a link."""

import pytest

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.identity.oauth.flow import is_accepted
from tests.web.browsing import Visitor, csrf_token, give_password, signed_in, text_of

NEW = "a new and better password"


def link(person: Person, database: Database) -> str:
    with database.write() as db:
        return "/password?token=" + signin.create_password_link(Call(db, SYSTEM, clock.now()), person.id)


def choose(visitor: Visitor, path: str, password: str = NEW, confirmation: str | None = None) -> int:
    token = path.partition("=")[2]
    data = {"token": token, "password": password, "confirmation": password if confirmation is None else confirmation}
    page = visitor.get(path)
    if page.status_code != 200:
        return page.status_code
    return visitor.http.post("/password", data=data | {"csrf_token": csrf_token(page)}).status_code


def test_a_user_chooses_a_password_with_a_link(alice: Person, database: Database) -> None:
    visitor = Visitor(alice.app)

    assert choose(visitor, link(alice, database)) == 302
    assert "Password set" in text_of(visitor.get("/signin"))
    assert visitor.sign_in("alice@example.com", NEW).status_code == 302


@pytest.mark.parametrize(("choice", "is_kept"), [({}, True), ({"revoke_tokens": "yes"}, False)])
def test_a_user_can_revoke_tokens_with_a_link(alice: Person, database: Database, choice: dict[str, str], is_kept: bool) -> None:
    path = link(alice, database)

    Visitor(alice.app).post("/password", {"token": path.partition("=")[2], "password": NEW, "confirmation": NEW} | choice, form_at=path)
    assert is_accepted(alice, alice.token) is is_kept


def test_a_link_works_once(alice: Person, database: Database) -> None:
    path = link(alice, database)
    choose(Visitor(alice.app), path)

    assert choose(Visitor(alice.app), path, "another password of mine") == 404
    assert Visitor(alice.app).sign_in("alice@example.com", NEW).status_code == 302


def test_a_link_works_for_a_day(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    path = link(alice, database)

    stopped_clock.advance(86_399)
    assert Visitor(alice.app).get(path).status_code == 200
    stopped_clock.advance(1)
    assert choose(Visitor(alice.app), path) == 404


def test_a_newer_link_replaces_an_older_one(alice: Person, database: Database) -> None:
    older, newer = link(alice, database), link(alice, database)

    assert choose(Visitor(alice.app), older) == 404
    assert choose(Visitor(alice.app), newer) == 302


def test_a_new_password_ends_all_sessions(alice: Person, database: Database) -> None:
    thief = signed_in(alice, database)
    choose(Visitor(alice.app), link(alice, database))

    assert thief.get("/overview").status_code == 302


@pytest.mark.parametrize(
    ("password", "confirmation", "fault"),
    [
        ("too short", None, "10 to 1000"),
        ("x" * 1001, None, "10 to 1000"),
        ("abababababab", None, "4 different"),
        (NEW, "other", "The passwords don't match"),
    ],
)
def test_an_invalid_password_changes_nothing(
    alice: Person, database: Database, password: str, confirmation: str | None, fault: str
) -> None:
    give_password(alice, database)
    path = link(alice, database)
    visitor = Visitor(alice.app)
    data = {"token": path.partition("=")[2], "password": password, "confirmation": password if confirmation is None else confirmation}

    response = visitor.http.post("/password", data=data | {"csrf_token": csrf_token(visitor.get(path))})
    assert response.status_code == 400
    assert fault in text_of(response)
    assert choose(visitor, path) == 302


@pytest.mark.parametrize("token", ["", "x", "\0", "ä", "andante_link_" + "A" * 43])
def test_an_unknown_link_is_not_found(alice: Person, token: str) -> None:
    assert Visitor(alice.app).get("/password", token=token).status_code == 404
