"""Changing your own password with the current one."""

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.identity.oauth.flow import code_for, is_accepted, register, tokens_for
from tests.web.browsing import PASSWORD, Visitor, give_password, signed_in, text_of

NEW = "a new and better password"


def change(visitor: Visitor, current: str = PASSWORD, password: str = NEW, confirmation: str = NEW) -> int:
    return visitor.post("/my-password", {"current": current, "password": password, "confirmation": confirmation}).status_code


@pytest.fixture
def visitor(alice: Person, database: Database) -> Visitor:
    give_password(alice, database)
    return signed_in(alice, database)


def test_a_user_who_knows_the_current_password_changes_it_and_stays_signed_in(visitor: Visitor, alice: Person) -> None:
    assert change(visitor) == 302
    assert "Password changed" in text_of(visitor.get("/overview"))
    assert Visitor(alice.app).sign_in("alice@example.com", NEW).status_code == 302
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 401


def test_other_sessions_end_and_the_secret_of_this_one_changes(visitor: Visitor, alice: Person, database: Database) -> None:
    elsewhere, before = signed_in(alice, database), visitor.session
    change(visitor)

    assert elsewhere.get("/overview").status_code == 302
    assert visitor.session not in (None, before)


@pytest.mark.parametrize(("choice", "is_kept"), [({}, True), ({"revoke_tokens": "yes"}, False)])
def test_tokens_and_grants_are_revoked_only_on_request(
    visitor: Visitor, alice: Person, bob: Person, database: Database, choice: dict[str, str], is_kept: bool
) -> None:
    app = register(alice, database)
    issued = tokens_for(app, alice, database)
    pending = code_for(app, alice, database)
    others = [bob.token, tokens_for(app, bob, database)["access_token"]]

    visitor.post("/my-password", {"current": PASSWORD, "password": NEW, "confirmation": NEW} | choice)
    assert [is_accepted(alice, token) for token in (alice.token, issued["access_token"])] == [is_kept] * 2
    assert (app.refresh(issued["refresh_token"]).status_code == 200) is is_kept
    assert (app.exchange(pending).status_code == 200) is is_kept
    assert ("authorized apps are revoked" in text_of(visitor.get("/overview"))) is not is_kept
    assert [is_accepted(alice, token) for token in others] == [True] * 2


def test_a_wrong_current_password_revokes_nothing(visitor: Visitor, alice: Person) -> None:
    form = {"current": "not this one at all", "password": NEW, "confirmation": NEW, "revoke_tokens": "yes"}

    page = visitor.post("/my-password", form)
    assert 'name="revoke_tokens" value="yes" checked' in page.text
    assert is_accepted(alice, alice.token)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"current": "not this one at all"}, "current password is wrong"),
        ({"current": ""}, "current password is wrong"),
        ({"confirmation": "something else"}, "The passwords don't match"),
        ({"password": "short", "confirmation": "short"}, "10 to 1000"),
    ],
)
def test_invalid_input_changes_nothing(visitor: Visitor, alice: Person, form: dict[str, str], fault: str) -> None:
    data = {"current": PASSWORD, "password": NEW, "confirmation": NEW} | form

    response = visitor.post("/my-password", data)

    assert response.status_code == 400
    assert fault in text_of(response)
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 302


def test_guesses_of_the_current_password_are_limited(visitor: Visitor) -> None:
    codes = [change(visitor, current=f"a guess, number {n}") for n in range(6)]

    assert codes == [400] * 5 + [429]
    assert change(visitor) == 429


def test_a_user_who_is_not_signed_in_is_redirected_to_the_sign_in_page(alice: Person, database: Database) -> None:
    give_password(alice, database)
    visitor = Visitor(alice.app)

    assert visitor.get("/my-password").headers["location"].startswith("/signin")
    response = visitor.post("/my-password", {"current": "x", "password": NEW, "confirmation": NEW}, form_at="/signin")
    assert response.headers["location"].startswith("/signin")


def test_a_form_without_csrf_token_is_refused(visitor: Visitor, alice: Person) -> None:
    response = visitor.http.post("/my-password", data={"current": PASSWORD, "password": NEW, "confirmation": NEW})

    assert response.status_code == 400
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 302
