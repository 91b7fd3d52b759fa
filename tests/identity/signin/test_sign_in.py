"""Signing in with a password, and signing out."""

import pytest

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.identity.signin import rules
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.web.browsing import PASSWORD, SESSION, Visitor, csrf_token, give_password, signed_in, text_of

ALICE = "alice@example.com"


@pytest.fixture
def visitor(alice: Person, database: Database) -> Visitor:
    give_password(alice, database)
    return Visitor(alice.app)


def test_a_user_signs_in_with_the_right_password(visitor: Visitor) -> None:
    response = visitor.sign_in(ALICE)

    assert response.status_code == 302
    assert response.headers["location"] == "/"
    assert "Hello, Alice" in text_of(visitor.get("/overview"))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (ALICE, "wrong"),
        (ALICE, ""),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("bob@example.com", PASSWORD),
        (ALICE, "x" * 100_000),
    ],
)
def test_a_wrong_password_and_an_unknown_email_get_the_same_response(visitor: Visitor, email: str, password: str) -> None:
    response = visitor.sign_in(email, password)

    assert response.status_code == 401
    assert "Wrong email or password." in text_of(response)
    assert visitor.get("/overview").headers["location"] == "/signin?next=/overview"


@pytest.mark.parametrize(
    "email", ["a\0b@example.com", "\ud800@example.com".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "ä" * 500]
)
def test_malformed_emails_are_treated_as_unknown(visitor: Visitor, email: str) -> None:
    assert visitor.sign_in(email).status_code == 401


