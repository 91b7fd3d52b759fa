"""Users, projects, statuses and the other objects of the directory."""

import pytest

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserProperty
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, BASE_URL, NAMES, Person

pytestmark = pytest.mark.usefixtures("directory")


def test_myself_is_the_owner_of_the_token(alice: Person) -> None:
    assert alice.http.get("/rest/api/3/myself").json() == {
        "self": f"{BASE_URL}/rest/api/3/user?accountId=712020:alice",
        "accountId": "712020:alice",
        "accountType": "atlassian",
        "emailAddress": "alice@example.com",
        "key": "asmith",
        "name": "asmith",
        "displayName": "Alice",
        "active": True,
        "timeZone": "Europe/Berlin",
        "avatarUrls": dict.fromkeys(("16x16", "24x24", "32x32", "48x48"), f"{BASE_URL}/avatars/A.svg"),
    }


@pytest.mark.parametrize("query", ["accountId=712020:alice", "username=asmith", "key=asmith", "username=alice@example.com"])
def test_a_user_is_found_by_account_id_and_by_older_names(dave: Person, query: str) -> None:
    assert dave.http.get(f"/rest/api/2/user?{query}").json()["displayName"] == "Alice"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"query": "ali"}, ["Alice"]),
        ({"query": "ALICE@"}, ["Alice"]),
        ({"query": "smith"}, ["Alice"]),
        ({"query": "712020:bob"}, ["Bob"]),
        ({"query": "%"}, []),
        ({"query": "e", "maxResults": 1, "startAt": 1}, ["Bob"]),
        ({"username": "dave"}, ["Dave"]),
    ],
)
def test_users_are_searched_by_parts_of_their_names(alice: Person, params: dict[str, str | int], found: list[str]) -> None:
    response = alice.http.get("/rest/api/3/user/search", params=params)

    assert [user["displayName"] for user in response.json()] == found


def test_inactive_users_are_listed_but_not_found_by_search(alice: Person, database: Database) -> None:
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["dave"], UserChange(active=False))

    all_users = alice.http.get("/rest/api/2/users/search").json()
    assert [user["displayName"].lower() for user in all_users] == list(NAMES)
    assert [user["displayName"] for user in all_users if not user["active"]] == ["Dave"]
    assert alice.http.get("/rest/api/2/user/search", params={"query": "dave"}).json() == []


def test_a_project_includes_its_versions_components_and_issue_types(alice: Person) -> None:
    project = alice.http.get("/rest/api/2/project/NORTH").json()

    assert (project["id"], project["key"], project["name"]) == ("10000", "NORTH", "North")
    assert project["self"] == f"{BASE_URL}/rest/api/2/project/10000"
    assert project["lead"]["accountId"] == "712020:bob"
    assert project["projectCategory"]["name"] == "Clients"
    assert [(version["name"], version["released"]) for version in project["versions"]] == [("1.0", True), ("2.0", False)]
    assert [component["name"] for component in project["components"]] == ["Import", "Export"]
    assert "Task" in [type["name"] for type in project["issueTypes"]]
    assert alice.http.get("/rest/api/2/project/10000").json() == project


def test_all_projects_are_listed(alice: Person) -> None:
    projects = alice.http.get("/rest/api/2/project").json()

    assert [project["key"] for project in projects] == ["NORTH", "SOUTH"]
    assert "lead" not in projects[1]


@pytest.mark.parametrize(
    ("query", "keys", "total"),
    [
        ("", ["NORTH", "SOUTH"], 2),
        ("query=sou", ["SOUTH"], 1),
        ("query=%25", [], 0),
        ("keys=NORTH&keys=NIX", ["NORTH"], 1),
        ("id=10001", ["SOUTH"], 1),
        ("id=nix", [], 0),
        ("maxResults=1", ["NORTH"], 2),
        ("maxResults=1&startAt=1", ["SOUTH"], 2),
        ("maxResults=-1", ["NORTH", "SOUTH"], 2),
    ],
)
def test_projects_are_searched_page_by_page(alice: Person, query: str, keys: list[str], total: int) -> None:
    page = alice.http.get(f"/rest/api/3/project/search?{query}").json()

    assert [project["key"] for project in page["values"]] == keys
    assert page["total"] == total
    assert page["isLast"] == (page["startAt"] + len(keys) == total)


def test_the_server_returns_information_about_itself(alice: Person) -> None:
    info = alice.http.get("/rest/api/2/serverInfo").json()

    assert info["baseUrl"] == BASE_URL
    assert info["serverTime"] == "2026-03-18T12:00:00.000+0000"
    assert info["serverTitle"].startswith("Andante ")


def test_statuses_types_priorities_and_fields_are_listed(alice: Person) -> None:
    statuses = alice.http.get("/rest/api/2/status").json()
    assert [(status["name"], status["statusCategory"]["key"]) for status in statuses] == [
        ("To Do", "new"),
        ("In Progress", "indeterminate"),
        ("Done", "done"),
    ]
    assert [priority["name"] for priority in alice.http.get("/rest/api/2/priority").json()] == [
        "Highest",
        "High",
        "Medium",
        "Low",
        "Lowest",
    ]
    assert {type["name"]: type["subtask"] for type in alice.http.get("/rest/api/2/issuetype").json()}["Sub-task"]
    clauses = {field["id"]: field["clauseNames"] for field in alice.http.get("/rest/api/2/field").json()}
    assert (clauses["issuetype"], clauses["fixVersions"], clauses["worklog"]) == (["type", "issuetype"], ["fixVersion"], [])


@pytest.mark.parametrize("path", ["status", "statuscategory", "issuetype", "priority", "version", "component", "projectCategory"])
def test_missing_objects_are_not_found(alice: Person, path: str) -> None:
    for id in ("999", "0", "nix", "9" * 30):
        assert alice.http.get(f"/rest/api/2/{path}/{id}").status_code == 404


def test_a_token_with_any_scope_may_read_the_directory(eve: Person) -> None:
    for path in ("myself", "user?accountId=712020:bob", "issue/NORTH-1", "project/NORTH", "search?jql=key=NORTH-1"):
        assert eve.http.get(f"/rest/api/2/{path}").status_code == 200


def test_only_the_user_and_administrators_may_read_the_properties_of_a_user(
    alice: Person, bob: Person, carol: Person, database: Database
) -> None:
    with database.write() as db:
        people.set_property(Call(db, SYSTEM, clock.now()), alice.id, UserProperty("cost center", "10 & 11"))
    path = f"/rest/api/2/user/properties?accountId={alice.id}"

    (listed,) = alice.http.get(path).json()["keys"]

    assert listed["key"] == "cost center"
    for person in (alice, carol):
        assert person.http.get(listed["self"]).json() == {"key": "cost center", "value": "10 & 11"}
    assert bob.http.get(path).status_code == bob.http.get(listed["self"]).status_code == 403
    assert alice.http.get(f"/rest/api/2/user/properties/grade?accountId={alice.id}").status_code == 404
    assert bob.http.get(f"/rest/api/2/user/properties?accountId={bob.id}").json() == {"keys": []}
