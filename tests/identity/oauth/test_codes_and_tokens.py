"""Exchanging codes and refresh tokens for access tokens, and detecting their reuse."""

import pytest
from msgspec.structs import replace

from andante.identity.oauth import actions, rules
from andante.identity.oauth.rules import ApplicationRecord, IssuedTokens
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.tokens.actions import TokenAuthenticator
from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.errors import Invalid, Unauthorized
from andante.kit.grants import covers
from andante.scopes import Scope
from tests.cast import ACCOUNT_IDS
from tests.databases import sqlite_only

BACK = "https://app.example.com/back"


@pytest.fixture
def application(call: Call) -> ApplicationRecord:
    return actions.register(call, ApplicationInput(name="Reports", redirect_uris=[BACK]))[0]


def allow(call: Call, application: ApplicationRecord, scope: str = "read write") -> str:
    return actions.authorize(call.on_behalf_of(ACCOUNT_IDS["alice"]), application, scope, BACK, None)


def exchange(call: Call, application: ApplicationRecord, code: str) -> IssuedTokens | None:
    found = actions.usable_code(call, application, code)
    return actions.exchange_code(call, application, found) if found else None


def refresh(call: Call, application: ApplicationRecord, token: str) -> IssuedTokens | None:
    found = actions.usable_refresh_token(call, application, token)
    return actions.exchange_refresh_token(call, application, found, found.grant.scope) if found else None


def is_accepted(call: Call, token: str) -> bool:
    try:
        TokenAuthenticator().authenticate(call.db, call.now, token)
    except Unauthorized:
        return False
    return True


def caller(call: Call, token: str) -> Caller:
    return TokenAuthenticator().authenticate(call.db, call.now, token)


def test_a_code_is_exchanged_for_tokens_that_act_for_the_user(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))

    assert issued is not None
    assert issued.expires_in == 5_184_000
    assert caller(call, issued.access_token).account_id == ACCOUNT_IDS["alice"]
    assert caller(call, issued.access_token).scopes == frozenset(Scope) - {Scope.SCHEDULE_FEED, Scope.PLANS_FEED}


def test_the_scope_read_contains_all_view_scopes_and_no_manage_scope(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application, "read"))

    assert issued is not None
    held = caller(call, issued.access_token).scopes
    assert {scope for scope in Scope if covers(held, scope)} == {scope for scope in Scope if scope.endswith(":view")}


def test_a_code_that_is_used_twice_revokes_all_tokens_from_it(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)
    issued = exchange(call, application, code)
    assert issued is not None

    assert exchange(call, application, code) is None
    assert not is_accepted(call, issued.access_token)
    assert refresh(call, application, issued.refresh_token) is None


def test_a_code_expires_after_a_minute(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)

    for seconds, is_valid in ((59, True), (60, False)):
        later = Call(call.db, call.caller, clock.later(call.now, seconds))
        assert (actions.usable_code(later, application, code) is not None) is is_valid


def test_a_code_is_refused_to_another_application_and_stays_valid_for_its_own(call: Call, application: ApplicationRecord) -> None:
    other, _ = actions.register(call, ApplicationInput(name="Other", redirect_uris=[BACK]))
    code = allow(call, application)

    assert exchange(call, other, code) is None
    assert exchange(call, application, code) is not None


def test_two_concurrent_exchanges_of_a_code_revoke_everything(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)
    first, second = (actions.usable_code(call, application, code) for _ in range(2))
    assert first is not None
    assert second is not None

    issued = actions.exchange_code(call, application, first)
    assert issued is not None
    assert actions.exchange_code(call, application, second) is None
    assert not is_accepted(call, issued.access_token)


def test_refreshing_replaces_both_tokens(call: Call, application: ApplicationRecord) -> None:
    first = exchange(call, application, allow(call, application))
    assert first is not None

    second = refresh(call, application, first.refresh_token)
    assert second is not None
    assert not is_accepted(call, first.access_token)
    assert is_accepted(call, second.access_token)


