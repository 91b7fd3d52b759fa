"""Which of Jira's permissions a caller has."""

import pytest

from tests.cast import Company, Person

from ..endpoints.test_errors import messages

PATH = "/rest/api/2/mypermissions"
OWN = {"WORK_ON_ISSUES", "EDIT_OWN_WORKLOGS", "DELETE_OWN_WORKLOGS"}
ALL = {"EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS"}
READ = {"BROWSE_PROJECTS", "USER_PICKER"}


def held(person: Person, **params: str) -> set[str]:
    permissions = person.http.get(PATH, params=params).json()["permissions"]
    return {key for key, permission in permissions.items() if permission["havePermission"] and "deprecatedKey" not in permission}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice", READ | OWN),
        ("bob", READ | OWN),
        ("carol", READ | OWN | ALL | {"ADMINISTER"}),
        ("eve", READ),
        ("frank", READ | OWN | ALL),
    ],
)
def test_the_permissions_are_those_that_the_caller_has_in_andante(company: Company, name: str, expected: set[str]) -> None:
    assert held(getattr(company, name)) == held(getattr(company, name), issueKey="NORTH-1") == expected


def test_requested_permissions_have_the_format_of_jira(alice: Person) -> None:
    response = alice.http.get("/rest/api/3/mypermissions", params={"permissions": "BROWSE_PROJECTS,ADMINISTER", "projectKey": "NORTH"})

    assert response.json() == {
        "permissions": {
            "BROWSE_PROJECTS": {
                "id": "10",
                "key": "BROWSE_PROJECTS",
                "name": "Browse projects",
                "type": "PROJECT",
                "description": "",
                "havePermission": True,
            },
            "ADMINISTER": {
                "id": "0",
                "key": "ADMINISTER",
                "name": "Administer",
                "type": "GLOBAL",
                "description": "",
                "havePermission": False,
            },
        }
    }


def test_old_keys_are_listed_and_marked(alice: Person) -> None:
    permissions = alice.http.get(PATH).json()["permissions"]

    assert (permissions["WORK_ISSUE"]["id"], permissions["WORK_ISSUE"]["havePermission"]) == ("20", True)
    assert permissions["WORK_ISSUE"]["deprecatedKey"] is True
    assert "deprecatedKey" not in permissions["WORK_ON_ISSUES"]
    assert list(alice.http.get(PATH, params={"permissions": "BROWSE"}).json()["permissions"]) == ["BROWSE"]


def test_an_unknown_permission_is_refused(alice: Person) -> None:
    response = alice.http.get(PATH, params={"permissions": "BROWSE_PROJECTS,FLY"})

    assert response.status_code == 400
    assert messages(response) == "'permissions' must be keys of permissions of Jira, not 'FLY'"


@pytest.mark.parametrize("params", [{"projectKey": "NIX"}, {"projectId": "99"}, {"issueKey": "NORTH-99"}, {"issueId": "99"}])
def test_a_missing_project_or_issue_is_not_found(alice: Person, params: dict[str, str]) -> None:
    assert alice.http.get(PATH, params=params).status_code == 404
