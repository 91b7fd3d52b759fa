"""POST /oauth/token/ and POST /oauth/revoke_token/."""

from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import NORTH_1, Person
from tests.conftest import StoppedClock
from tests.web.browsing import signed_in

from .flow import BACK, VERIFIER, App, challenge, code_for, decide, is_accepted, redirect_parameters, register, tokens_for


def as_bearer(app: App, token: str, method: str, path: str, body: Any = None) -> httpx.Response:
    return app.http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})


def test_a_code_is_exchanged_for_tokens_as_documented(alice: Person, database: Database) -> None:
    app = register(alice, database)

    response = app.exchange(code_for(app, alice, database))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    issued = response.json()
    assert sorted(issued) == ["access_token", "expires_in", "refresh_token", "scope", "token_type"]
    assert (issued["expires_in"], issued["token_type"], issued["scope"]) == (5_184_000, "Bearer", "read write")
    assert as_bearer(app, issued["access_token"], "GET", "/4/worklogs").status_code == 200


def test_the_token_acts_for_the_user_who_allowed_it(alice: Person, database: Database) -> None:
    app = register(alice, database)
    token = tokens_for(app, alice, database)["access_token"]
    worklog = {"authorAccountId": alice.id, "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}

    assert as_bearer(app, token, "POST", "/4/worklogs", worklog).json()["author"]["accountId"] == alice.id
    response = as_bearer(app, token, "POST", "/4/worklogs", worklog | {"authorAccountId": "712020:dave"})
    assert response.status_code == 403


def test_a_token_for_reading_cannot_write(alice: Person, database: Database) -> None:
    app = register(alice, database)
    issued = tokens_for(app, alice, database, scope="read")
    worklog = {"authorAccountId": alice.id, "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}

    assert issued["scope"] == "read"
    assert as_bearer(app, issued["access_token"], "GET", "/4/worklogs").status_code == 200
    assert as_bearer(app, issued["access_token"], "POST", "/4/worklogs", worklog).status_code == 403


@pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/token"])
def test_the_trailing_slash_may_be_missing(alice: Person, database: Database, path: str) -> None:
    app = register(alice, database)
    form = {"grant_type": "authorization_code", "code": code_for(app, alice, database), "redirect_uri": BACK}

    assert app.http.post(path, data=form | {"client_id": app.client_id, "client_secret": app.secret}).status_code == 200
    assert app.http.post(path.replace("token", "revoke_token"), data={"token": "x", **app._credentials()}).status_code == 200


def test_basic_credentials_are_accepted_too(alice: Person, database: Database) -> None:
    app = register(alice, database)
    form = {"grant_type": "authorization_code", "code": code_for(app, alice, database), "redirect_uri": BACK}

    assert app.http.post("/oauth/token/", data=form, auth=(app.client_id, app.secret or "")).status_code == 200


def assert_refused(response: httpx.Response, status: int, error: str) -> None:
    assert (response.status_code, response.json()["error"]) == (status, error), response.text
    assert "access_token" not in response.text


def test_a_code_that_is_used_twice_revokes_its_tokens(alice: Person, database: Database) -> None:
    app = register(alice, database)
    code = code_for(app, alice, database)
    issued = app.exchange(code).json()

    assert_refused(app.exchange(code), 400, "invalid_grant")
    assert not is_accepted(alice, issued["access_token"])
    assert_refused(app.refresh(issued["refresh_token"]), 400, "invalid_grant")


def test_a_code_expires_after_sixty_seconds(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    app = register(alice, database)
    early, late = code_for(app, alice, database), code_for(app, alice, database)

    stopped_clock.advance(59)
    assert app.exchange(early).status_code == 200
    stopped_clock.advance(1)
    assert_refused(app.exchange(late), 400, "invalid_grant")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"code": "nonsense"}, 400, "invalid_grant"),
        ({"code": "\0é" * 100}, 400, "invalid_grant"),
        ({"code": None}, 400, "invalid_request"),
        ({"redirect_uri": "https://evil.example.com/"}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": "é\0"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "unknown"}, 400, "invalid_client"),
        ({"client_id": "\0"}, 400, "invalid_client"),
        ({"client_id": None}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": 'é"\0'}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "unsupported_grant_type"),
        ({"code_verifier": VERIFIER}, 400, "invalid_request"),
    ],
)
def test_errors_have_the_form_of_rfc_6749_and_the_code_stays_valid(
    alice: Person, database: Database, form: dict[str, str | None], status: int, error: str
) -> None:
    app = register(alice, database)
    code = code_for(app, alice, database)
    good = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": app.client_id, "client_secret": app.secret}

    form_data = {name: value for name, value in (good | form).items() if value is not None}
    assert_refused(app.http.post("/oauth/token/", data=form_data), status, error)
    assert app.exchange(code).status_code == 200


def test_parameters_in_the_query_or_in_json_are_refused(alice: Person, database: Database) -> None:
    app = register(alice, database)
    code = code_for(app, alice, database)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **app._credentials()}

    assert_refused(app.http.post("/oauth/token/", params=form), 400, "invalid_request")
    assert_refused(app.http.post("/oauth/token/", params={"code": code}, data=form), 400, "invalid_request")
    assert_refused(app.http.post("/oauth/token/", json=form), 400, "invalid_request")
    assert_refused(app.http.post("/oauth/token/", files={"x": b""}, data=form), 400, "invalid_request")
    assert_refused(app.http.post("/oauth/token/", data=form | {"code": [code, code]}), 400, "invalid_request")
    assert app.http.get("/oauth/token/", params=form).status_code == 405


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic gICA", "Basic eA==", "Basic " + "A" * 10_000, "Bearer x", "Basic Og=="])
def test_unreadable_credentials_are_refused(alice: Person, database: Database, header: str) -> None:
    app = register(alice, database)
    form = {"grant_type": "authorization_code", "code": "x", "redirect_uri": BACK}

    assert_refused(app.http.post("/oauth/token/", data=form, headers={"Authorization": header}), 401, "invalid_client")


