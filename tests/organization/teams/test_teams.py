"""Teams: all operations."""

from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, BASE_URL, NORTHERNERS, Company, Person, message
from tests.statements import statements

SOUTHERNERS = {
    "self": f"{BASE_URL}/4/teams/2",
    "id": 2,
    "name": "Southerners",
    "summary": "Build the south",
    "lead": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:dave", "accountId": "712020:dave"},
    "program": {"self": f"{BASE_URL}/4/programs/1", "id": 1, "name": "Earth"},
    "links": {"self": f"{BASE_URL}/4/teams/2/links"},
    "members": {"self": f"{BASE_URL}/4/team-memberships/team/2"},
    "permissions": {"self": f"{BASE_URL}/4/permission-roles?teamId=2"},
    "administrative": True,
}
FULL = {
    "name": "Southerners",
    "summary": "Build the south",
    "leadAccountId": "712020:dave",
    "programId": 1,
    "public": False,
    "administrative": True,
}


def _names(response: Any) -> list[str]:
    assert response.status_code == 200, response.text
    return [team["name"] for team in response.json()["results"]]


def test_a_team_is_returned_as_documented(carol: Person) -> None:
    carol.post("/programs", {"name": "Earth"})

    assert carol.post("/teams", FULL).json() == SOUTHERNERS
    assert carol.get("/teams/2").json() == SOUTHERNERS


def test_only_the_name_is_required_and_missing_fields_are_left_out(carol: Person) -> None:
    team = carol.post("/teams", {"name": "Alone", "leadAccountId": ""}).json()

    assert sorted(team) == ["administrative", "id", "links", "members", "name", "permissions", "self"]
    assert team["administrative"] is False


def test_a_put_replaces_the_team(carol: Person, alice: Person) -> None:
    carol.post("/programs", {"name": "Earth"})
    carol.post("/teams", FULL)

    assert sorted(carol.put("/teams/2", {"name": "Others"}).json()) == sorted(set(SOUTHERNERS) - {"summary", "lead", "program"})
    assert alice.get("/teams/2").json()["name"] == "Others", "public is true again"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": None}, "'name' must be text of 1 to 255 characters"),
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"name": "x" * 256}, "'name' must be text of 1 to 255 characters"),
        ({"summary": [1]}, "'summary' must be text"),
        ({"leadAccountId": "712020:unknown"}, "'leadAccountId' names the user '712020:unknown', who does not exist"),
        ({"leadAccountId": "a b"}, "'leadAccountId' must be an account id, not 'a b'"),
        ({"programId": 9}, "'programId' names the program 9, which does not exist"),
        ({"programId": 0}, "'programId' must be a whole number from 1"),
        ({"public": "perhaps"}, "'public' must be true or false"),
        ({"administrative": 2}, "'administrative' must be true or false"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    before = carol.get("/teams").json()

    assert expected in message(carol.post("/teams", {"name": "Southerners"} | body))
    assert expected in message(carol.put(f"/teams/{NORTHERNERS}", {"name": "Southerners"} | body))
    assert carol.get("/teams").json() == before


@pytest.mark.parametrize("id", ["9", "0", "nix", str(2**70)])
def test_an_unknown_team_is_not_found(carol: Person, id: str) -> None:
    assert carol.get(f"/teams/{id}").status_code == 404
    assert carol.put(f"/teams/{id}", {"name": "X"}).status_code == 404
    assert carol.delete(f"/teams/{id}").status_code == 404
    assert carol.get(f"/teams/{id}/members").status_code == 404
    assert carol.get(f"/teams/{id}/links").status_code == 404


def test_deleting_a_team_deletes_its_memberships_and_links(carol: Person) -> None:
    carol.post("/team-links", {"teamId": NORTHERNERS, "scopeType": "PROJECT", "scopeId": 10000})
    carol.post("/generic-resources", {"name": "Designer"})
    carol.post(f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": 1})

    assert carol.delete(f"/teams/{NORTHERNERS}").status_code == 204
    assert carol.get(f"/teams/{NORTHERNERS}").status_code == 404
    assert carol.post("/team-memberships/search", {}).json()["results"] == []
    assert carol.get("/team-links/1").status_code == 404
    assert carol.get("/generic-resources/1").status_code == 200


def test_all_users_see_a_public_team(company: Company) -> None:
    for name in ("alice", "bob", "carol", "dave", "frank"):
        assert _names(company.people[name].get("/teams")) == ["Northerners"]
        assert company.people[name].get("/teams/1").json()["lead"]["accountId"] == ACCOUNT_IDS["bob"]


@pytest.mark.parametrize(
    ("who", "sees"), [("alice", False), ("bob", True), ("carol", True), ("dave", True), ("frank", True)], ids=lambda value: str(value)
)
def test_a_private_team_is_visible_to_its_lead_its_past_and_current_members_and_team_managers(
    company: Company, who: str, sees: bool
) -> None:
    carol, person = company.carol, company.people[who]
    carol.post("/teams", {"name": "Southerners", "public": False, "leadAccountId": ACCOUNT_IDS["bob"]})
    carol.post("/team-memberships", {"teamId": 2, "accountId": ACCOUNT_IDS["dave"]})
    carol.post("/team-memberships", {"teamId": 2, "accountId": ACCOUNT_IDS["frank"], "to": "2020-01-01"})

    code = 200 if sees else 404
    assert ("Southerners" in _names(person.get("/teams"))) is sees
    assert person.get("/teams/2").status_code == code
    assert person.get("/teams/2/members").status_code == code
    assert person.get("/teams/2/links").status_code == code
    assert person.get("/teams/2/generic-resources").status_code == code
    assert person.get("/team-memberships/team/2").status_code == code
    assert person.get("/team-memberships/3").status_code == code
    assert person.get("/worklogs/team/2").status_code == code
    assert bool(person.post("/team-memberships/search", {"teamIds": [2]}).json()["results"]) is sees


def test_a_lead_changes_and_deletes_only_their_own_team(bob: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})

    assert bob.put("/teams/2", {"name": "Mine"}).status_code == 403
    assert bob.delete("/teams/2").status_code == 403
    assert bob.put("/teams/1", {"name": "Ours", "leadAccountId": bob.id}).json()["name"] == "Ours"
    assert bob.delete("/teams/1").status_code == 204


@pytest.mark.parametrize("who", ["alice", "bob", "dave", "frank"])
def test_only_team_managers_create_teams(company: Company, who: str) -> None:
    assert company.people[who].post("/teams", {"name": "Mine"}).status_code == 403


@pytest.mark.parametrize("who", ["alice", "dave", "frank"])
def test_a_user_who_may_only_see_a_team_cannot_change_it(company: Company, who: str) -> None:
    assert company.people[who].put("/teams/1", {"name": "Mine"}).status_code == 403
    assert company.people[who].delete("/teams/1").status_code == 403


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["Northerners", "Southerners", "Old hands"]),
        ({"name": "ERNERS"}, ["Northerners", "Southerners"]),
        ({"name": "%"}, []),
        ({"teamIds": ["3", "1", "77"]}, ["Northerners", "Old hands"]),
        ({"teamMembers": ["712020:alice"]}, ["Northerners"]),
        ({"teamMembers": ["712020:alice", "712020:frank"]}, ["Northerners", "Southerners"]),
        ({"teamMembers": ["712020:dave"]}, []),
        ({"teamMembers": ["712020:unknown"]}, []),
        ({"teamMembers": ["712020:alice"], "name": "south"}, []),
        ({"offset": "1", "limit": "1"}, ["Southerners"]),
    ],
)
def test_the_list_filters_by_part_of_the_name_ids_and_current_members(carol: Person, params: Any, found: list[str]) -> None:
    carol.post("/teams", {"name": "Southerners"})
    carol.post("/teams", {"name": "Old hands"})
    carol.post("/team-memberships", {"teamId": 2, "accountId": ACCOUNT_IDS["frank"]})
    carol.post("/team-memberships", {"teamId": 3, "accountId": ACCOUNT_IDS["dave"], "to": "2026-03-18"})

    assert _names(carol.get("/teams", **params)) == found


