"""The session, and features of Jira that Andante doesn't have."""

import httpx
import pytest

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import BASE_URL, Person

ISSUE = "/rest/api/2/issue/NORTH-1"
PATHS = (
    "/rest/api/2/mypermissions",
    "/rest/auth/1/session",
    f"{ISSUE}/transitions",
    f"{ISSUE}/comment",
    f"{ISSUE}/watchers",
    "/rest/api/2/filter/favourite",
    "/rest/api/2/groups/picker?query=a",
)


def without_token(person: Person, path: str, authorization: str = "") -> httpx.Response:
    return person.http.get(path, headers={"Authorization": authorization})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{ISSUE}/transitions", {"expand": "transitions", "transitions": []}),
        (f"{ISSUE}/comment?maxResults=7", {"startAt": 0, "maxResults": 7, "total": 0, "comments": []}),
        (f"{ISSUE}/watchers", {"self": f"{BASE_URL}{ISSUE}/watchers", "isWatching": False, "watchCount": 0, "watchers": []}),
        ("/rest/api/2/filter/favourite", []),
        ("/rest/api/2/groups/picker?query=a", {"header": "Showing 0 of 0 matching groups", "total": 0, "groups": []}),
    ],
)
def test_features_that_andante_does_not_have_are_empty(eve: Person, path: str, expected: object) -> None:
    response = eve.http.get(path)

    assert (response.status_code, response.json()) == (200, expected)
    assert eve.http.get(path.replace("/2/", "/3/")).status_code == 200


@pytest.mark.parametrize("name", ["transitions", "comment", "watchers"])
def test_a_missing_issue_is_not_found(alice: Person, name: str) -> None:
    assert alice.http.get(f"/rest/api/2/issue/NORTH-99/{name}").status_code == 404


def test_the_session_has_the_name_of_the_owner_of_the_token(alice: Person, bob: Person, database: Database) -> None:
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), alice.id, UserChange(name="asmith"))

    for version in ("1", "latest"):
        assert alice.http.get(f"/rest/auth/{version}/session").json() == {
            "self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice",
            "name": "asmith",
            "loginInfo": {},
        }
    assert bob.http.get("/rest/auth/1/session").json()["name"] == bob.id


@pytest.mark.parametrize("path", PATHS)
def test_a_token_is_required(alice: Person, path: str) -> None:
    response = without_token(alice, path)

    assert response.status_code == 401
    assert response.json()["errorMessages"]


def test_information_about_the_server_needs_no_token(alice: Person) -> None:
    response = without_token(alice, "/rest/api/2/serverInfo")

    assert response.status_code == 200
    assert response.json() == alice.http.get("/rest/api/2/serverInfo").json()


def test_a_wrong_token_is_refused_even_if_none_is_needed(alice: Person) -> None:
    assert without_token(alice, "/rest/api/2/serverInfo", "Bearer nix").status_code == 401


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_sessions_can_not_be_created_or_deleted(alice: Person, method: str) -> None:
    assert alice.http.request(method, "/rest/auth/1/session").status_code == 405
