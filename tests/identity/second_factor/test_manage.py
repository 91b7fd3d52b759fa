"""Setting up, replacing and removing second factors, and the check before sensitive pages."""

import re

import pytest

from andante.identity.second_factor import queries, rules
from andante.identity.signin.rules import RECHECK_SECONDS
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import Person
from tests.change_log import recorded, records, secrets_in
from tests.conftest import StoppedClock
from tests.web.browsing import PASSWORD, Visitor, csrf_token, give_password, secret_on, signed_in, text_of

from .devices import Passkey, add_passkey, code, give_app, passkey_options, wrong_code

CHECK = "/second-factor/check"
ACTIVATE = "/second-factor/app/activate"


def start_app(visitor: Visitor) -> tuple[str, str]:
    """The secret of a new app, and the CSRF token of the page."""
    page = visitor.post("/second-factor/app", form_at="/second-factor")
    return secret_on(page).replace(" ", ""), csrf_token(page)


def activate(visitor: Visitor, token: str, text: str) -> tuple[int, str]:
    response = visitor.http.post(ACTIVATE, data={"csrf_token": token, "code": text})
    return response.status_code, text_of(response)


def codes_on(text: str) -> list[str]:
    return re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", text)


def factors(person: Person, database: Database) -> rules.Factors:
    with database.read() as db:
        return queries.factors_of(Call(db, SYSTEM, clock.now()), person.id)


@pytest.fixture
def visitor(alice: Person, database: Database) -> Visitor:
    return signed_in(alice, database)


class TestAuthenticatorApp:
    def test_it_is_active_after_the_right_code(self, visitor: Visitor, alice: Person, database: Database) -> None:
        secret, token = start_app(visitor)
        assert not factors(alice, database).exist
        status, text = activate(visitor, token, code(secret))

        assert status == 200
        assert len(codes_on(text)) == 10
        assert factors(alice, database).app_since == clock.now()
        assert factors(alice, database).recovery_codes == 10

    def test_a_wrong_code_keeps_the_secret_on_the_page(self, visitor: Visitor, alice: Person, database: Database) -> None:
        secret, token = start_app(visitor)
        response = visitor.http.post(ACTIVATE, data={"csrf_token": token, "code": wrong_code(secret)})

        assert response.status_code == 400
        assert secret_on(response).replace(" ", "") == secret
        assert not factors(alice, database).exist
        assert activate(visitor, token, code(secret))[0] == 200

    def test_the_secret_is_never_shown_again(self, visitor: Visitor) -> None:
        secret, token = start_app(visitor)
        codes = codes_on(activate(visitor, token, code(secret))[1])
        pages = visitor.get("/second-factor").text + visitor.get("/settings").text + str(visitor.http.cookies)

        assert rules.grouped(secret) not in pages
        assert secret not in pages
        assert codes[0] not in pages
        assert start_app(visitor)[0] != secret

    def test_the_qr_code_has_no_styles_and_contains_the_secret(self, visitor: Visitor) -> None:
        page = visitor.post("/second-factor/app", form_at="/second-factor")
        svg = re.search(r'<svg viewBox[^>]*class="segno".*?</svg>', page.text)

        assert svg
        assert "style" not in svg[0]
        issuer = "Andante%20%28time.example.com%29"
        uri = rules.app_uri("A" * 32, "alice@example.com", "time.example.com")
        assert uri == f"otpauth://totp/{issuer}:alice%40example.com?secret={'A' * 32}&issuer={issuer}"

    def test_activation_without_a_start_is_refused(self, visitor: Visitor, alice: Person, database: Database) -> None:
        token = csrf_token(visitor.get("/second-factor"))

        assert activate(visitor, token, "000000")[0] == 400
        assert not factors(alice, database).exist

    def test_replacing_it_invalidates_the_old_one(
        self, visitor: Visitor, alice: Person, database: Database, stopped_clock: StoppedClock
    ) -> None:
        give_password(alice, database)
        old, _ = give_app(alice, database)
        visitor = confirmed(alice, database, old, stopped_clock)
        new, token = start_app(visitor)
        status, text = activate(visitor, token, code(new))
        stopped_clock.advance(60)
        other = Visitor(alice.app)
        other.sign_in("alice@example.com")

        assert (status, codes_on(text)) == (302, [])
        assert other.post("/signin/second-step", {"code": code(old)}).status_code == 401
        assert other.post("/signin/second-step", {"code": code(new)}).status_code == 302

    def test_removing_the_last_factor_removes_the_recovery_codes(
        self, alice: Person, database: Database, stopped_clock: StoppedClock
    ) -> None:
        secret, codes = give_app(alice, database)
        visitor = confirmed(alice, database, secret, stopped_clock)
        visitor.post("/second-factor/app/remove", form_at="/second-factor")

        assert factors(alice, database) == rules.Factors(None, [], 0)
        assert visitor.post("/second-factor/recovery-codes", form_at="/second-factor").status_code == 302
        assert codes_on(text_of(visitor.get("/second-factor"))) == []
        assert codes


