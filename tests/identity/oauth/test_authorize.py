"""The consent page and the redirect back to the application."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from andante.identity.oauth.wire import ApplicationScope
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.web.browsing import Visitor, csrf_token, give_password, signed_in, text_of

from .flow import AUTHORIZE, BACK, challenge, decide, redirect_parameters, register, tokens_for


def test_a_user_who_allows_an_application_is_redirected_with_a_code(alice: Person, database: Database) -> None:
    app = register(alice, database)
    visitor = signed_in(alice, database)

    page = visitor.get(AUTHORIZE, **app.parameters(access_type="tenant_user"))
    assert "Authorize Reports?" in text_of(page)
    assert "app.example.com" in text_of(page)
    response = decide(visitor, app.parameters(state="xyz & = ü"))
    assert response.headers["location"].startswith(BACK + "?")
    assert redirect_parameters(response)["state"] == "xyz & = ü"
    assert app.exchange(redirect_parameters(response)["code"]).status_code == 200


def test_a_user_who_denies_the_application_is_redirected_without_a_code(alice: Person, database: Database) -> None:
    response = decide(signed_in(alice, database), register(alice, database).parameters(state="s"), "deny")

    assert redirect_parameters(response)["error"] == "access_denied"
    assert redirect_parameters(response)["state"] == "s"
    assert "code" not in redirect_parameters(response)


@pytest.mark.parametrize("decision", ["", "yes", "ALLOW"])
def test_anything_but_allow_is_a_denial(alice: Person, database: Database, decision: str) -> None:
    assert (
        redirect_parameters(decide(signed_in(alice, database), register(alice, database).parameters(), decision))["error"]
        == "access_denied"
    )


@pytest.mark.parametrize("path", [AUTHORIZE, AUTHORIZE.rstrip("/"), "/oauth/authorize/redirect", "/oauth/authorize/redirect/"])
def test_both_paths_work_with_and_without_a_trailing_slash(alice: Person, database: Database, path: str) -> None:
    parameters = register(alice, database).parameters(jira_url=BASE_URL, response_type="code", scope="read")

    assert redirect_parameters(decide(signed_in(alice, database), parameters, at=path))["code"]


@pytest.mark.parametrize(
    "jira_url", [None, "", "https://other.atlassian.net", "http://time.example.com", "//time.example.com", "https://[", "\0"]
)
def test_the_newer_path_accepts_only_the_url_of_this_server(alice: Person, database: Database, jira_url: str | None) -> None:
    parameters = register(alice, database).parameters() | ({} if jira_url is None else {"jira_url": jira_url})

    response = signed_in(alice, database).get("/oauth/authorize/redirect", **parameters)
    assert response.status_code == 400
    assert "jira_url" in text_of(response)


def test_the_url_of_this_server_may_have_a_trailing_slash(alice: Person, database: Database) -> None:
    parameters = register(alice, database).parameters(jira_url=f"{BASE_URL}/")

    assert signed_in(alice, database).get("/oauth/authorize/redirect", **parameters).status_code == 200


def test_a_user_who_is_not_signed_in_signs_in_and_continues(alice: Person, database: Database) -> None:
    give_password(alice, database)
    visitor = Visitor(alice.app)

    to_sign_in = visitor.get(AUTHORIZE, **register(alice, database).parameters(state="1&2"))
    form = visitor.get(to_sign_in.headers["location"])
    assert form.status_code == 200
    signed_in_response = visitor.sign_in("alice@example.com", next=parse_qs(urlsplit(to_sign_in.headers["location"]).query)["next"][0])
    page = visitor.get(signed_in_response.headers["location"])
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
def test_a_redirect_uri_that_is_not_registered_exactly_is_refused_without_a_redirect(
    alice: Person, database: Database, redirect_uri: str
) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).parameters(redirect_uri=redirect_uri))

    assert response.status_code == 400
    assert "location" not in response.headers
    assert "redirect_uri" in text_of(response)


def test_the_redirect_uri_may_be_missing_if_only_one_is_registered(alice: Person, database: Database) -> None:
    one, two = register(alice, database), register(alice, database, redirects=(BACK, "https://b.example.com/"))
    visitor = signed_in(alice, database)

    code = redirect_parameters(decide(visitor, {"client_id": one.client_id}))["code"]
    assert one.token(grant_type="authorization_code", code=code).status_code == 200
    assert visitor.get(AUTHORIZE, client_id=two.client_id).status_code == 400


@pytest.mark.parametrize("client_id", ["", "unknown", "\0", "é", "a" * 5000])
def test_an_unknown_application_is_refused_without_a_redirect(alice: Person, database: Database, client_id: str) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, client_id=client_id, redirect_uri=BACK)

    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    ("parameters", "error"),
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
def test_other_errors_are_sent_to_the_application(alice: Person, database: Database, parameters: dict[str, str], error: str) -> None:
    response = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).parameters(state="s", **parameters))

    assert response.headers["location"].startswith(BACK + "?")
    assert redirect_parameters(response)["error"] == error
    assert redirect_parameters(response)["state"] == "s"


@pytest.mark.parametrize(("requested", "error"), [("read write", "invalid_scope"), ("write", "invalid_scope"), ("read", None)])
def test_an_application_cannot_exceed_its_largest_scope(alice: Person, database: Database, requested: str, error: str | None) -> None:
    app = register(alice, database, max_scope="read")

    response = signed_in(alice, database).get(AUTHORIZE, **app.parameters(scope=requested, state="s"))
    if error is None:
        assert response.status_code == 200
    else:
        assert redirect_parameters(response) == {"error": error, "state": "s", "iss": BASE_URL} | _description(response)


@pytest.mark.parametrize("max_scope", ["read write", "read", "write"])
def test_without_a_requested_scope_an_application_gets_its_largest(alice: Person, database: Database, max_scope: ApplicationScope) -> None:
    app = register(alice, database, max_scope=max_scope)

    assert tokens_for(app, alice, database)["scope"] == max_scope
    assert tokens_for(app, alice, database, scope="")["scope"] == max_scope


def test_every_redirect_names_the_server_that_it_comes_from(alice: Person, database: Database) -> None:
    """`iss` of RFC 9207, against mixing up servers."""
    app, visitor = register(alice, database), signed_in(alice, database)
    responses = [
        decide(visitor, app.parameters()),
        decide(visitor, app.parameters(), "deny"),
        visitor.get(AUTHORIZE, **app.parameters(scope="admin")),
        visitor.get(AUTHORIZE, **app.parameters(response_type="token")),
    ]

    assert [redirect_parameters(response)["iss"] for response in responses] == [BASE_URL] * 4


def _description(response: httpx.Response) -> dict[str, str]:
    found = redirect_parameters(response)
    return {name: found[name] for name in ("error_description",) if name in found}


def test_a_public_application_must_send_a_challenge(alice: Person, database: Database) -> None:
    app = register(alice, database, public=True)
    visitor = signed_in(alice, database)

    assert redirect_parameters(visitor.get(AUTHORIZE, **app.parameters()))["error"] == "invalid_request"
    assert redirect_parameters(decide(visitor, app.parameters(**challenge())))["code"]


@pytest.mark.parametrize("twice", ["client_id", "redirect_uri", "scope", "state", "response_type", "code_challenge"])
def test_a_duplicate_parameter_is_refused(alice: Person, database: Database, twice: str) -> None:
    app = register(alice, database)
    parameters = app.parameters(scope="read", state="s", response_type="code", **challenge())
    url = str(alice.http.build_request("GET", AUTHORIZE, params=parameters | {twice: [parameters[twice], parameters[twice]]}).url)

    response = signed_in(alice, database).get(url)
    assert response.status_code == 400 or redirect_parameters(response)["error"] == "invalid_request"


def test_a_user_cannot_allow_an_application_for_another_user(alice: Person, bob: Person, database: Database) -> None:
    """CSRF on the consent page: a form without a token and a form with the attacker's token are refused."""
    url = f"{AUTHORIZE}?{urlencode(register(alice, database).parameters())}"
    victim, attacker = signed_in(alice, database), signed_in(bob, database)

    assert victim.http.post(url, data={"decision": "allow"}).status_code == 400
    planted = csrf_token(attacker.get(url))
    assert victim.http.post(url, data={"decision": "allow", "csrf_token": planted}).status_code == 400
    assert Visitor(alice.app).http.post(url, data={"decision": "allow"}).status_code == 400


