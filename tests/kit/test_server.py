"""The parts of the server that all operations share: probes, limits, request ids, refusals, bugs and the access log."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from andante.app import application
from andante.identity.tokens.actions import TokenAuthenticator
from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.errors import Conflict, Refusal, TooManyRequests
from andante.kit.operation import Group
from andante.kit.server import handles, serve
from andante.kit.settings import Settings
from andante.kit.wire import Wire
from andante.scopes import Scope
from tests.cast import BASE_URL, Person, message
from tests.conftest import Template
from tests.wsgi import WsgiTransport

THINGS = Group("Things", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
raised: list[Exception] = []
"""The exceptions that the handler raises, in its next requests."""


class Thing(Wire):
    name: str


@THINGS.reads("GET", "/4/things/{kind}/{name}")
def get_thing(kind: str, name: str) -> Thing:
    """Retrieve a thing."""
    raise NotImplementedError


@handles(get_thing)
def handle_thing(call: Call, kind: str, name: str) -> Thing:
    if raised:
        raise raised.pop()
    return Thing(f"{kind} {name} for {call.me}")


def client(template: Template, database: Database, **settings: Any) -> httpx.Client:
    app = serve([handle_thing], TokenAuthenticator(), database, Settings(**{"access_log": False} | settings))
    headers = {"Authorization": f"Bearer {template.tokens['alice']}"}
    return httpx.Client(transport=WsgiTransport(app), base_url=BASE_URL, headers=headers)


@pytest.fixture
def http(template: Template, database: Database) -> Iterator[httpx.Client]:
    with client(template, database) as opened:
        yield opened


def test_a_handler_gets_decoded_path_parameters(http: httpx.Client) -> None:
    assert http.get("/4/things/red%20old/B%C3%A4r%3F").json() == {"name": "red old Bär? for 712020:alice"}


def test_a_trailing_slash_changes_nothing(http: httpx.Client) -> None:
    assert http.get("/4/things/a/b/").status_code == 200


def test_probes_need_no_token(http: httpx.Client) -> None:
    for path in ("/healthz", "/readyz"):
        assert http.get(path, headers={"Authorization": ""}).json() == {"status": "ok"}


def test_an_unknown_path_is_not_found_and_an_unknown_method_is_not_allowed(http: httpx.Client) -> None:
    unknown, wrong = http.get("/4/nowhere"), http.delete("/4/things/a/b")

    assert (unknown.status_code, message(unknown)) == (404, "Path /4/nowhere not found")
    assert (wrong.status_code, message(wrong)) == (405, "This method is not allowed here, only GET, HEAD, OPTIONS")
    assert "GET" in wrong.headers["allow"]


@pytest.mark.parametrize(
    ("refusal", "status", "expected"),
    [
        (Conflict("Busy"), 409, "Busy"),
        (Refusal("One", "Two"), 400, "One; Two"),
        (TooManyRequests("Later", 7), 429, "Later"),
    ],
)
def test_refusals_are_rendered_as_documented(http: httpx.Client, refusal: Refusal, status: int, expected: str) -> None:
    raised.append(refusal)
    response = http.get("/4/things/a/b")

    assert (response.status_code, message(response)) == (status, expected)
    assert response.headers.get("retry-after") == ("7" if status == 429 else None)


def test_refusals_can_be_lists(template: Template, database: Database) -> None:
    raised.append(Refusal("One", "Two"))

    with client(template, database, error_style="list") as http:
        assert http.get("/4/things/a/b").json() == {
            "errors": [{"message": "One", "field": "", "code": "invalid"}, {"message": "Two", "field": "", "code": "invalid"}]
        }


def test_a_bug_returns_no_details(http: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    raised.append(RuntimeError("the secret inside"))
    response = http.get("/4/things/a/b")

    assert response.status_code == 500
    assert "secret" not in response.text
    assert "the secret inside" in caplog.text


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense"])
def test_a_request_without_a_token_gets_a_challenge(http: httpx.Client, header: str) -> None:
    response = http.get("/4/things/a/b", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_the_scheme_of_the_header_may_be_written_in_any_case(template: Template, http: httpx.Client) -> None:
    assert http.get("/4/things/a/b", headers={"Authorization": f"bearer {template.tokens['alice']}"}).status_code == 200


def test_links_use_the_url_of_the_request_or_the_public_url(template: Template, database: Database) -> None:
    token = template.tokens["alice"]
    for settings, base in (
        (Settings(access_log=False), BASE_URL),
        (Settings(access_log=False, public_url="https://p.example"), "https://p.example"),
    ):
        person = Person("alice", token, application(settings, database))
        assert person.get("/worklogs").json()["self"] == f"{base}/4/worklogs"


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_that_is_too_large_is_refused(template: Template, database: Database, chunked: bool) -> None:
    person = Person("alice", template.tokens["alice"], application(Settings(access_log=False, max_body_bytes=100), database))
    content: Any = iter([b"x" * 101]) if chunked else b"x" * 101

    response = person.http.post("/4/worklogs", content=content)

    assert response.status_code == 413
    assert "the body must have at most 100 bytes" in message(response)


def test_the_access_log_has_a_line_for_each_request_and_no_secrets(
    template: Template, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    alice = Person("alice", template.tokens["alice"], application(Settings(), database))
    with_id = alice.http.get("/4/worklogs?project=secret", headers={"X-Request-Id": "mine"})
    without_id = alice.http.get("/4/nowhere")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert with_id.headers["x-request-id"] == "mine"
    assert [line["request_id"] for line in lines] == ["mine", without_id.headers["x-request-id"]]
    assert {name: lines[0][name] for name in ("at", "method", "path", "status")} == {
        "at": "2026-03-18T12:00:00Z",
        "method": "GET",
        "path": "/4/worklogs",
        "status": 200,
    }
    assert "secret" not in str(lines)
    assert template.tokens["alice"] not in str(lines)


def test_a_number_with_too_many_digits_in_an_unknown_field_is_refused(alice: Person) -> None:
    body = b'{"from": "2026-03-01", "limit": "1.x", "unknownField": ' + b"9" * 5000 + b"}"

    response = alice.http.post("/4/worklogs/search", content=body)

    assert response.status_code == 400
