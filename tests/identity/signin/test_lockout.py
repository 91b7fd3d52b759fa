"""Attackers who guess passwords are slowed down, and the owner can still sign in."""

from collections.abc import Callable
from typing import Any

import pytest

from andante.identity.signin import actions, rules
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Forbidden
from andante.kit.networks import client_network
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.web.browsing import PASSWORD, Visitor, give_password, signed_in

ALICE, BOB = "alice@example.com", "bob@example.com"
ATTACKER, ELSEWHERE = "203.0.113.5", "198.51.100.7"
NEW = "a new and better password"
At = Callable[[str], Visitor]


@pytest.fixture
def at(alice: Person, bob: Person, database: Database) -> At:
    """Opens a new browser at an address."""
    give_password(alice, database)
    give_password(bob, database)
    return lambda address: Visitor(lambda environ, start: alice.app(environ | {"REMOTE_ADDR": address}, start))


def guess(visitor: Visitor, attempts: int, email: str = ALICE) -> list[int]:
    return [visitor.sign_in(email, "a wrong guess").status_code for _ in range(attempts)]


def guess_from_many_networks(at: At, email: str = ALICE) -> None:
    """Uses up the attempts for an email in unknown browsers."""
    for n in range(rules.ACCOUNT_BACKOFF.free // 5):
        assert guess(at(f"192.0.2.{n}"), 5, email) == [401] * 5


def sign_in(visitor: Visitor, email: str = ALICE) -> int:
    return visitor.sign_in(email).status_code


def known(at: At, address: str, email: str = ALICE) -> Visitor:
    """A browser in which the user has signed in and out."""
    visitor = at(address)
    assert sign_in(visitor, email) == 302
    assert visitor.post("/signout", form_at="/overview").status_code == 302
    return visitor


def browser_cookie(visitor: Visitor, email: str = ALICE) -> str:
    return visitor.http.cookies[f"__Host-{rules.browser_cookie_name(email)}"]


def give_cookie(visitor: Visitor, value: str, email: str = ALICE) -> Visitor:
    visitor.http.cookies.set(f"__Host-{rules.browser_cookie_name(email)}", value, domain="time.example.com")
    return visitor


def test_guesses_from_one_address_do_not_lock_out_the_owner_elsewhere(at: At) -> None:
    assert guess(at(ATTACKER), 6) == [401] * 5 + [429]

    assert sign_in(at(ATTACKER)) == 429
    assert sign_in(at(ELSEWHERE)) == 302


def test_days_of_guesses_from_one_address_do_not_lock_out_the_owner_elsewhere(at: At, stopped_clock: StoppedClock) -> None:
    attacker = at(ATTACKER)
    for _ in range(rules.ACCOUNT_BACKOFF.free + 20):
        assert guess(attacker, 1) == [401]
        stopped_clock.advance(rules.EMAIL_BACKOFF.max_seconds)
    guess(attacker, 1)

    assert sign_in(attacker) == 429
    assert sign_in(at(ELSEWHERE)) == 302


def test_guesses_do_not_lock_out_the_owner_in_a_known_browser_at_the_same_address(at: At) -> None:
    owner = known(at, ATTACKER)
    guess(at(ATTACKER), 6)

    assert sign_in(at(ATTACKER)) == 429
    assert sign_in(owner) == 302


def test_guesses_for_many_users_do_not_lock_out_a_known_browser_at_the_same_address(at: At) -> None:
    owner = known(at, ATTACKER)
    for n in range(rules.ADDRESS_BACKOFF.free):
        guess(at(ATTACKER), 1, f"user-{n}@example.com")

    assert sign_in(at(ATTACKER)) == 429
    assert sign_in(owner) == 302


def test_an_attacker_who_changes_the_address_within_a_64_is_one_attacker(at: At) -> None:
    statuses = [guess(at(f"2001:db8:0:1:{n:x}::{n:x}"), 1)[0] for n in range(6)]

    assert statuses == [401] * 5 + [429]
    assert sign_in(at("2001:db8:0:1:ffff:ffff:ffff:ffff")) == 429
    assert sign_in(at("2001:db8:0:2::1")) == 302


def test_guesses_for_many_users_within_a_64_are_counted_together(at: At) -> None:
    statuses = [guess(at(f"2001:db8:0:1::{n:x}"), 1, f"user-{n}@example.com")[0] for n in range(rules.ADDRESS_BACKOFF.free + 1)]

    assert statuses == [401] * rules.ADDRESS_BACKOFF.free + [429]


def test_guesses_from_many_networks_slow_down_unknown_browsers_but_not_known_ones(at: At, stopped_clock: StoppedClock) -> None:
    owner = known(at, ELSEWHERE)
    guess_from_many_networks(at)

    refused = at("192.0.2.200").sign_in(ALICE)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert sign_in(owner) == 302
    stopped_clock.advance(1)
    assert guess(at("192.0.2.200"), 2) == [401, 429]
    assert sign_in(at("192.0.2.201"), BOB) == 302


def test_all_guesses_count_while_many_networks_guess(at: At, stopped_clock: StoppedClock) -> None:
    """Otherwise, networks that have used up their share could go on without a common limit."""
    attacker = at(ATTACKER)
    for _ in range(rules.MAX_COUNTED_PER_NETWORK):
        guess(attacker, 1)
        stopped_clock.advance(rules.EMAIL_BACKOFF.max_seconds)
    assert [guess(at(f"192.0.2.{n}"), 5) for n in range(18)] == [[401] * 5] * 18

    stopped_clock.advance(1)
    assert guess(attacker, 1) == [401]
    assert sign_in(at(ELSEWHERE)) == 429


def test_unknown_emails_have_the_same_limits(at: At) -> None:
    guess_from_many_networks(at, "nobody@example.com")

    assert guess(at(ELSEWHERE), 1, "nobody@example.com") == [429]


def test_a_known_browser_has_its_own_limit(at: At, stopped_clock: StoppedClock) -> None:
    thief = known(at, ELSEWHERE)
    assert guess(thief, 6) == [401] * 5 + [429]

    assert sign_in(thief) == 429
    assert sign_in(give_cookie(at(ATTACKER), browser_cookie(thief))) == 429
    assert sign_in(at(ELSEWHERE)) == 302
    stopped_clock.advance(1)
    assert sign_in(thief) == 302
    thief.post("/signout", form_at="/overview")
    assert guess(thief, 5) == [401] * 5


def test_the_cookie_of_another_account_is_no_help(at: At) -> None:
    """Bob has his own cookie, under its own name or that of Alice's."""
    stolen = browser_cookie(known(at, ELSEWHERE, BOB), BOB)
    guess(at(ATTACKER), 5)

    attacker = give_cookie(give_cookie(at(ATTACKER), stolen, BOB), stolen, ALICE)
    assert sign_in(attacker) == 429
    assert sign_in(give_cookie(at(ATTACKER), stolen, BOB), BOB) == 302


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "\xe4" * 50, "WyJ4IiwiOTk5OS0wMS0wMVQwMDowMDowMFoiXQ.AAAA", "{valid}x"])
def test_a_forged_cookie_is_no_help(at: At, alice: Person, forged: str) -> None:
    name, value = rules.browser_cookie_name(ALICE), forged.replace("{valid}", browser_cookie(known(at, ELSEWHERE)))

    def app(environ: dict[str, Any], start: Any) -> Any:
        cookies = f"{environ.get('HTTP_COOKIE', 'a=b')}; __Host-{name}={value}"
        return alice.app(environ | {"REMOTE_ADDR": ATTACKER, "HTTP_COOKIE": cookies}, start)

    guess(at(ATTACKER), 5)
    assert sign_in(Visitor(app)) == 429


