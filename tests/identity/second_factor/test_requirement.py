"""Second factors that administrators require or reset."""

from dataclasses import replace

import pytest

from andante.app import application
from andante.identity.second_factor import queries
from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.shell import Shell
from tests.web.browsing import SESSION, Visitor, csrf_token, give_password, secret_on, signed_in, text_of

from .devices import code, give_app, wrong_code

ALICE, STEP, SET_UP = "alice@example.com", "/signin/second-step", "/signin/set-up"


@pytest.fixture
def strict(alice: Person, database: Database) -> Person:
    """Alice at a server that requires a second factor. She has a password only."""
    give_password(alice, database)
    return replace(alice, app=application(Settings(access_log=False, require_second_factor=True), database))


@pytest.fixture
def visitor(strict: Person) -> Visitor:
    visitor = Visitor(strict.app)
    assert visitor.sign_in(ALICE, next="/settings").headers["location"] == STEP
    return visitor


def has_factor(person: Person, database: Database) -> bool:
    with database.read() as db:
        return queries.has_factor(Call(db, SYSTEM, clock.now()), person.id)


class TestRequired:
    def test_users_set_one_up_at_the_next_sign_in(self, visitor: Visitor, stopped_clock: StoppedClock, strict: Person) -> None:
        page = visitor.get(STEP)
        secret = secret_on(page).replace(" ", "")
        done = visitor.http.post(SET_UP, data={"csrf_token": csrf_token(page), "code": code(secret)})

        assert "Keep these codes" in text_of(done)
        assert 'class="button" href="/settings"' in done.text
        assert visitor.get("/settings").status_code == 200
        stopped_clock.advance(60)
        other = Visitor(strict.app)
        assert other.sign_in(ALICE).headers["location"] == STEP
        assert other.post(STEP, {"code": code(secret)}).status_code == 302

    def test_no_page_opens_before(self, visitor: Visitor) -> None:
        for path in ("/", "/settings", "/second-factor", "/tokens"):
            assert visitor.get(path).headers["location"].startswith("/signin"), path

    def test_a_wrong_code_does_not_sign_in(self, visitor: Visitor, alice: Person, database: Database) -> None:
        page = visitor.get(STEP)
        secret = secret_on(page).replace(" ", "")
        response = visitor.http.post(SET_UP, data={"csrf_token": csrf_token(page), "code": wrong_code(secret)})

        assert response.status_code == 400
        assert secret_on(response).replace(" ", "") == secret
        assert visitor.get("/settings").headers.get("location") == "/signin?next=/settings"
        assert not has_factor(alice, database)

    def test_the_step_can_not_be_skipped_with_a_code(self, visitor: Visitor) -> None:
        page = visitor.get(STEP)
        secret = secret_on(page).replace(" ", "")

        assert visitor.http.post(STEP, data={"csrf_token": csrf_token(page), "code": code(secret)}).status_code == 401
        assert visitor.http.post("/signin/passkey", data={"csrf_token": csrf_token(page), "response": "{}"}).status_code == 401
        assert visitor.get("/settings").headers.get("location") == "/signin?next=/settings"

    def test_a_second_pending_sign_in_can_not_replace_the_new_factor(self, visitor: Visitor, strict: Person) -> None:
        """Someone else who knows the password comes second."""
        other = Visitor(strict.app)
        other.sign_in(ALICE)
        late = other.get(STEP)
        page = visitor.get(STEP)
        visitor.http.post(SET_UP, data={"csrf_token": csrf_token(page), "code": code(secret_on(page).replace(" ", ""))})
        response = other.http.post(SET_UP, data={"csrf_token": csrf_token(late), "code": code(secret_on(late).replace(" ", ""))})

        assert response.headers["location"] == STEP
        assert other.get("/settings").headers.get("location") == "/signin?next=/settings"

    def test_the_last_factor_can_not_be_removed(
        self, strict: Person, alice: Person, database: Database, stopped_clock: StoppedClock
    ) -> None:
        secret, _ = give_app(alice, database)
        stopped_clock.advance(60)
        visitor = Visitor(strict.app)
        visitor.sign_in(ALICE)
        visitor.post(STEP, {"code": code(secret)})
        response = visitor.post("/second-factor/app/remove", form_at="/second-factor")

        assert response.status_code == 400
        assert "requires a second factor" in text_of(response)
        assert has_factor(alice, database)

    def test_sessions_of_an_openid_provider_are_exempt(self, strict: Person, alice: Person, database: Database) -> None:
        """The provider asks for its own second factor. Its sign-in creates a session without a second step."""
        with database.write() as db:
            secret = signin.create_session(Call(db, SYSTEM, clock.now()), alice.id)
        visitor = Visitor(strict.app)
        visitor.http.cookies.set(SESSION, secret, domain="time.example.com")

        assert visitor.get("/settings").status_code == 200

    def test_it_is_not_required_by_default(self, alice: Person, database: Database) -> None:
        give_password(alice, database)
        visitor = Visitor(alice.app)

        assert visitor.sign_in(ALICE).headers["location"] == "/"
        assert visitor.post(SET_UP, {"code": "000000"}, form_at="/second-factor").headers["location"] == STEP
        assert visitor.get(STEP).headers["location"] == "/signin"


class TestReset:
    def test_administrators_reset_a_lost_factor(self, alice: Person, carol: Person, database: Database) -> None:
        give_password(alice, database)
        give_app(alice, database)
        administrator = signed_in(carol, database)
        path = f"/people/{alice.id}"
        assert "Authenticator app" in text_of(administrator.get(path))
        response = administrator.post(f"{path}/reset-second-factor", form_at=path)

        assert response.headers["location"] == path
        assert "Alice has no second factor any more" in text_of(administrator.get(path))
        assert Visitor(alice.app).sign_in(ALICE).headers["location"] == "/"

    def test_other_users_may_not(self, alice: Person, bob: Person, database: Database) -> None:
        give_app(alice, database)
        response = signed_in(bob, database).post(f"/people/{alice.id}/reset-second-factor", form_at="/settings")

        assert response.status_code == 403
        assert has_factor(alice, database)

    def test_on_the_command_line(self, andante: Shell, alice: Person, database: Database) -> None:
        assert andante("user", "reset-second-factor", ALICE) == "The user has no second factor.\n"
        give_app(alice, database)

        assert andante("user", "reset-second-factor", ALICE) == "Removed the second factor of Alice\n"
        assert not has_factor(alice, database)
        andante("user", "reset-second-factor", "nobody", code=1)
        assert "nobody" in andante.errors
