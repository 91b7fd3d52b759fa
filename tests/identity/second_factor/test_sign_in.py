"""Signing in with a second step, and attempts to avoid it."""

import pytest

from andante.identity.second_factor import actions as second_factors
from andante.identity.signin import actions, rules
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Forbidden
from andante.kit.page_requests import PAGE_HEADER
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.web.browsing import PASSWORD, SESSION, Visitor, csrf_token, give_password, signed_in

from .devices import Passkey, add_passkey, code, give_app, passkey_options, wrong_code

ALICE, STEP = "alice@example.com", "/signin/second-step"


@pytest.fixture
def secret(alice: Person, database: Database, stopped_clock: StoppedClock) -> str:
    """Of alice's authenticator app."""
    give_password(alice, database)
    secret, _ = give_app(alice, database)
    stopped_clock.advance(60)
    return secret


@pytest.fixture
def visitor(alice: Person, secret: str) -> Visitor:
    """Alice in a browser, after the right password."""
    assert secret
    visitor = Visitor(alice.app)
    assert visitor.sign_in(ALICE, next="/tokens").headers["location"] == STEP
    return visitor


def enter(visitor: Visitor, text: str) -> int:
    return visitor.post(STEP, {"code": text}).status_code


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def with_cookie(secret: str | None, person: Person) -> Visitor:
    """The browser of a thief, with a cookie of another one."""
    assert secret
    thief = Visitor(person.app)
    thief.http.cookies.set(SESSION, secret, domain="time.example.com")
    return thief


def test_a_user_signs_in_with_a_code(visitor: Visitor, secret: str) -> None:
    response = visitor.post(STEP, {"code": f" {code(secret)[:3]} {code(secret)[3:]}"})

    assert response.headers["location"] == "/tokens"
    assert visitor.get("/tokens").status_code == 200


def test_a_user_without_second_factor_signs_in_with_the_password_alone(bob: Person, database: Database) -> None:
    give_password(bob, database)

    assert Visitor(bob.app).sign_in("bob@example.com").headers["location"] == "/"


def test_a_wrong_password_does_not_lead_to_the_second_step(alice: Person, secret: str) -> None:
    visitor = Visitor(alice.app)
    assert visitor.sign_in(ALICE, "wrong").status_code == 401

    assert visitor.get(STEP).headers["location"] == "/signin"
    token = csrf_token(visitor.get("/signin"))
    assert visitor.http.post(STEP, data={"csrf_token": token, "code": code(secret)}).headers["location"] == "/signin"
    assert not is_signed_in(visitor)


class TestSkippingTheSecondStep:
    def test_the_password_alone_opens_no_page(self, visitor: Visitor) -> None:
        for path in ("/", "/settings", "/my-password", "/second-factor", "/second-factor/check", "/granted"):
            assert visitor.get(path).headers["location"] == f"/signin?next={path}", path

    def test_the_password_alone_changes_nothing(self, visitor: Visitor) -> None:
        token = csrf_token(visitor.get(STEP))
        for path in (
            "/tokens",
            "/second-factor/app",
            "/second-factor/app/remove",
            "/second-factor/recovery-codes",
            "/settings",
            "/my-password",
        ):
            data = {"csrf_token": token, "password": "new password 123", "confirmation": "new password 123", "current": PASSWORD}
            assert visitor.http.post(path, data=data).headers["location"].startswith("/signin"), path

    def test_the_password_alone_opens_no_operation(self, visitor: Visitor) -> None:
        assert visitor.http.get("/4/worklogs", headers={PAGE_HEADER: "1"}).status_code == 401
        assert signed_in_status(visitor) == 401

    def test_the_pending_secret_is_not_a_token(self, visitor: Visitor, alice: Person) -> None:
        assert alice.http.get("/4/worklogs", headers={"Authorization": f"Bearer {visitor.session}"}).status_code == 401

    def test_a_user_with_a_factor_can_not_set_up_another_one(self, visitor: Visitor, secret: str) -> None:
        token = csrf_token(visitor.get(STEP))
        response = visitor.http.post("/signin/set-up", data={"csrf_token": token, "code": code(secret)})

        assert response.headers["location"] == STEP
        assert not is_signed_in(visitor)

    def test_the_sign_in_page_does_not_forward_a_pending_user(self, visitor: Visitor) -> None:
        assert visitor.get("/signin").status_code == 200


def signed_in_status(visitor: Visitor) -> int:
    headers = {PAGE_HEADER: "1", "Origin": "https://time.example.com", "Sec-Fetch-Site": "same-origin"}
    return visitor.http.put("/4-andante/preferences", json={}, headers=headers).status_code


