"""Changing one's own password, knowing the present one."""

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.web.browsing import PASSWORD, Visitor, give_password, signed_in, text_of

NEW = "a new and better password"


def change(visitor: Visitor, current: str = PASSWORD, password: str = NEW, confirmation: str = NEW) -> int:
    return visitor.post("/my-password", {"current": current, "password": password, "confirmation": confirmation}).status_code


@pytest.fixture
def visitor(alice: Person, database: Database) -> Visitor:
    give_password(alice, database)
    return signed_in(alice, database)


def test_who_knows_the_present_password_chooses_a_new_one_and_stays_signed_in(visitor: Visitor, alice: Person) -> None:
    assert change(visitor) == 302
    assert "Password changed" in text_of(visitor.get("/"))
    assert Visitor(alice.app).sign_in("alice@example.com", NEW).status_code == 302
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 401


def test_all_other_sessions_end_and_this_ones_secret_changes(visitor: Visitor, alice: Person, database: Database) -> None:
    elsewhere, before = signed_in(alice, database), visitor.session
    change(visitor)

    assert elsewhere.get("/").status_code == 302
    assert visitor.session not in (None, before)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"current": "not this one at all"}, "current password is wrong"),
        ({"current": ""}, "current password is wrong"),
        ({"confirmation": "something else"}, "The passwords don't match"),
        ({"password": "short", "confirmation": "short"}, "10 to 1000"),
    ],
)
def test_what_is_not_right_changes_nothing(visitor: Visitor, alice: Person, given: dict[str, str], why: str) -> None:
    data = {"current": PASSWORD, "password": NEW, "confirmation": NEW} | given

    answer = visitor.post("/my-password", data)

    assert answer.status_code == 400
    assert why in text_of(answer)
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 302


def test_a_browser_that_was_left_open_is_no_place_to_guess(visitor: Visitor) -> None:
    codes = [change(visitor, current=f"a guess, number {n}") for n in range(6)]

    assert codes == [400] * 5 + [429]
    assert change(visitor) == 429


def test_who_is_not_signed_in_is_sent_to_sign_in(alice: Person, database: Database) -> None:
    give_password(alice, database)
    visitor = Visitor(alice.app)

    assert visitor.get("/my-password").headers["location"].startswith("/signin")
    answer = visitor.post("/my-password", {"current": "x", "password": NEW, "confirmation": NEW}, form_at="/signin")
    assert answer.headers["location"].startswith("/signin")


def test_without_the_hidden_token_of_the_form_nothing_happens(visitor: Visitor, alice: Person) -> None:
    answer = visitor.http.post("/my-password", data={"current": PASSWORD, "password": NEW, "confirmation": NEW})

    assert answer.status_code == 400
    assert Visitor(alice.app).sign_in("alice@example.com").status_code == 302