def test_a_refresh_token_that_is_used_twice_revokes_its_grant(call: Call, application: ApplicationRecord) -> None:
    first = exchange(call, application, allow(call, application))
    assert first is not None
    second = refresh(call, application, first.refresh_token)
    assert second is not None

    assert refresh(call, application, first.refresh_token) is None
    assert not is_accepted(call, second.access_token)
    assert refresh(call, application, second.refresh_token) is None


def test_a_refresh_token_is_refused_to_another_application(call: Call, application: ApplicationRecord) -> None:
    other, _ = actions.register(call, ApplicationInput(name="Other", redirect_uris=[BACK]))
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    assert refresh(call, other, issued.refresh_token) is None
    actions.revoke_token(call, other, issued.refresh_token)
    actions.revoke_token(call, other, issued.access_token)
    assert is_accepted(call, issued.access_token)
    assert refresh(call, application, issued.refresh_token) is not None


def test_revoking_an_access_token_keeps_the_grant_and_revoking_a_refresh_token_does_not(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    actions.revoke_token(call, application, issued.access_token)
    assert not is_accepted(call, issued.access_token)
    second = refresh(call, application, issued.refresh_token)
    assert second is not None
    actions.revoke_token(call, application, second.refresh_token)
    assert not is_accepted(call, second.access_token)
    assert refresh(call, application, second.refresh_token) is None


def test_a_revoked_authorization_ends_immediately(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None
    alice = call.on_behalf_of(ACCOUNT_IDS["alice"])
    assert [authorized.name for authorized in actions.authorized_applications(alice)] == ["Reports"]

    actions.revoke_authorization(alice, application.id)
    assert not is_accepted(call, issued.access_token)
    assert actions.authorized_applications(alice) == []


def test_the_tokens_of_a_deleted_application_are_refused(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    actions.remove(call, application.id)
    assert not is_accepted(call, issued.access_token)


@sqlite_only
@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example.com/back",
        "https://app.example.com/back#part",
        "https://user:secret@app.example.com/",
        "https:///back",
        "/back",
        "javascript:alert(1)",
        "data:text/html,x",
        "app:/back",
        "https://app.example.com/a b",
        "https://app.example.com\\@evil.example.com/",
        "https://äpp.example.com/",
        "https://app.example.com:99999999/",
        'https://app.example.com/"x',
        "https://a.example.com/\nhttps://b.example.com/",
        "",
    ],
)
def test_an_invalid_redirect_uri_is_refused(call: Call, uri: str) -> None:
    with pytest.raises(Invalid, match="redirect URI"):
        actions.register(call, ApplicationInput(name="Bad", redirect_uris=[uri]))


@pytest.mark.parametrize(
    "uri",
    [BACK, "http://localhost:8000/back", "http://127.0.0.1/", "http://[::1]:9/", "com.example.app:/back", "https://a.example.com/?x=1"],
)
def test_a_valid_redirect_uri_is_accepted(uri: str) -> None:
    assert rules.redirect_faults([uri]) == []


@pytest.mark.parametrize(
    ("requested", "largest", "expected"),
    [
        (None, "read write", "read write"),
        ("", "read write", "read write"),
        ("write read", "read write", "read write"),
        ("read", "read write", "read"),
        ("admin", "read write", None),
        ("read admin", "read write", None),
        (" ", "read write", None),
        (None, "read", "read"),
        ("read", "read", "read"),
        ("read write", "read", None),
        ("write", "read", None),
        ("read", "write", None),
    ],
)
def test_a_requested_scope_is_parsed(requested: str | None, largest: str, expected: str | None) -> None:
    assert rules.parse_scope(requested, largest) == expected


def test_expired_refresh_tokens_are_deleted_and_valid_ones_kept(call: Call, application: ApplicationRecord) -> None:
    old = exchange(call, application, allow(call, application))
    assert old is not None
    later = replace(call, now=clock.later(call.now, rules.REFRESH_SECONDS - 1))
    newer = refresh(later, application, old.refresh_token)
    assert newer is not None
    actions.delete_expired(replace(call, now=clock.later(call.now, rules.REFRESH_SECONDS + 1)))

    assert actions.usable_refresh_token(call, application, old.refresh_token) is None
    assert actions.usable_refresh_token(later, application, newer.refresh_token) is not None