class TestCodes:
    def test_a_code_works_once(self, visitor: Visitor, alice: Person, secret: str) -> None:
        used = code(secret)
        assert enter(visitor, used) == 302
        other = Visitor(alice.app)
        other.sign_in(ALICE)

        assert enter(other, used) == 401
        assert not is_signed_in(other)

    def test_an_earlier_code_is_refused_after_a_later_one(
        self, visitor: Visitor, alice: Person, secret: str, stopped_clock: StoppedClock
    ) -> None:
        earlier = code(secret)
        stopped_clock.advance(30)
        assert enter(visitor, code(secret)) == 302
        other = Visitor(alice.app)
        other.sign_in(ALICE)

        assert enter(other, earlier) == 401

    def test_the_code_that_activated_the_app_is_refused(self, bob: Person, database: Database) -> None:
        give_password(bob, database)
        secret, _ = give_app(bob, database)
        visitor = Visitor(bob.app)
        visitor.sign_in("bob@example.com")

        assert enter(visitor, code(secret)) == 401

    @pytest.mark.parametrize(("seconds", "status"), [(30, 302), (90, 401), (-30, 302), (-60, 401)])
    def test_codes_of_neighboring_steps_are_accepted(
        self, visitor: Visitor, secret: str, stopped_clock: StoppedClock, seconds: int, status: int
    ) -> None:
        shown = code(secret)
        stopped_clock.advance(seconds)

        assert enter(visitor, shown) == status

    @pytest.mark.parametrize(
        "text", ["", "12345", "1234567", "१२३४५६", "abcdef", "-1", "0" * 10_000, "\0" * 6, "\ud800".encode("utf-8", "replace")]
    )
    def test_malformed_codes_are_wrong(self, visitor: Visitor, text: str) -> None:
        assert enter(visitor, text) == 401
        assert not is_signed_in(visitor)

    def test_the_code_of_another_user_is_wrong(
        self, visitor: Visitor, bob: Person, database: Database, stopped_clock: StoppedClock
    ) -> None:
        others, _ = give_app(bob, database)
        stopped_clock.advance(60)

        assert enter(visitor, code(others)) == 401

    def test_guesses_are_limited_across_sign_ins(self, visitor: Visitor, alice: Person, secret: str) -> None:
        statuses = []
        for _ in range(6):
            other = Visitor(alice.app)
            other.sign_in(ALICE)
            statuses.append(enter(other, wrong_code(secret)))

        assert statuses == [401] * 5 + [429]
        assert enter(visitor, code(secret)) == 429

    def test_the_right_code_works_after_the_wait_and_resets_the_count(
        self, visitor: Visitor, alice: Person, secret: str, stopped_clock: StoppedClock
    ) -> None:
        for _ in range(5):
            enter(visitor, wrong_code(secret))
        stopped_clock.advance(1)
        assert enter(visitor, code(secret)) == 302
        other = Visitor(alice.app)
        other.sign_in(ALICE)

        assert [enter(other, wrong_code(secret)) for _ in range(5)] == [401] * 5

    def test_the_right_password_does_not_reset_the_count_of_codes(self, visitor: Visitor, secret: str) -> None:
        for _ in range(5):
            enter(visitor, wrong_code(secret))
            visitor.sign_in(ALICE)

        assert enter(visitor, wrong_code(secret)) == 429


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, alice: Person, database: Database) -> list[str]:
        give_password(alice, database)
        return give_app(alice, database)[1]

    def test_each_works_once(self, alice: Person, codes: list[str]) -> None:
        first, second = Visitor(alice.app), Visitor(alice.app)
        for visitor in (first, second):
            visitor.sign_in(ALICE)

        assert len(set(codes)) == 10
        assert enter(first, codes[0].upper().replace("-", " ")) == 302
        assert enter(second, codes[0]) == 401
        assert enter(second, codes[1]) == 302
        assert is_signed_in(second)

    def test_new_codes_replace_the_old_ones(self, alice: Person, database: Database, codes: list[str]) -> None:
        with database.write() as db:
            second_factors.create_recovery_codes(Call(db, SYSTEM, clock.now()), alice.id)
        visitor = Visitor(alice.app)
        visitor.sign_in(ALICE)

        assert enter(visitor, codes[0]) == 401

    def test_those_of_another_user_are_wrong(self, alice: Person, bob: Person, database: Database, codes: list[str]) -> None:
        _, others = give_app(bob, database)
        visitor = Visitor(alice.app)
        visitor.sign_in(ALICE)

        assert enter(visitor, others[0]) == 401


