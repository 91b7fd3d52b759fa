"""GET /rest/api/{2,3}/issue/{issueIdOrKey}."""

from typing import Any

import pytest

from tests.cast import BASE_URL, NORTH_1, Person

pytestmark = pytest.mark.usefixtures("directory")


def fields(person: Person, key: str, names: str = "", version: int = 2) -> dict[str, Any]:
    response = person.http.get(f"/rest/api/{version}/issue/{key}", params={"fields": names} if names else {})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["fields"]
    return found


def test_an_issue_has_the_format_of_jira(alice: Person) -> None:
    response = alice.http.get("/rest/api/2/issue/NORTH-3")

    assert response.status_code == 200
    issue = response.json()
    assert {name: issue[name] for name in ("id", "key", "self")} == {
        "id": "10003",
        "key": "NORTH-3",
        "self": f"{BASE_URL}/rest/api/2/issue/10003",
    }
    found = issue["fields"]
    assert found["summary"] == "Export über alles 100%"
    assert found["description"] == "First line\nSecond line"
    assert found["status"] == {
        "self": f"{BASE_URL}/rest/api/2/status/10001",
        "id": "10001",
        "name": "In Progress",
        "description": "",
        "iconUrl": f"{BASE_URL}/avatars/IP.svg",
        "statusCategory": {
            "self": f"{BASE_URL}/rest/api/2/statuscategory/4",
            "id": 4,
            "key": "indeterminate",
            "name": "In Progress",
            "colorName": "yellow",
        },
    }
    assert (found["issuetype"]["name"], found["issuetype"]["subtask"]) == ("Bug", False)
    assert (found["project"]["key"], found["project"]["projectCategory"]["name"]) == ("NORTH", "Clients")
    assert (found["priority"]["id"], found["priority"]["name"]) == ("2", "High")
    assert (found["assignee"]["accountId"], found["reporter"]["accountId"]) == ("712020:alice", "712020:bob")
    assert (found["parent"]["key"], found["parent"]["fields"]["summary"]) == ("NORTH-1", "Import loses rows")
    assert [version["name"] for version in found["fixVersions"]] == ["1.0", "2.0"]
    assert [component["name"] for component in found["components"]] == ["Import"]
    assert (found["created"], found["updated"]) == ("2026-03-18T12:00:00.000+0000", "2026-03-18T12:00:00.000+0000")
    assert (found["timeoriginalestimate"], found["timeestimate"], found["timespent"]) == (None, None, None)
    assert found["timetracking"] == {}
    assert found["worklog"]["total"] == 0


def test_empty_fields_are_null_and_a_missing_parent_is_omitted(alice: Person) -> None:
    found = fields(alice, "NORTH-1")

    assert (found["assignee"], found["reporter"], found["priority"], found["description"]) == (None, None, None, None)
    assert (found["components"], found["fixVersions"]) == ([], [])
    assert "parent" not in found


def test_time_is_returned_in_seconds_and_as_text(alice: Person, dave: Person) -> None:
    alice.logs(5400)

    found = fields(dave, "NORTH-1", "timespent,timeestimate,timeoriginalestimate,timetracking")

    assert (found["timespent"], found["timeestimate"], found["timeoriginalestimate"]) == (5400, 30600, 36000)
    assert found["timetracking"] == {
        "originalEstimate": "1d 2h",
        "remainingEstimate": "1d 30m",
        "timeSpent": "1h 30m",
        "originalEstimateSeconds": 36000,
        "remainingEstimateSeconds": 30600,
        "timeSpentSeconds": 5400,
    }


def test_version_3_returns_texts_as_documents(alice: Person) -> None:
    assert fields(alice, "NORTH-3", "description", version=3)["description"] == {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "First line"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "Second line"}]},
        ],
    }


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("summary", {"summary"}),
        ("summary, status", {"summary", "status"}),
        ("summary,labels,customfield_10010", {"summary"}),
        ("nix", set()),
        ("*all,-worklog,-status", None),
        ("-worklog,-status", None),
    ],
)
def test_only_requested_fields_are_returned(alice: Person, names: str, found: set[str] | None) -> None:
    returned = set(fields(alice, "NORTH-3", names))

    all_fields = set(fields(alice, "NORTH-3"))
    assert returned == (all_fields - {"worklog", "status"} if found is None else found)


def test_an_issue_is_found_by_id_in_both_versions(alice: Person) -> None:
    for version in ("2", "3", "latest"):
        issue = alice.http.get(f"/rest/api/{version}/issue/{NORTH_1}", params={"fields": "summary"}).json()
        assert (issue["key"], issue["self"]) == ("NORTH-1", f"{BASE_URL}/rest/api/{version.replace('latest', '2')}/issue/{NORTH_1}")


def test_self_links_of_the_api_to_issues_and_users_work(alice: Person) -> None:
    worklog = alice.logs()

    assert alice.http.get(worklog["issue"]["self"]).json()["key"] == "NORTH-1"
    assert alice.http.get(worklog["author"]["self"]).json()["accountId"] == alice.id


def test_all_self_links_in_an_issue_work(alice: Person) -> None:
    alice.logs(issueId=10003)

    links = _links(alice.http.get("/rest/api/3/issue/NORTH-3").json())

    assert len(links) >= 15
    for link in links:
        assert alice.http.get(link).status_code == 200, link


def _links(node: object) -> set[str]:
    if isinstance(node, list):
        return {link for child in node for link in _links(child)}
    if isinstance(node, dict):
        links = {value for value in node.values() if isinstance(value, str) and value.startswith(BASE_URL)}
        return links | {link for child in node.values() for link in _links(child)}
    return set()


def test_an_issue_includes_only_worklogs_that_the_caller_may_view(alice: Person, dave: Person, frank: Person) -> None:
    alice.logs(5400)

    assert [log["timeSpentSeconds"] for log in fields(frank, "NORTH-1")["worklog"]["worklogs"]] == [5400]
    assert fields(dave, "NORTH-1")["worklog"]["total"] == 0


def test_avatars_are_public(alice: Person) -> None:
    response = alice.http.get("/avatars/%3C%26.svg", headers={"Authorization": ""})

    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "&lt;&amp;</text>" in response.text
