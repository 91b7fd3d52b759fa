"""Authentication with bearer tokens, their expiry and revocation."""

import pytest

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.identity.tokens import actions as tokens
from andante.kit.call import SYSTEM, Call
from andante.kit.clock import Instant
from andante.kit.database import Database
from andante.kit.errors import Invalid
from tests.cast import NOW, Person
from tests.conftest import StoppedClock

DAY = 86_400


@pytest.fixture
def visitor(database: Database, dave: Person) -> Person:
    """Dave, with a token that expires after two days."""
    with database.write() as db:
        _, secret = tokens.create_token(Call(db, SYSTEM, Instant(NOW)), dave.id, "two days", days=2)
    return Person("dave", secret, dave.app)


def test_a_valid_token_is_accepted(visitor: Person) -> None:
    assert visitor.get("/worklogs").status_code == 200


def test_a_request_does_not_wait_to_store_the_last_use_of_its_token(visitor: Person, database: Database) -> None:
    with database.write():
        assert visitor.get("/worklogs").status_code == 200


def test_a_feed_token_is_refused_elsewhere(dave: Person, database: Database) -> None:
    with database.write() as db:
        _, secret = tokens.create_token(Call(db, SYSTEM, Instant(NOW)), dave.id, "feed", days=2, scopes=["schedule:feed"])
    feed = Person("dave", secret, dave.app)

    assert feed.get("/worklogs").status_code == 403
    assert [feed.http.get(f"/rest/api/2/{path}").status_code for path in ("myself", "users/search", "search", "project")] == [403] * 4


def test_a_token_is_refused_from_the_second_in_which_it_expires(visitor: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(2 * DAY - 1)
    assert visitor.get("/worklogs").status_code == 200

    stopped_clock.advance(1)
    refused = visitor.get("/worklogs")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_refused_from_the_next_request(visitor: Person, database: Database) -> None:
    assert visitor.get("/worklogs").status_code == 200
    with database.write() as db:
        call = Call(db, SYSTEM, Instant(NOW))
        tokens.revoke_token(call, tokens.tokens_of(call, visitor.id)[-1].id)

    assert visitor.get("/worklogs").status_code == 401


def test_the_tokens_of_an_inactive_user_are_refused_until_the_user_is_active_again(visitor: Person, database: Database) -> None:
    for active, status in ((False, 401), (True, 200)):
        with database.write() as db:
            people.change(Call(db, SYSTEM, Instant(NOW)), visitor.id, UserChange(active=active))
        assert visitor.get("/worklogs").status_code == status


def test_a_token_without_scopes_is_refused(dave: Person, database: Database) -> None:
    """It would be stored like one with full access."""
    with database.write() as db, pytest.raises(Invalid, match="at least one scope"):
        tokens.create_token(Call(db, SYSTEM, Instant(NOW)), dave.id, "nothing", scopes=[])


def test_other_tokens_of_the_same_user_stay_valid(visitor: Person, database: Database) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, Instant(NOW))
        tokens.revoke_token(call, tokens.tokens_of(call, visitor.id)[0].id)

    assert visitor.get("/worklogs").status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer andante_nothing", "Basic YTpi", "andante_nothing"])
def test_a_request_without_a_well_formed_token_is_refused(dave: Person, header: str | None) -> None:
    del dave.http.headers["Authorization"]
    headers = {} if header is None else {"Authorization": header}

    refused = dave.http.get("/4/worklogs", headers=headers)

    assert refused.status_code == 401
    assert refused.headers["content-type"].startswith("text/html")


def test_the_last_use_is_updated_at_most_every_five_minutes(visitor: Person, database: Database, stopped_clock: StoppedClock) -> None:
    def last_use() -> str | None:
        with database.read() as db:
            return tokens.tokens_of(Call(db, SYSTEM, Instant(NOW)), visitor.id)[-1].last_used_at

    assert last_use() is None
    visitor.get("/worklogs")
    assert last_use() == NOW
    stopped_clock.advance(299)
    visitor.get("/worklogs")
    assert last_use() == NOW
    stopped_clock.advance(2)
    visitor.get("/worklogs")
    assert last_use() == "2026-03-18T12:05:01Z"