@pytest.mark.parametrize("params", [{"teamIds": "x"}, {"includeMemberships": "perhaps"}, {"limit": "0"}, {"cursor": "nix"}])
def test_bad_parameters_are_refused(carol: Person, params: Any) -> None:
    assert carol.get("/teams", **params).status_code == 400


def test_teams_include_memberships_on_request(carol: Person) -> None:
    carol.post("/team-memberships", {"teamId": 1, "accountId": ACCOUNT_IDS["alice"], "to": "2025-07-01", "commitmentPercent": 50})

    team = carol.get("/teams", includeMemberships="true").json()["results"][0]

    assert "teamMembers" not in carol.get("/teams").json()["results"][0]["members"]
    alice, eve = team["members"]["teamMembers"]
    assert alice == {
        "accountId": "712020:alice",
        "self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice",
        "memberships": [
            {"id": 1, "commitment": 1.0, "role": {"self": f"{BASE_URL}/4/roles/1", "id": 1, "name": "Member"}, "startDate": "2026-01-01"},
            {"id": 3, "commitment": 0.5, "role": {"self": f"{BASE_URL}/4/roles/1", "id": 1, "name": "Member"}, "endDate": "2025-07-01"},
        ],
    }
    assert eve["accountId"] == "712020:eve"


def test_a_team_without_members_has_an_empty_list_of_members(carol: Person) -> None:
    carol.post("/teams", {"name": "Empty"})

    assert carol.get("/teams", includeMemberships="true", teamIds="2").json()["results"][0]["members"]["teamMembers"] == []


def test_a_list_of_a_hundred_teams_runs_the_same_number_of_statements_as_a_list_of_one(
    carol: Person, alice: Person, database: Database
) -> None:
    for number in range(99):
        carol.post("/teams", {"name": f"Team {number}"})
    alice.get("/teams")

    with statements(database) as for_one:
        alice.get("/teams", limit="1", includeMemberships="true")
    with statements(database) as for_all:
        assert alice.get("/teams", limit="100", includeMemberships="true").json()["metadata"]["count"] == 100

    assert len(for_all) == len(for_one)