def test_the_cookie_is_not_available_to_scripts_and_other_sites(visitor: Visitor) -> None:
    cookies = visitor.sign_in(ALICE).headers.get_list("set-cookie")

    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_the_cookie_works_over_plain_http_too(alice: Person, database: Database) -> None:
    give_password(alice, database)
    plain = Visitor(alice.app, "http://127.0.0.1:8080")

    cookies = plain.sign_in(ALICE).headers.get_list("set-cookie")
    assert all("Secure" not in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert "Hello, Alice" in text_of(plain.get("/overview"))


def test_a_session_set_by_an_attacker_is_not_used(visitor: Visitor) -> None:
    """Session fixation: a session that an attacker put into the browser before the sign-in is refused afterwards."""
    planted = "planted-by-an-attacker-0123456789"
    visitor.http.cookies.set(SESSION, planted, domain="time.example.com")
    token = csrf_token(visitor.get("/signin"))
    visitor.http.post("/signin", data={"csrf_token": token, "email": ALICE, "password": PASSWORD})

    assert visitor.session not in (None, planted)
    attacker = Visitor(visitor.http._transport.app)  # type: ignore[attr-defined]
    attacker.http.cookies.set(SESSION, planted, domain="time.example.com")
    assert attacker.get("/overview").headers["location"] == "/signin?next=/overview"


def test_the_csrf_token_from_before_the_sign_in_is_refused_afterwards(visitor: Visitor) -> None:
    before = csrf_token(visitor.get("/signin"))
    visitor.sign_in(ALICE)

    assert visitor.http.post("/tokens", data={"csrf_token": before, "name": "x", "days": "1"}).status_code == 400


@pytest.mark.parametrize(
    ("next_path", "location"),
    [
        ("/tokens?x=1", "/tokens?x=1"),
        ("", "/"),
        ("https://evil.example.com/", "/"),
        ("//evil.example.com/", "/"),
        ("/\\evil.example.com/", "/"),
        ("/x\\evil", "/"),
        ("\\\\evil.example.com", "/"),
        ("/\n/evil.example.com", "/"),
        ("/\t/evil.example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example.com", "/"),
    ],
)
def test_a_user_is_never_redirected_to_another_host(visitor: Visitor, next_path: str, location: str) -> None:
    assert visitor.sign_in(ALICE, next=next_path).headers["location"] == location
    assert visitor.get("/signin", next=next_path).headers["location"] == location


def test_signing_out_ends_the_session_in_all_browsers(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    thief = Visitor(alice.app)
    assert visitor.session
    thief.http.cookies.set(SESSION, visitor.session, domain="time.example.com")
    assert thief.get("/overview").status_code == 200

    assert visitor.post("/signout", form_at="/overview").headers["location"] == "/signin"
    assert visitor.get("/overview").status_code == 302
    assert thief.get("/overview").status_code == 302


def test_a_session_expires(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    visitor = signed_in(alice, database)

    stopped_clock.advance(rules.SESSION_SECONDS - 1)
    assert visitor.get("/overview").status_code == 200
    stopped_clock.advance(1)
    assert visitor.get("/overview").status_code == 302


def test_a_user_who_becomes_inactive_is_signed_out_and_cannot_sign_in(alice: Person, carol: Person, database: Database) -> None:
    give_password(alice, database)
    visitor, admin = signed_in(alice, database), signed_in(carol, database)
    change = {"display_name": "Alice", "email": ALICE, "time_zone": "UTC"}
    assert admin.post(f"/people/{alice.id}", change).status_code == 302

    assert visitor.get("/overview").status_code == 302
    assert Visitor(alice.app).sign_in(ALICE).status_code == 401
    assert alice.get("/worklogs").status_code == 401


def test_a_session_that_ended_because_the_user_became_inactive_does_not_come_back(alice: Person, carol: Person, database: Database) -> None:
    visitor, admin = signed_in(alice, database), signed_in(carol, database)
    form = {"display_name": "Alice", "email": ALICE, "time_zone": "UTC"}
    for choice in ({}, {"active": "yes"}):
        assert admin.post(f"/people/{alice.id}", form | choice).status_code == 302

    assert visitor.get("/overview").status_code == 302


def test_sessions_of_inactive_users_are_deleted_at_the_next_sign_in(alice: Person, bob: Person, database: Database) -> None:
    """Imports and mirrors make users inactive too."""
    visitor = signed_in(alice, database)
    for active in (False, True):
        with database.write() as db:
            people.change(Call(db, SYSTEM, clock.now()), alice.id, UserChange(active=active))
        signed_in(bob, database)

    assert visitor.get("/overview").status_code == 302


class TestFailedAttempts:
    """Limits against guessing passwords."""

    def test_after_five_failures_each_further_one_doubles_the_wait(self, visitor: Visitor, stopped_clock: StoppedClock) -> None:
        for _ in range(5):
            assert visitor.sign_in(ALICE, "wrong").status_code == 401
        for wait in (1, 2, 4, 8):
            refused = visitor.sign_in(ALICE, "wrong")
            assert refused.status_code == 429
            assert refused.headers["retry-after"] == str(wait)
            stopped_clock.advance(wait)
            assert visitor.sign_in(ALICE, "wrong").status_code == 401

    def test_the_right_password_is_refused_during_the_wait(self, visitor: Visitor, stopped_clock: StoppedClock) -> None:
        for _ in range(5):
            visitor.sign_in(ALICE, "wrong")

        assert visitor.sign_in(ALICE).status_code == 429
        stopped_clock.advance(1)
        assert visitor.sign_in(ALICE).status_code == 302

    def test_the_right_password_resets_the_failures(self, visitor: Visitor, alice: Person) -> None:
        for _ in range(4):
            visitor.sign_in(ALICE, "wrong")
        assert visitor.sign_in(ALICE).status_code == 302

        other = Visitor(alice.app)
        for _ in range(5):
            assert other.sign_in(ALICE, "wrong").status_code == 401

    def test_successful_sign_ins_do_not_block_their_ip_address(self, alice: Person, database: Database) -> None:
        give_password(alice, database)

        assert {Visitor(alice.app).sign_in(ALICE).status_code for _ in range(rules.ADDRESS_BACKOFF.free + 5)} == {302}

    def test_signing_in_as_another_user_does_not_reset_the_failures_of_the_ip_address(
        self, alice: Person, bob: Person, database: Database
    ) -> None:
        give_password(bob, database)
        guesses = [f"user{n}@example.com" for n in range(rules.ADDRESS_BACKOFF.free + 1)]
        statuses = []
        for email in guesses:
            statuses.append(Visitor(alice.app).sign_in(email, "a guess of mine").status_code)
            Visitor(bob.app).sign_in("bob@example.com")

        assert statuses[-1] == 429

    def test_unknown_emails_are_limited_too(self, visitor: Visitor) -> None:
        statuses = [visitor.sign_in("nobody@example.com", "wrong").status_code for _ in range(6)]

        assert statuses == [401] * 5 + [429]

    def test_upper_case_does_not_avoid_the_limit(self, visitor: Visitor) -> None:
        statuses = [visitor.sign_in(email, "wrong").status_code for email in (ALICE, ALICE.upper(), f" {ALICE} ") * 2]

        assert statuses == [401] * 5 + [429]

    def test_other_users_are_not_blocked(self, visitor: Visitor, bob: Person, database: Database) -> None:
        give_password(bob, database)
        for _ in range(6):
            visitor.sign_in(ALICE, "wrong")

        assert Visitor(bob.app).sign_in("bob@example.com").status_code == 302

    def test_failures_expire_after_a_day(self, visitor: Visitor, stopped_clock: StoppedClock) -> None:
        for _ in range(6):
            visitor.sign_in(ALICE, "wrong")
        stopped_clock.advance(86_401)

        assert [visitor.sign_in(ALICE, "wrong").status_code for _ in range(5)] == [401] * 5


@pytest.mark.parametrize(
    ("failures", "email_wait", "address_wait", "account_wait"),
    [
        (4, 0, 0, 0),
        (5, 1, 0, 0),
        (6, 2, 0, 0),
        (14, 512, 0, 0),
        (15, 900, 0, 0),
        (10_000, 900, 60, 60),
        (50, 900, 1, 0),
        (56, 900, 60, 0),
        (100, 900, 60, 1),
        (106, 900, 60, 60),
    ],
)
def test_the_wait_depends_on_the_number_of_failures(failures: int, email_wait: int, address_wait: int, account_wait: int) -> None:
    assert rules.EMAIL_BACKOFF.wait(failures) == email_wait
    assert rules.ADDRESS_BACKOFF.wait(failures) == address_wait
    assert rules.ACCOUNT_BACKOFF.wait(failures) == account_wait


def test_the_page_explains_how_to_set_up_the_first_sign_in(alice: Person) -> None:
    assert "andante init" in text_of(Visitor(alice.app).get("/signin"))
