"""How codes and refresh tokens become access tokens, and what happens to those who use one twice."""

import pytest
from msgspec.structs import replace

from andante.identity.oauth import actions, rules
from andante.identity.oauth.rules import ApplicationRecord, Issued
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
    return actions.allow(call.on_behalf_of(ACCOUNT_IDS["alice"]), application, scope, BACK, None)


def exchange(call: Call, application: ApplicationRecord, code: str) -> Issued | None:
    found = actions.code_of(call, application, code)
    return actions.exchange(call, application, found) if found else None


def refresh(call: Call, application: ApplicationRecord, token: str) -> Issued | None:
    found = actions.refresh_token_of(call, application, token)
    return actions.refresh(call, application, found, found.grant.scope) if found else None


def opens(call: Call, token: str) -> bool:
    try:
        TokenAuthenticator().authenticate(call.db, call.now, token)
    except Unauthorized:
        return False
    return True


def caller(call: Call, token: str) -> Caller:
    return TokenAuthenticator().authenticate(call.db, call.now, token)


def test_a_code_becomes_tokens_that_act_for_the_person_who_allowed_it(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))

    assert issued is not None
    assert issued.expires_in == 5_184_000
    assert caller(call, issued.access_token).account_id == ACCOUNT_IDS["alice"]
    assert caller(call, issued.access_token).scopes == frozenset(Scope) - {Scope.SCHEDULE_FEED, Scope.PLANS_FEED}


def test_read_is_all_views_and_no_manage(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application, "read"))

    assert issued is not None
    held = caller(call, issued.access_token).scopes
    assert {scope for scope in Scope if covers(held, scope)} == {scope for scope in Scope if scope.endswith(":view")}


def test_a_code_that_is_used_twice_takes_everything_back_that_it_gave(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)
    issued = exchange(call, application, code)
    assert issued is not None

    assert exchange(call, application, code) is None
    assert not opens(call, issued.access_token)
    assert refresh(call, application, issued.refresh_token) is None


def test_a_code_lives_for_a_minute(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)

    for seconds, lives in ((59, True), (60, False)):
        later = Call(call.db, call.caller, clock.later(call.now, seconds))
        assert (actions.code_of(later, application, code) is not None) is lives


def test_a_code_is_worth_nothing_to_another_application_and_stays_with_its_own(call: Call, application: ApplicationRecord) -> None:
    other, _ = actions.register(call, ApplicationInput(name="Other", redirect_uris=[BACK]))
    code = allow(call, application)

    assert exchange(call, other, code) is None
    assert exchange(call, application, code) is not None


def test_two_who_hold_the_same_code_at_once_end_up_with_nothing(call: Call, application: ApplicationRecord) -> None:
    code = allow(call, application)
    first, second = (actions.code_of(call, application, code) for _ in range(2))
    assert first is not None
    assert second is not None

    issued = actions.exchange(call, application, first)
    assert issued is not None
    assert actions.exchange(call, application, second) is None
    assert not opens(call, issued.access_token)


def test_refreshing_replaces_both_tokens(call: Call, application: ApplicationRecord) -> None:
    first = exchange(call, application, allow(call, application))
    assert first is not None

    second = refresh(call, application, first.refresh_token)
    assert second is not None
    assert not opens(call, first.access_token)
    assert opens(call, second.access_token)


def test_a_refresh_token_that_is_used_twice_ends_its_family(call: Call, application: ApplicationRecord) -> None:
    first = exchange(call, application, allow(call, application))
    assert first is not None
    second = refresh(call, application, first.refresh_token)
    assert second is not None

    assert refresh(call, application, first.refresh_token) is None
    assert not opens(call, second.access_token)
    assert refresh(call, application, second.refresh_token) is None


def test_a_refresh_token_is_worth_nothing_to_another_application(call: Call, application: ApplicationRecord) -> None:
    other, _ = actions.register(call, ApplicationInput(name="Other", redirect_uris=[BACK]))
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    assert refresh(call, other, issued.refresh_token) is None
    actions.give_back(call, other, issued.refresh_token)
    actions.give_back(call, other, issued.access_token)
    assert opens(call, issued.access_token)
    assert refresh(call, application, issued.refresh_token) is not None


def test_giving_back_a_refresh_token_ends_the_family_and_an_access_token_only_itself(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    actions.give_back(call, application, issued.access_token)
    assert not opens(call, issued.access_token)
    again = refresh(call, application, issued.refresh_token)
    assert again is not None
    actions.give_back(call, application, again.refresh_token)
    assert not opens(call, again.access_token)
    assert refresh(call, application, again.refresh_token) is None


def test_what_a_person_takes_back_is_gone_at_once(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None
    alice = call.on_behalf_of(ACCOUNT_IDS["alice"])
    assert [granted.name for granted in actions.granted(alice)] == ["Reports"]

    actions.withdraw(alice, application.id)
    assert not opens(call, issued.access_token)
    assert actions.granted(alice) == []


def test_the_tokens_of_a_deleted_application_open_nothing(call: Call, application: ApplicationRecord) -> None:
    issued = exchange(call, application, allow(call, application))
    assert issued is not None

    actions.remove(call, application.id)
    assert not opens(call, issued.access_token)


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
def test_what_can_not_be_a_redirect_uri_is_refused(call: Call, uri: str) -> None:
    with pytest.raises(Invalid, match="redirect URI"):
        actions.register(call, ApplicationInput(name="Bad", redirect_uris=[uri]))


@pytest.mark.parametrize(
    "uri",
    [BACK, "http://localhost:8000/back", "http://127.0.0.1/", "http://[::1]:9/", "com.example.app:/back", "https://a.example.com/?x=1"],
)
def test_what_can_be_a_redirect_uri(uri: str) -> None:
    assert rules.redirect_faults([uri]) == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (None, "read write"),
        ("", "read write"),
        ("write read", "read write"),
        ("read", "read"),
        ("admin", None),
        ("read admin", None),
        (" ", None),
    ],
)
def test_the_scope_that_is_meant(asked: str | None, meant: str | None) -> None:
    assert rules.scope_in(asked) == meant


def test_refresh_tokens_past_their_year_are_forgotten_and_the_living_kept(call: Call, application: ApplicationRecord) -> None:
    old = exchange(call, application, allow(call, application))
    assert old is not None
    later = replace(call, now=clock.later(call.now, rules.REFRESH_SECONDS - 1))
    young = refresh(later, application, old.refresh_token)
    assert young is not None
    allow(replace(call, now=clock.later(call.now, rules.REFRESH_SECONDS + 1)), application)

    assert actions.refresh_token_of(call, application, old.refresh_token) is None
    assert actions.refresh_token_of(later, application, young.refresh_token) is not None