def test_loading_the_page_does_not_allow_the_application(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    response = visitor.get(AUTHORIZE, **register(alice, database).parameters(decision="allow"))

    assert response.status_code == 200
    assert "You haven't authorized any apps" in text_of(visitor.get("/granted"))


def test_the_page_cannot_be_framed_and_its_form_can_not_be_sent_elsewhere(alice: Person, database: Database) -> None:
    headers = signed_in(alice, database).get(AUTHORIZE, **register(alice, database).parameters()).headers

    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self' https://app.example.com;" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]


def test_a_redirect_uri_with_a_custom_scheme_works(alice: Person, database: Database) -> None:
    back = "com.example.app:/back"
    app = register(alice, database, public=True, redirects=(back,))

    response = decide(signed_in(alice, database), app.parameters(redirect_uri=back, **challenge()))
    assert response.headers["location"].startswith(back + "?code=")


def test_the_query_of_the_redirect_uri_is_kept(alice: Person, database: Database) -> None:
    back = "https://app.example.com/back?tenant=7"
    app = register(alice, database, redirects=(back,))

    assert redirect_parameters(decide(signed_in(alice, database), app.parameters(redirect_uri=back)))["tenant"] == "7"


def test_plain_http_is_allowed_on_the_local_machine_only(alice: Person, database: Database) -> None:
    app = register(alice, database)
    visitor = Visitor(alice.app, "http://time.example.com")
    session = signed_in(alice, database).session
    assert session
    visitor.http.cookies.set("andante_session", session, domain="time.example.com")

    response = visitor.get(AUTHORIZE, **app.parameters())
    assert response.status_code == 400
    assert "https" in text_of(response)