class TestPendingSignIns:
    def test_it_expires(self, visitor: Visitor, secret: str, stopped_clock: StoppedClock) -> None:
        stopped_clock.advance(rules.SECOND_STEP_SECONDS)
        token = csrf_token(visitor.get("/signin"))

        assert visitor.http.post(STEP, data={"csrf_token": token, "code": code(secret)}).headers["location"] == "/signin"
        assert not is_signed_in(visitor)

    def test_a_new_password_ends_it(self, visitor: Visitor, alice: Person, database: Database) -> None:
        give_password(alice, database, "another good password")

        assert visitor.get(STEP).headers["location"] == "/signin"

    def test_a_user_who_becomes_inactive_can_not_finish_it(
        self, visitor: Visitor, alice: Person, carol: Person, database: Database
    ) -> None:
        form = {"display_name": "Alice", "email": ALICE, "time_zone": "UTC"}
        assert signed_in(carol, database).post(f"/people/{alice.id}", form).status_code == 302

        assert visitor.get(STEP).headers["location"] == "/signin"

    def test_its_secret_is_worthless_after_the_second_step(self, visitor: Visitor, alice: Person, secret: str) -> None:
        pending = visitor.session
        assert enter(visitor, code(secret)) == 302
        thief = with_cookie(pending, alice)

        assert visitor.session != pending
        assert thief.get(STEP).headers["location"] == "/signin"
        assert not is_signed_in(thief)

    def test_a_session_that_an_attacker_planted_is_not_used(self, alice: Person, secret: str) -> None:
        """Session fixation before the first step, and before the second."""
        visitor = Visitor(alice.app)
        planted = "planted-by-an-attacker-0123456789"
        visitor.http.cookies.set(SESSION, planted, domain="time.example.com")
        token = csrf_token(visitor.get("/signin"))
        visitor.http.post("/signin", data={"csrf_token": token, "email": ALICE, "password": PASSWORD})
        assert visitor.session not in (None, planted)
        assert enter(visitor, code(secret)) == 302

        assert not is_signed_in(with_cookie(planted, alice))

    def test_the_pending_sign_in_of_another_user_needs_the_factor_of_that_user(
        self, visitor: Visitor, alice: Person, bob: Person, database: Database, stopped_clock: StoppedClock
    ) -> None:
        """An attacker who knows the password of alice can't finish the step with a factor of their own."""
        give_password(bob, database)
        own, _ = give_app(bob, database)
        stopped_clock.advance(60)
        attacker = Visitor(bob.app)
        attacker.sign_in("bob@example.com")
        token = csrf_token(attacker.get(STEP))
        attacker.http.cookies.set(SESSION, visitor.session or "", domain="time.example.com")
        response = attacker.http.post(STEP, data={"csrf_token": token, "code": code(own)})

        assert response.status_code == 400, "the form belongs to the other sign-in"
        assert enter(attacker, code(own)) == 401
        assert not is_signed_in(attacker)

    def test_the_session_of_another_user_in_this_browser_ends(self, alice: Person, bob: Person, database: Database, secret: str) -> None:
        visitor = signed_in(bob, database)
        before = visitor.session
        token = csrf_token(visitor.get("/settings"))
        visitor.http.post("/signin", data={"csrf_token": token, "email": ALICE, "password": PASSWORD})

        assert not is_signed_in(visitor)
        assert not is_signed_in(with_cookie(before, bob))

    def test_a_factor_that_was_reset_does_not_finish_it(self, visitor: Visitor, alice: Person, carol: Person, database: Database) -> None:
        signed_in(carol, database).post(f"/people/{alice.id}/reset-second-factor", form_at=f"/people/{alice.id}")

        assert visitor.get(STEP).headers["location"] == "/signin"
        assert Visitor(alice.app).sign_in(ALICE).headers["location"] == "/"

    def test_a_form_needs_its_csrf_token(self, visitor: Visitor, secret: str) -> None:
        assert visitor.http.post(STEP, data={"code": code(secret)}).status_code == 400


