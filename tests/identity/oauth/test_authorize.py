"""The consent page, and how the person is sent back."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.web.browsing import Visitor, csrf_token, give_password, signed_in, text_of

from .flow import AUTHORIZE, BACK, answer, challenge, decide, register


def test_who_allows_an_application_is_sent_back_with_a_code(alice: Person, database: Database) -> None:
    app = register(alice, database)
    visitor = signed_in(alice, database)

    page = visitor.get(AUTHORIZE, **app.ask(access_type="tenant_user"))
    assert "Authorize Reports?" in text_of(page)
    assert "app.example.com" in text_of(page)
    response = decide(visitor, app.ask(state="xyz & = ü"))
    assert response.headers["location"].startswith(BACK + "?")
    assert answer(response)["state"] == "xyz & = ü"
    assert app.exchange(answer(response)["code"]).status_code == 200


def test_who_denies_it_is_sent_back_without_one(alice: Person, database: Database) -> None:
    response = decide(signed_in(alice, database), register(alice, database).ask(state="s"), "deny")

    assert answer(response)["error"] == "access_denied"
    assert answer(response)["state"] == "s"
    assert "code" not in answer(response)


@pytest.mark.parametrize("decision", ["", "yes", "ALLOW"])
def test_anything_but_allow_is_a_denial(alice: Person, database: Database, decision: str) -> None:
    assert answer(decide(signed_in(alice, database), register(alice, database).ask(), decision))["error"] == "access_denied"


@pytest.mark.parametrize("path", [AUTHORIZE, AUTHORIZE.rstrip("/"), "/oauth/authorize/redirect", "/oauth/authorize/redirect/"])
def test_both_addresses_answer_with_the_slash_and_without(alice: Person, database: Database, path: str) -> None:
    asked = register(alice, database).ask(jira_url=BASE_URL, response_type="code", scope="read")

    assert answer(decide(signed_in(alice, database), asked, at=path))["code"]


@pytest.mark.parametrize(
    "jira_url", [None, "", "https://other.atlassian.net", "http://time.example.com", "//time.example.com", "https://[", "\0"]
)
def test_the_newer_address_serves_no_other_site(alice: Person, database: Database, jira_url: str | None) -> None:
    asked = register(alice, database).ask() | ({} if jira_url is None else {"jira_url": jira_url})

    response = signed_in(alice, database).get("/oauth/authorize/redirect", **asked)
    assert response.status_code == 400
    assert "jira_url" in text_of(response)


def test_our_own_site_is_known_with_a_slash_too(alice: Person, database: Database) -> None:
    asked = register(alice, database).ask(jira_url=f"{BASE_URL}/")

    assert signed_in(alice, database).get("/oauth/authorize/redirect", **asked).status_code == 200


def test_who_is_not_signed_in_signs_in_and_goes_on(alice: Person, database: Database) -> None:
    give_password(alice, database)
    visitor = Visitor(alice.app)

    to_sign_in = visitor.get(AUTHORIZE, **register(alice, database).ask(state="1&2"))
    form = visitor.get(to_sign_in.headers["location"])
    assert form.status_code == 200
    onward = visitor.sign_in("alice@example.com", next=parse_qs(urlsplit(to_sign_in.headers["location"]).query)["next"][0])
    page = visitor.get(onward.headers["location"])
    assert "Authorize Reports?" in text_of(page)


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example.com/back",
        BACK + "/",
        BACK + "?x=1",
        BACK + "#x",
        BACK.upper(),
        "https://app.example.com/back/../evil",
        "https://app.example.com:443/back",
        "https://app.example.com@evil.example.com/back",
        "http://app.example.com/back",
        "https://app.example.com.evil.example.com/back",
        "//evil.example.com",
        "javascript:alert(1)",
        'https://"é\0.example.com',
    ],
)
def test_a_redirect_that_is_not_exactly_a_registered_one_leads_nowhere(alice: Person, database: Database, redirect_uri: str) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).ask(redirect_uri=redirect_uri))

    assert response.status_code == 400
    assert "location" not in response.headers
    assert "redirect_uri" in text_of(response)


def test_the_redirect_may_be_left_out_where_there_is_only_one(alice: Person, database: Database) -> None:
    one, two = register(alice, database), register(alice, database, redirects=(BACK, "https://b.example.com/"))
    visitor = signed_in(alice, database)

    code = answer(decide(visitor, {"client_id": one.client_id}))["code"]
    assert one.token(grant_type="authorization_code", code=code).status_code == 200
    assert visitor.get(AUTHORIZE, client_id=two.client_id).status_code == 400


@pytest.mark.parametrize("client_id", ["", "nobody", "\0", "é", "a" * 5000])
def test_an_unknown_application_leads_nowhere(alice: Person, database: Database, client_id: str) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, client_id=client_id, redirect_uri=BACK)

    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"scope": "read admin"}, "invalid_scope"),
        ({"scope": "\0"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'é"'}, "unsupported_response_type"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "é" * 43, "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_what_else_is_wrong_is_told_to_the_application(alice: Person, database: Database, asked: dict[str, str], error: str) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).ask(state="s", **asked))

    assert response.headers["location"].startswith(BACK + "?")
    assert answer(response)["error"] == error
    assert answer(response)["state"] == "s"


def test_a_public_application_has_to_send_a_challenge(alice: Person, database: Database) -> None:
    app = register(alice, database, public=True)
    visitor = signed_in(alice, database)

    assert answer(visitor.get(AUTHORIZE, **app.ask()))["error"] == "invalid_request"
    assert answer(decide(visitor, app.ask(**challenge())))["code"]


@pytest.mark.parametrize("twice", ["client_id", "redirect_uri", "scope", "state", "response_type", "code_challenge"])
def test_a_parameter_that_is_given_twice_is_refused(alice: Person, database: Database, twice: str) -> None:
    app = register(alice, database)
    asked = app.ask(scope="read", state="s", response_type="code", **challenge())
    address = str(alice.http.build_request("GET", AUTHORIZE, params=asked | {twice: [asked[twice], asked[twice]]}).url)

    response = signed_in(alice, database).get(address)
    assert response.status_code == 400 or answer(response)["error"] == "invalid_request"


def test_nobody_can_allow_an_application_for_somebody_else(alice: Person, bob: Person, database: Database) -> None:
    """CSRF on consent: neither without a token, nor with the attacker's own."""
    address = f"{AUTHORIZE}?{urlencode(register(alice, database).ask())}"
    victim, attacker = signed_in(alice, database), signed_in(bob, database)

    assert victim.http.post(address, data={"decision": "allow"}).status_code == 400
    planted = csrf_token(attacker.get(address))
    assert victim.http.post(address, data={"decision": "allow", "csrf_token": planted}).status_code == 400
    assert Visitor(alice.app).http.post(address, data={"decision": "allow"}).status_code == 400