class TestMixedClients:
    def test_a_code_is_refused_to_another_application(self, alice: Person, database: Database) -> None:
        app, other = register(alice, database), register(alice, database, name="Other")
        code = code_for(app, alice, database)

        assert_refused(other.exchange(code), 400, "invalid_grant")
        assert app.exchange(code).status_code == 200

    def test_a_refresh_token_is_refused_to_another_application(self, alice: Person, database: Database) -> None:
        app, other = register(alice, database), register(alice, database, name="Other")
        issued = tokens_for(app, alice, database)

        assert_refused(other.refresh(issued["refresh_token"]), 400, "invalid_grant")
        assert other.revoke(issued["refresh_token"]).status_code == 200
        assert is_accepted(alice, issued["access_token"])
        assert app.refresh(issued["refresh_token"]).status_code == 200

    def test_a_request_cannot_name_two_applications(self, alice: Person, database: Database) -> None:
        app, other = register(alice, database), register(alice, database, name="Other")
        form = {
            "grant_type": "authorization_code",
            "code": code_for(app, alice, database),
            "redirect_uri": BACK,
            "client_id": app.client_id,
        }

        assert_refused(app.http.post("/oauth/token/", data=form, auth=(other.client_id, other.secret or "")), 401, "invalid_client")

    def test_a_confidential_application_cannot_pose_as_a_public_one(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        code = code_for(app, alice, database, **challenge())
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "client_id": app.client_id,
            "code_verifier": VERIFIER,
        }

        assert_refused(app.http.post("/oauth/token/", data=form), 401, "invalid_client")
        assert_refused(app.http.post("/oauth/token/", data=form | {"client_secret": ""}), 401, "invalid_client")