class TestPasskeys:
    @pytest.fixture
    def passkey(self, alice: Person, database: Database) -> Passkey:
        give_password(alice, database)
        passkey = Passkey()
        assert add_passkey(signed_in(alice, database), passkey).status_code == 200
        return passkey

    @pytest.fixture
    def visitor(self, alice: Person, passkey: Passkey) -> Visitor:
        visitor = Visitor(alice.app)
        assert visitor.sign_in(ALICE).headers["location"] == STEP
        return visitor

    @staticmethod
    def use(visitor: Visitor, passkey: Passkey) -> int:
        response = passkey.sign(passkey_options(visitor.get(STEP)))
        return visitor.post("/signin/passkey", {"response": response}, form_at=STEP).status_code

    def test_a_user_signs_in_with_a_passkey(self, visitor: Visitor, passkey: Passkey) -> None:
        options = passkey_options(visitor.get(STEP))
        response = visitor.post("/signin/passkey", {"response": passkey.sign(options)}, form_at=STEP)

        assert options["rpId"] == "time.example.com"
        assert len(options["allowCredentials"]) == 1
        assert response.headers["location"] == "/"
        assert is_signed_in(visitor)

    def test_a_signature_works_once(self, bob: Person, database: Database) -> None:
        """Even if the passkey doesn't count its signatures."""
        give_password(bob, database)
        passkey = Passkey(counts=False, id=b"of bob")
        add_passkey(signed_in(bob, database), passkey)
        visitor, other = Visitor(bob.app), Visitor(bob.app)
        for each in (visitor, other):
            each.sign_in("bob@example.com")
        response = passkey.sign(passkey_options(visitor.get(STEP)))

        assert visitor.post("/signin/passkey", {"response": response}, form_at=STEP).status_code == 302
        assert other.post("/signin/passkey", {"response": response}, form_at=STEP).status_code == 401
        assert self.use(other, passkey) == 302

    def test_a_challenge_works_once(self, visitor: Visitor, passkey: Passkey) -> None:
        options = passkey_options(visitor.get(STEP))
        assert visitor.post("/signin/passkey", {"response": "{}"}, form_at=STEP).status_code == 401

        assert visitor.post("/signin/passkey", {"response": passkey.sign(options)}, form_at=STEP).status_code == 401
        assert self.use(visitor, passkey) == 302

    @pytest.mark.parametrize(
        "impostor",
        [
            Passkey(),
            Passkey(id=b"unknown"),
        ],
        ids=["other key", "other id"],
    )
    def test_another_passkey_is_refused(self, visitor: Visitor, impostor: Passkey) -> None:
        assert self.use(visitor, impostor) == 401
        assert not is_signed_in(visitor)

    @pytest.mark.parametrize(
        ("host", "origin"), [("time.example.com", "https://evil.example.com"), ("evil.example.com", "https://time.example.com")]
    )
    def test_a_signature_for_another_site_is_refused(self, visitor: Visitor, passkey: Passkey, host: str, origin: str) -> None:
        phished = Passkey(host=host, origin=origin, key=passkey.key)

        assert self.use(visitor, phished) == 401

    def test_a_copied_passkey_is_noticed_by_its_count(self, visitor: Visitor, alice: Person, passkey: Passkey) -> None:
        copy = Passkey(key=passkey.key)
        assert self.use(visitor, passkey) == 302
        other = Visitor(alice.app)
        other.sign_in(ALICE)

        assert self.use(other, copy) == 401

    def test_the_passkey_of_another_user_is_refused(self, visitor: Visitor, bob: Person, database: Database) -> None:
        others = Passkey(id=b"of bob")
        add_passkey(signed_in(bob, database), others)

        assert self.use(visitor, others) == 401

    @pytest.mark.parametrize(
        "response", ["", "x", "[]", "null", "{}", '{"id": 1}', '{"id": "\\u0000"}', '{"id": "YSBwYXNza2V5IG9mIHRoZSB0ZXN0cw"}']
    )
    def test_malformed_responses_are_refused(self, visitor: Visitor, response: str) -> None:
        assert visitor.post("/signin/passkey", {"response": response}, form_at=STEP).status_code == 401

    def test_wrong_codes_do_not_lock_out_the_owner_of_a_passkey(self, visitor: Visitor, passkey: Passkey) -> None:
        while enter(visitor, "000000") != 429:
            pass

        assert self.use(visitor, passkey) == 302


def test_only_the_script_for_passkeys_may_run(visitor: Visitor) -> None:
    policies = {path: visitor.get(path).headers["content-security-policy"] for path in ("/signin", "/password/forgot", STEP)}

    assert "script-src" not in policies["/signin"] + policies["/password/forgot"]
    assert "connect-src" not in policies[STEP]
    (sources,) = [part for part in policies[STEP].split("; ") if part.startswith("script-src")]
    assert sources.startswith("script-src https://time.example.com/static/")
    assert sources.endswith("/identity/passkey.js")


@pytest.mark.usefixtures("secret")
def test_a_sign_in_can_be_finished_only_once(database: Database) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        credential = actions.start_attempt(call, ALICE, "192.0.2.1")
        started = actions.sign_in(call, credential)
        actions.finish_sign_in(call, started.secret)
        with pytest.raises(Forbidden, match="expired"):
            actions.finish_sign_in(call, started.secret)

    assert not started.complete