def confirmed(person: Person, database: Database, secret: str, stopped_clock: StoppedClock) -> Visitor:
    """A user who has just shown the second factor."""
    stopped_clock.advance(60)
    visitor = signed_in(person, database)
    assert visitor.post(CHECK, {"code": code(secret)}).status_code == 302
    return visitor


class TestPasskeys:
    def test_it_is_added_and_listed(self, visitor: Visitor) -> None:
        page = add_passkey(visitor, Passkey(), "My laptop")

        assert len(codes_on(text_of(page))) == 10
        assert "My laptop Added" in text_of(visitor.get("/second-factor"))

    def test_a_second_one_creates_no_recovery_codes(self, visitor: Visitor) -> None:
        add_passkey(visitor, Passkey())

        assert add_passkey(visitor, Passkey(id=b"second"), "Phone").status_code == 302
        assert "Phone" in text_of(visitor.get("/second-factor"))

    def test_the_same_one_is_refused(self, visitor: Visitor, bob: Person, database: Database) -> None:
        passkey = Passkey()
        add_passkey(visitor, passkey)

        assert "already registered" in text_of(add_passkey(visitor, passkey))
        assert add_passkey(signed_in(bob, database), passkey).status_code == 400

    @pytest.mark.parametrize("passkey", [Passkey(host="evil.example.com"), Passkey(origin="https://evil.example.com")])
    def test_one_of_another_site_is_refused(self, visitor: Visitor, passkey: Passkey) -> None:
        assert add_passkey(visitor, passkey).status_code == 400

    def test_a_registration_can_not_be_repeated(self, visitor: Visitor, alice: Person, database: Database) -> None:
        options = passkey_options(visitor.post("/second-factor/passkeys/new", form_at="/second-factor"))
        passkey = Passkey()
        form = {"name": "x", "response": passkey.create(options)}
        assert visitor.post("/second-factor/passkeys", form, form_at="/second-factor").status_code == 200
        (added,) = factors(alice, database).passkeys
        visitor.post(f"/second-factor/passkeys/{added.id}/remove", form_at="/second-factor")

        assert visitor.post("/second-factor/passkeys", form, form_at="/second-factor").status_code == 400

    def test_the_challenge_of_another_session_is_refused(self, visitor: Visitor, alice: Person, database: Database) -> None:
        other = signed_in(alice, database)
        options = passkey_options(other.post("/second-factor/passkeys/new", form_at="/second-factor"))
        visitor.post("/second-factor/passkeys/new", form_at="/second-factor")
        form = {"name": "x", "response": Passkey().create(options)}

        assert visitor.post("/second-factor/passkeys", form, form_at="/second-factor").status_code == 400

    @pytest.mark.parametrize(("name", "status"), [("", 400), ("x" * 101, 400), ("a\nb", 400), ("x" * 100, 200)])
    def test_its_name_is_checked(self, visitor: Visitor, name: str, status: int) -> None:
        assert add_passkey(visitor, Passkey(), name).status_code == status

    @pytest.mark.parametrize("response", ["", "{}", "null", "[1]", '{"id": "x"}'])
    def test_malformed_responses_are_refused(self, visitor: Visitor, response: str) -> None:
        visitor.post("/second-factor/passkeys/new", form_at="/second-factor")

        assert visitor.post("/second-factor/passkeys", {"name": "x", "response": response}, form_at="/second-factor").status_code == 400

    def test_users_can_not_remove_those_of_others(self, visitor: Visitor, alice: Person, bob: Person, database: Database) -> None:
        add_passkey(visitor, Passkey())
        (passkey,) = factors(alice, database).passkeys

        response = signed_in(bob, database).post(f"/second-factor/passkeys/{passkey.id}/remove", form_at="/second-factor")
        assert response.status_code == 404
        assert factors(alice, database).exist

    def test_they_are_not_offered_at_an_ip_address(self, alice: Person, database: Database) -> None:
        assert not rules.RelyingParty("127.0.0.1", "http://127.0.0.1:8080").supports_passkeys
        assert not rules.RelyingParty("::1", "https://[::1]").supports_passkeys
        assert not rules.RelyingParty("time.example.com", "http://time.example.com").supports_passkeys
        assert rules.RelyingParty("localhost", "http://localhost:8080").supports_passkeys
        assert rules.RelyingParty("time.example.com", "https://time.example.com").supports_passkeys