def test_looking_at_the_page_allows_nothing(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    response = visitor.get(AUTHORIZE, **register(alice, database).ask(decision="allow"))

    assert response.status_code == 200
    assert "You haven't authorized any apps" in text_of(visitor.get("/granted"))


def test_the_page_can_not_be_framed_and_sends_its_form_nowhere_else(alice: Person, database: Database) -> None:
    headers = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).ask()).headers

    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self' https://app.example.com;" in headers["content-security-policy"]


def test_an_application_s_own_scheme_is_sent_back_to(alice: Person, database: Database) -> None:
    back = "com.example.app:/back"
    app = register(alice, database, public=True, redirects=(back,))

    response = decide(signed_in(alice, database), app.ask(redirect_uri=back, **challenge()))
    assert response.headers["location"].startswith(back + "?code=")


def test_what_the_redirect_asks_for_already_is_kept(alice: Person, database: Database) -> None:
    back = "https://app.example.com/back?tenant=7"
    app = register(alice, database, redirects=(back,))

    assert answer(decide(signed_in(alice, database), app.ask(redirect_uri=back)))["tenant"] == "7"


def test_over_plain_http_nobody_but_this_machine_is_served(alice: Person, database: Database) -> None:
    app = register(alice, database)
    visitor = Visitor(alice.app, "http://time.example.com")
    session = signed_in(alice, database).session
    assert session
    visitor.http.cookies.set("andante_session", session, domain="time.example.com")

    response = visitor.get(AUTHORIZE, **app.ask())
    assert response.status_code == 400
    assert "https" in text_of(response)