class TestPkce:
    def test_a_public_application_must_send_the_verifier(self, alice: Person, database: Database) -> None:
        app = register(alice, database, public=True)
        code = code_for(app, alice, database, **challenge())

        assert_refused(app.exchange(code), 400, "invalid_request")
        assert_refused(app.exchange(code, code_verifier="another-verifier-that-is-long-enough-0123456789"), 400, "invalid_grant")
        assert_refused(app.exchange(code, code_verifier=challenge()["code_challenge"]), 400, "invalid_grant")
        issued = app.exchange(code, code_verifier=VERIFIER).json()
        assert app.refresh(issued["refresh_token"]).status_code == 200

    def test_a_confidential_application_that_sent_a_challenge_must_send_the_verifier(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        code = code_for(app, alice, database, **challenge())

        assert_refused(app.exchange(code), 400, "invalid_request")
        assert app.exchange(code, code_verifier=VERIFIER).status_code == 200

    def test_removing_the_challenge_in_transit_is_detected(self, alice: Person, database: Database) -> None:
        """PKCE downgrade: the application sends its verifier, but an attacker has removed its challenge."""
        app = register(alice, database)

        assert_refused(app.exchange(code_for(app, alice, database), code_verifier=VERIFIER), 400, "invalid_request")


class TestRefreshing:
    def test_it_replaces_both_tokens(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        first = tokens_for(app, alice, database)

        second = app.refresh(first["refresh_token"]).json()
        assert (second["expires_in"], second["scope"]) == (5_184_000, "read write")
        assert not is_accepted(alice, first["access_token"])
        assert is_accepted(alice, second["access_token"])

    def test_the_second_use_of_a_stolen_refresh_token_revokes_the_grant(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        first = tokens_for(app, alice, database)
        stolen = app.refresh(first["refresh_token"]).json()

        assert_refused(app.refresh(first["refresh_token"]), 400, "invalid_grant")
        assert not is_accepted(alice, stolen["access_token"])
        assert_refused(app.refresh(stolen["refresh_token"]), 400, "invalid_grant")

    def test_another_grant_of_the_same_application_stays_valid(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        one, two = (tokens_for(app, alice, database) for _ in range(2))
        app.refresh(one["refresh_token"])
        app.refresh(one["refresh_token"])

        assert is_accepted(alice, two["access_token"])

    def test_a_smaller_scope_is_granted_and_a_larger_one_refused(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        less = app.refresh(tokens_for(app, alice, database)["refresh_token"], scope="read").json()
        assert less["scope"] == "read"

        read_only = tokens_for(app, alice, database, scope="read")
        assert_refused(app.refresh(read_only["refresh_token"], scope="read write"), 400, "invalid_scope")
        assert_refused(app.refresh(read_only["refresh_token"], scope="nonsense"), 400, "invalid_scope")
        assert app.refresh(read_only["refresh_token"]).json()["scope"] == "read"

    @pytest.mark.parametrize("token", ["nonsense", "\0", ""])
    def test_an_invalid_refresh_token_is_refused(self, alice: Person, database: Database, token: str) -> None:
        assert_refused(register(alice, database).refresh(token), 400, "invalid_grant")

    def test_an_access_token_is_not_a_refresh_token(self, alice: Person, database: Database) -> None:
        app = register(alice, database)

        assert_refused(app.refresh(tokens_for(app, alice, database)["access_token"]), 400, "invalid_grant")

    def test_it_expires_after_a_year_without_use(self, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
        app = register(alice, database)
        issued = tokens_for(app, alice, database)
        stopped_clock.advance(365 * 86_400)

        assert_refused(app.refresh(issued["refresh_token"]), 400, "invalid_grant")

    def test_it_is_refused_if_the_user_is_inactive(self, alice: Person, carol: Person, database: Database) -> None:
        app = register(alice, database)
        issued, code = tokens_for(app, alice, database), code_for(app, alice, database)
        signed_in(carol, database).post(f"/people/{alice.id}", {"display_name": "Alice", "time_zone": "UTC"})

        assert not is_accepted(alice, issued["access_token"])
        assert_refused(app.refresh(issued["refresh_token"]), 400, "invalid_grant")
        assert_refused(app.exchange(code), 400, "invalid_grant")


def test_an_access_token_expires_after_sixty_days(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    token = tokens_for(register(alice, database), alice, database)["access_token"]

    stopped_clock.advance(5_183_999)
    assert is_accepted(alice, token)
    stopped_clock.advance(1)
    assert not is_accepted(alice, token)


class TestRevoking:
    @pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
    def test_a_revoked_access_token_is_refused_with_any_hint(self, alice: Person, database: Database, hint: str | None) -> None:
        app = register(alice, database)
        issued = tokens_for(app, alice, database)

        response = app.revoke(issued["access_token"], **({"token_type_hint": hint} if hint else {}))
        assert response.status_code == 200
        assert not is_accepted(alice, issued["access_token"])
        assert app.refresh(issued["refresh_token"]).status_code == 200

    @pytest.mark.parametrize("hint", [None, "access_token", "refresh_token"])
    def test_revoking_a_refresh_token_revokes_the_grant(self, alice: Person, database: Database, hint: str | None) -> None:
        app = register(alice, database)
        issued = tokens_for(app, alice, database)

        assert app.revoke(issued["refresh_token"], **({"token_type_hint": hint} if hint else {})).status_code == 200
        assert not is_accepted(alice, issued["access_token"])
        assert_refused(app.refresh(issued["refresh_token"]), 400, "invalid_grant")

    def test_revoking_an_unknown_token_succeeds(self, alice: Person, database: Database) -> None:
        assert register(alice, database).revoke("nonsense").status_code == 200

    def test_an_application_cannot_revoke_an_api_token(self, alice: Person, database: Database) -> None:
        assert register(alice, database).revoke(alice.token).status_code == 200
        assert is_accepted(alice, alice.token)

    def test_revoking_needs_client_credentials_and_a_token(self, alice: Person, database: Database) -> None:
        app = register(alice, database)
        issued = tokens_for(app, alice, database)

        assert_refused(app.revoke(issued["access_token"], client_secret="wrong"), 401, "invalid_client")
        assert_refused(app.revoke(""), 400, "invalid_request")
        assert is_accepted(alice, issued["access_token"])


def test_a_revoked_authorization_ends_with_the_next_request(alice: Person, database: Database) -> None:
    app = register(alice, database)
    visitor = signed_in(alice, database)
    issued = app.exchange(redirect_parameters(decide(visitor, app.parameters()))["code"]).json()
    assert "Reports" in visitor.get("/granted").text

    assert visitor.post("/granted/1/revoke", form_at="/granted").status_code == 302
    assert not is_accepted(alice, issued["access_token"])
    assert_refused(app.refresh(issued["refresh_token"]), 400, "invalid_grant")
    assert "You haven't authorized any apps" in visitor.get("/granted").text


def test_a_user_cannot_revoke_the_authorizations_of_another_user(alice: Person, bob: Person, database: Database) -> None:
    issued = tokens_for(register(alice, database), alice, database)

    assert signed_in(bob, database).post("/granted/1/revoke", form_at="/overview").status_code == 404
    assert is_accepted(alice, issued["access_token"])
