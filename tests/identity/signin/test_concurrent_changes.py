"""A new password ends what starts at the same time: sessions, API tokens and authorizations of applications."""

import pytest

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.rules import ApplicationRecord
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.signin import actions, queries
from andante.identity.signin.rules import Credential
from andante.identity.tokens import actions as tokens
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.concurrency import ALICE, CAROL, Act, as_user, concurrently, run_action
from tests.identity.oauth.flow import BACK
from tests.web.browsing import PASSWORD

NEW = "a new and better password"


def as_administrator(call: Call) -> Call:
    return Call(call.db, SYSTEM, call.now)


@pytest.fixture
def session(database: Database) -> str:
    """The session of a thief."""
    run_action(database, lambda call: actions.set_password(call, ALICE, PASSWORD))
    return str(run_action(database, lambda call: actions.create_session(call, ALICE)))


@pytest.fixture
def application(database: Database) -> ApplicationRecord:
    added: ApplicationRecord = run_action(
        database, lambda call: oauth.register(as_administrator(call), ApplicationInput(name="Reports", redirect_uris=[BACK]))[0]
    )
    return added


def on_a_page(session: str, action: Act) -> Act:
    """Runs the action as a page does: if the session is valid."""

    def run(call: Call) -> None:
        if queries.signed_in(call.db, session, call.now, lock=True):
            action(call)

    return run


sets_password = as_user(CAROL, lambda call: actions.set_password(call, ALICE, NEW, revoke_tokens=True))


def usable_tokens(database: Database) -> list[str]:
    found = run_action(database, lambda call: tokens.tokens_of(call, ALICE))
    return [token.name for token in found if token.revoked_at is None]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_token_that_is_created_during_a_password_change_is_revoked(database: Database, session: str, is_first: bool) -> None:
    creates = on_a_page(session, lambda call: tokens.create_token(call, ALICE, "stolen"))
    order = (creates, sets_password) if is_first else (sets_password, creates)

    assert concurrently(database, *order) == ["", ""]
    assert "stolen" not in usable_tokens(database)


@pytest.mark.parametrize("is_first", [True, False])
def test_an_authorization_during_a_password_change_is_revoked(
    database: Database, session: str, application: ApplicationRecord, is_first: bool
) -> None:
    codes: list[str] = []
    authorizes = on_a_page(session, lambda call: codes.append(oauth.authorize(call, application, "read", BACK, None)))
    order = (authorizes, sets_password) if is_first else (sets_password, authorizes)

    assert concurrently(database, *order) == ["", ""]
    assert len(codes) == is_first
    with database.write() as db:
        usable = [oauth.usable_code(Call(db, SYSTEM, clock.now()), application, code) for code in codes]
    assert usable == [None] * is_first


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("is_first", [True, False])
def test_a_sign_in_with_the_old_password_during_its_change_gives_no_session(database: Database, is_first: bool) -> None:
    credential: Credential = run_action(database, lambda call: actions.start_attempt(call, "alice@example.com", "192.0.2.1"))
    sessions: list[str] = []

    def signs_in(call: Call) -> None:
        sessions.append(actions.sign_in(call, credential).secret)

    outcomes = concurrently(database, *((signs_in, sets_password) if is_first else (sets_password, signs_in)))
    assert outcomes == (["", ""] if is_first else ["", "Your password has just been changed. Sign in with the new one."])
    with database.read() as db:
        assert [queries.signed_in(db, secret, clock.now()) for secret in sessions] == [None] * is_first