def test_a_browser_is_known_for_half_a_year(at: At, stopped_clock: StoppedClock) -> None:
    owner, other = known(at, ATTACKER), known(at, ATTACKER)
    stopped_clock.advance(rules.BROWSER_SECONDS - 1)
    guess(at(ATTACKER), 5)

    assert sign_in(owner) == 302
    cookie = browser_cookie(other)
    stopped_clock.advance(1)
    guess(at(ATTACKER), 2)
    assert sign_in(give_cookie(at(ATTACKER), cookie)) == 429


def test_a_new_password_makes_other_browsers_unknown(at: At) -> None:
    thief, owner = known(at, ELSEWHERE), at(ELSEWHERE)
    sign_in(owner)
    form = {"current": PASSWORD, "password": NEW, "confirmation": NEW}
    assert owner.post("/my-password", form).status_code == 302
    guess(at(ELSEWHERE), 6)

    assert thief.sign_in(ALICE, NEW).status_code == 429
    owner.post("/signout", form_at="/overview")
    assert owner.sign_in(ALICE, NEW).status_code == 302


def test_a_browser_is_known_to_each_user_who_signed_in(at: At) -> None:
    shared = known(at, ATTACKER)
    sign_in(shared, BOB)
    shared.post("/signout", form_at="/overview")
    for email in (ALICE, BOB):
        guess(at(ATTACKER), 6, email)

    assert sign_in(shared) == 302
    shared.post("/signout", form_at="/overview")
    assert sign_in(shared, BOB) == 302


