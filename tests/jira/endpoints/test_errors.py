"""Authentication on the Jira paths, and the format of errors."""

import base64

import httpx
import pytest

from tests.cast import Person


def messages(response: httpx.Response) -> str:
    """The messages of an error in Jira's format."""
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert list(body) == ["errorMessages", "errors"]
    assert body["errors"] == {}
    return "; ".join(body["errorMessages"])


def basic(user: str, token: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()}


def test_email_and_token_authenticate_like_a_bearer_token(alice: Person) -> None:
    by_basic = alice.http.get("/rest/api/2/myself", headers=basic("alice@example.com", alice.token))

    assert by_basic.json() == alice.http.get("/rest/api/2/myself").json()
    assert alice.http.get("/rest/api/2/myself", headers=basic("Alice@Example.com", alice.token)).status_code == 200


def test_the_api_accepts_email_and_token_too(alice: Person) -> None:
    assert alice.http.get("/4/worklogs", headers=basic("alice@example.com", alice.token)).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer nix",
        "Basic",
        "Basic nix",
        "Basic \x7f",
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Basic " + base64.b64encode(b"alice@example.com").decode(),
        "Basic " + base64.b64encode(b"alice@example.com:").decode(),
        "Basic " + base64.b64encode(b"alice@example.com:nix").decode(),
        "Digest x",
    ],
)
def test_invalid_credentials_are_refused(alice: Person, header: str) -> None:
    response = alice.http.get("/rest/api/2/myself", headers={"Authorization": header})

    assert response.status_code == 401
    assert "access token" in messages(response)
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("user", ["bob@example.com", "", "712020:alice", "alice@example.com "])
def test_a_token_with_the_email_of_another_user_is_refused(alice: Person, user: str) -> None:
    assert alice.http.get("/rest/api/2/myself", headers=basic(user, alice.token)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/rest/api/2/nix", 404),
        ("GET", "/rest/api/4/myself", 404),
        ("GET", "/rest/api/2/issue/NORTH-99", 404),
        ("GET", "/rest/api/2/issue/99999999999999999999", 404),
        ("GET", "/rest/api/2/issue/%00", 404),
        ("GET", "/rest/api/2/project/NIX", 404),
        ("GET", "/rest/api/2/user?accountId=nix", 404),
        ("GET", "/rest/api/2/user", 400),
        ("GET", "/rest/api/2/search?maxResults=x", 400),
        ("GET", "/rest/api/2/search?startAt=-1", 400),
        ("DELETE", "/rest/api/2/myself", 405),
        ("POST", "/rest/api/2/search", 400),
    ],
)
def test_all_errors_have_the_format_of_jira(alice: Person, method: str, path: str, status: int) -> None:
    response = alice.http.request(method, path, content=b"{" if method == "POST" else None)

    assert response.status_code == status
    assert messages(response)


def test_errors_of_the_api_keep_their_own_format(alice: Person) -> None:
    assert "errors" in alice.http.get("/4/worklogs?limit=0").json()
    assert alice.http.get("/4/worklogs", headers={"Authorization": ""}).headers["content-type"].startswith("text/html")


def test_jira_paths_are_not_in_the_openapi_document(alice: Person) -> None:
    assert not [path for path in alice.http.get("/4/openapi.json").json()["paths"] if path.startswith("/rest/")]