class TestSensitivePages:
    SENSITIVE = ("/tokens", "/my-password", "/second-factor")

    def test_users_without_second_factor_are_not_asked(self, visitor: Visitor) -> None:
        assert [visitor.get(path).status_code for path in self.SENSITIVE] == [200] * 3
        assert visitor.get(CHECK, next="/tokens").headers["location"] == "/tokens"

    def test_they_ask_when_the_last_check_is_old(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        secret, _ = give_app(alice, database)
        visitor = confirmed(alice, database, secret, stopped_clock)
        stopped_clock.advance(RECHECK_SECONDS - 1)
        assert [visitor.get(path).status_code for path in self.SENSITIVE] == [200] * 3
        stopped_clock.advance(1)

        assert [visitor.get(path).headers["location"] for path in self.SENSITIVE] == [f"{CHECK}?next={path}" for path in self.SENSITIVE]
        assert visitor.get("/settings").status_code == 200

    def test_they_open_after_the_check(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        secret, _ = give_app(alice, database)
        stopped_clock.advance(60)
        visitor = signed_in(alice, database)
        response = visitor.post(CHECK, {"code": code(secret), "next": "/tokens"})

        assert response.headers["location"] == "/tokens"
        assert visitor.get("/tokens").status_code == 200

    def test_nothing_is_changed_without_the_check(self, alice: Person, carol: Person, database: Database) -> None:
        for person in (alice, carol):
            give_password(person, database)
            give_app(person, database)
        visitor, administrator = signed_in(alice, database), signed_in(carol, database)
        new = {"current": PASSWORD, "password": "a much better one", "confirmation": "a much better one"}
        for path in (
            "/tokens",
            "/my-password",
            "/second-factor/app",
            ACTIVATE,
            "/second-factor/app/remove",
            "/second-factor/recovery-codes",
        ):
            response = visitor.post(path, {"name": "x", "days": "1"} | new, form_at="/settings")
            assert response.headers["location"].startswith(CHECK), path
        for path in ("password-link", "reset-second-factor"):
            response = administrator.post(f"/people/{alice.id}/{path}", form_at=f"/people/{alice.id}")
            assert response.headers["location"].startswith(CHECK), path

        assert factors(alice, database).exist
        assert Visitor(alice.app).sign_in("alice@example.com").status_code == 302

    def test_another_session_is_not_confirmed(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        secret, _ = give_app(alice, database)
        confirmed(alice, database, secret, stopped_clock)

        assert signed_in(alice, database).get("/tokens").status_code == 302

    def test_guesses_are_limited(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        secret, _ = give_app(alice, database)
        stopped_clock.advance(60)
        statuses = [signed_in(alice, database).post(CHECK, {"code": wrong_code(secret)}).status_code for _ in range(6)]

        assert statuses == [401] * 5 + [429]

    @pytest.mark.parametrize("next_path", ["https://evil.example.com", "//evil.example.com", "/\\evil.example.com"])
    def test_the_check_does_not_redirect_to_another_host(
        self, alice: Person, database: Database, stopped_clock: StoppedClock, next_path: str
    ) -> None:
        secret, _ = give_app(alice, database)
        stopped_clock.advance(60)
        visitor = signed_in(alice, database)

        assert visitor.post(CHECK, {"code": code(secret), "next": next_path}).headers["location"] == "/"

    def test_a_passkey_confirms(self, visitor: Visitor, stopped_clock: StoppedClock) -> None:
        passkey = Passkey()
        add_passkey(visitor, passkey)
        stopped_clock.advance(RECHECK_SECONDS)
        response = passkey.sign(passkey_options(visitor.get(CHECK, next="/tokens")))
        assert visitor.post(f"{CHECK}/passkey", {"response": "{}", "next": "/tokens"}, form_at=CHECK).status_code == 401
        assert visitor.post(f"{CHECK}/passkey", {"response": response}, form_at=CHECK).status_code == 401, "the challenge was used"
        response = passkey.sign(passkey_options(visitor.get(CHECK)))

        assert visitor.post(f"{CHECK}/passkey", {"response": response, "next": "/tokens"}, form_at=CHECK).headers["location"] == "/tokens"
        assert visitor.get("/tokens").status_code == 200

    def test_a_new_password_keeps_the_check(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        give_password(alice, database)
        secret, _ = give_app(alice, database)
        visitor = confirmed(alice, database, secret, stopped_clock)
        new = "a much better one"
        assert visitor.post("/my-password", {"current": PASSWORD, "password": new, "confirmation": new}).headers["location"] == "/"

        assert visitor.get("/tokens").status_code == 200


def test_changes_are_recorded_without_secrets(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    last = records(database)[-1].id
    with recorded(database, "second factors"):
        secret, codes = give_app(alice, database)
        visitor = confirmed(alice, database, secret, stopped_clock)
        add_passkey(visitor, Passkey())
        visitor.post("/second-factor/app/remove", form_at="/second-factor")
        stored = secrets_in(database)
    new = records(database, last)

    assert [(change.entity, change.action) for change in new if change.entity != "session"] == [
        ("authenticatorapp", "Created"),
        ("recoverycodes", "Created"),
        ("passkey", "Created"),
        ("authenticatorapp", "Deleted"),
    ]
    assert not [text for text in (*stored, secret, *codes) if text in str(new)]
    assert {change.actor for change in new if change.entity == "passkey"} == {alice.id}