def test_a_password_link_makes_the_browser_known(at: At, alice: Person, database: Database) -> None:
    with database.write() as db:
        secret = actions.create_password_link(Call(db, SYSTEM, clock.now()), alice.id)
    guess(at(ATTACKER), 6)
    owner = at(ATTACKER)
    owner.post("/password", {"token": secret, "password": NEW, "confirmation": NEW}, form_at=f"/password?token={secret}")

    assert at(ATTACKER).sign_in(ALICE, NEW).status_code == 429
    assert owner.sign_in(ALICE, NEW).status_code == 302


def test_guesses_elsewhere_do_not_prevent_a_password_change(at: At, alice: Person, database: Database) -> None:
    """Not even in a session without a cookie for a known browser, for example after signing in with a provider."""
    session = signed_in(alice, database)
    guess_from_many_networks(at)
    guess(Visitor(alice.app), 6)

    assert session.post("/my-password", {"current": PASSWORD, "password": NEW, "confirmation": NEW}).status_code == 302


def test_guesses_with_a_stolen_session_do_not_prevent_a_password_change_in_a_known_browser(at: At) -> None:
    owner, thief = at(ELSEWHERE), at(ATTACKER)
    sign_in(owner)
    assert owner.session
    thief.http.cookies.set("__Host-andante_session", owner.session, domain="time.example.com")
    form = {"current": "a wrong guess", "password": NEW, "confirmation": NEW}

    assert [thief.post("/my-password", form).status_code for _ in range(6)] == [400] * 5 + [429]
    assert owner.post("/my-password", form | {"current": PASSWORD}).status_code == 302


def test_typing_errors_before_the_right_password_are_forgiven(at: At) -> None:
    for _ in range(rules.ACCOUNT_BACKOFF.free // 4 + 1):
        visitor = at(ELSEWHERE)
        assert guess(visitor, 4) == [401] * 4
        assert sign_in(visitor) == 302


def test_an_attacker_cannot_forgive_guesses_for_others_with_an_account_of_their_own(at: At) -> None:
    statuses = []
    for n in range(rules.ADDRESS_BACKOFF.free + 1):
        statuses += guess(at(ATTACKER), 1, f"user-{n}@example.com")
        guess(at(ATTACKER), 1, BOB)
        sign_in(at(ATTACKER), BOB)

    assert 429 in statuses
    assert statuses.index(429) <= rules.ADDRESS_BACKOFF.free


def test_a_password_that_was_changed_after_it_was_verified_starts_no_session(call: Call, alice: Person) -> None:
    actions.set_password(call, alice.id, PASSWORD)
    credential = actions.start_attempt(call, ALICE, ELSEWHERE)
    assert rules.verify(credential, PASSWORD)
    actions.set_password(call, alice.id, NEW)

    with pytest.raises(Forbidden, match="has just been changed"):
        actions.sign_in(call, credential)
    with pytest.raises(Forbidden, match="has just been changed"):
        actions.change_password(call.on_behalf_of(alice.id), credential, PASSWORD)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_client_can_choose_its_address_within_a_network(address: str, network: str) -> None:
    assert client_network(address) == network
