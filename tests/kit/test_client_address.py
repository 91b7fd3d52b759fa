"""The client address of a request, with and without proxies."""

import pytest

from andante.app import application
from andante.kit.database import Database
from andante.kit.errors import Forbidden
from andante.kit.networks import client_address, parse_networks
from andante.kit.settings import Settings
from tests.cast import Person
from tests.web.browsing import Visitor, give_password

PROXIES = parse_networks("10.0.0.0/8")
PROXY, OUTSIDE, ELSEWHERE = "10.0.0.1", "198.51.100.7", "203.0.113.9"
ATTEMPTS = 60


def test_the_client_is_the_last_address_that_is_not_a_proxy() -> None:
    assert str(client_address(PROXY, "1.1.1.1, 2.2.2.2, 10.0.0.2", PROXIES)) == "2.2.2.2"
    assert str(client_address(PROXY, "10.0.0.3, 10.0.0.2", PROXIES)) == "10.0.0.3"
    assert str(client_address(OUTSIDE, None, PROXIES)) == OUTSIDE


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (PROXY, "x, 10.0.0.2", "X-Forwarded-For contains 'x'"),
        (OUTSIDE, PROXY, f"comes from {OUTSIDE}, which is not a proxy"),
        ("", None, "the server reports ''"),
    ],
)
def test_an_unknown_client_address_is_refused_with_the_reason(peer: str, forwarded: str | None, expected: str) -> None:
    with pytest.raises(Forbidden, match=expected):
        client_address(peer, forwarded, PROXIES)


class Guesser:
    """Tries passwords of users who don't exist, from one address, possibly through a proxy."""

    def __init__(self, database: Database, peer: str, forwarded: str | None = None) -> None:
        app = application(Settings(access_log=False, trusted_proxies="10.0.0.0/8"), database)
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        self.visitor = Visitor(lambda environ, start: app(environ | {"REMOTE_ADDR": peer}, start))
        self.visitor.http.headers.update(headers)

    def use_all_attempts(self) -> None:
        for n in range(ATTEMPTS):
            self.visitor.sign_in(f"nobody-{n}@example.com", "wrong")

    def must_wait(self) -> bool:
        return self.visitor.sign_in("alice@example.com", "wrong").status_code == 429


@pytest.fixture
def alice_with_password(alice: Person, database: Database) -> None:
    give_password(alice, database)


@pytest.mark.usefixtures("alice_with_password")
def test_guesses_through_a_proxy_do_not_block_other_clients_of_the_proxy(database: Database) -> None:
    Guesser(database, PROXY, OUTSIDE).use_all_attempts()

    assert Guesser(database, PROXY, OUTSIDE).must_wait()
    assert not Guesser(database, PROXY, ELSEWHERE).must_wait()


@pytest.mark.usefixtures("alice_with_password")
def test_x_forwarded_for_is_ignored_if_the_peer_is_not_a_proxy(database: Database) -> None:
    Guesser(database, OUTSIDE, ELSEWHERE).use_all_attempts()

    assert Guesser(database, OUTSIDE, "192.0.2.1").must_wait()
    assert not Guesser(database, PROXY, ELSEWHERE).must_wait()
