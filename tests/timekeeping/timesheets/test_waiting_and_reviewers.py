"""GET /timesheet-approvals/waiting and /timesheet-approvals/user/{accountId}/reviewers."""

import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, Company, Person
from tests.conftest import StoppedClock
from tests.statements import statements

from .sheets import FIRST, path, sheet, take_step

WAITING = "/timesheet-approvals/waiting"


def waiting(person: Person) -> list[tuple[str, str]]:
    response = person.get(WAITING)
    assert response.status_code == 200, response.text
    return [(found["user"]["accountId"].removeprefix("712020:"), found["period"]["from"]) for found in response.json()["results"]]


def reviewers(person: Person, owner: str = "alice") -> list[str]:
    response = person.get(path(owner, "reviewers"))
    assert response.status_code == 200, response.text
    return [found["accountId"].removeprefix("712020:") for found in response.json()["results"]]


def test_a_submitted_timesheet_waits_for_its_reviewer(alice: Person, bob: Person, carol: Person) -> None:
    alice.logs(3600, on="2026-03-17")
    carol.post("/holiday-schemes/1/holidays", {"name": "Off", "type": "FLOATING", "date": "2026-03-03", "durationSeconds": 8 * 3600})
    for day in ("2026-03-16", "2026-03-02"):
        take_step(alice, "submit", from_=day)

    result = bob.get(WAITING).json()

    assert result["metadata"] == {"count": 2}
    assert result["results"] == [sheet(bob, from_="2026-03-02"), sheet(bob, from_="2026-03-16")]
    assert [found["requiredSeconds"] for found in result["results"]] == [115_200, 144_000]
    assert [found["timeSpentSeconds"] for found in result["results"]] == [0, 3600]
    assert list(result["results"][0]["actions"]) == ["approve", "reject"]


def test_it_waits_only_for_its_reviewer(alice: Person, bob: Person, carol: Person) -> None:
    take_step(alice, "submit", body={"reviewerAccountId": carol.id})

    assert waiting(carol) == [("alice", FIRST)]
    assert waiting(bob) == waiting(alice) == []


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_a_reviewed_timesheet_no_longer_waits(alice: Person, bob: Person, verb: str) -> None:
    take_step(alice, "submit")
    assert waiting(bob) == [("alice", FIRST)]

    take_step(bob, verb)

    assert waiting(bob) == []


def test_a_period_that_ended_more_than_a_year_ago_no_longer_waits(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    for day in ("2026-03-09", "2026-03-16"):
        take_step(alice, "submit", from_=day)
    stopped_clock.set("2027-03-17T12:00:00Z")

    assert waiting(bob) == [("alice", "2026-03-16")]


def test_the_timesheet_of_an_administrator_without_a_lead_waits_for_themselves(carol: Person) -> None:
    take_step(carol, "submit", "carol")

    found = carol.get(WAITING).json()["results"]

    assert [list(entry["actions"]) for entry in found] == [["approve", "reject", "recall"]]


def test_many_waiting_timesheets_need_no_more_statements_than_one(alice: Person, bob: Person, database: Database) -> None:
    take_step(alice, "submit", from_="2026-03-16")
    waiting(bob)
    with statements(database) as for_one:
        assert len(waiting(bob)) == 1
    for day in ("2026-01-05", "2026-01-12", "2026-01-19", "2026-02-02"):
        take_step(alice, "submit", from_=day)

    with statements(database) as for_many:
        assert len(waiting(bob)) == 5
    assert len(for_one) == len(for_many)


def test_reviewers_are_leads_and_users_with_the_permission(alice: Person, bob: Person, carol: Person) -> None:
    response = alice.get(path(verb="reviewers"))

    assert response.json() == {
        "self": f"{BASE_URL}/4/timesheet-approvals/user/{alice.id}/reviewers",
        "metadata": {"count": 2},
        "results": [{"self": f"{BASE_URL}/rest/api/2/user?accountId={person.id}", "accountId": person.id} for person in (bob, carol)],
    }


def test_members_of_a_permission_role_are_reviewers(alice: Person, carol: Person, dave: Person, frank: Person) -> None:
    key = ["permissions.timesheet.approve"]
    team = {"name": "A", "accessType": "TEAM", "accessEntityIds": [1], "permissionKeys": key, "permittedAccountIds": [dave.id, alice.id]}
    everywhere = {"name": "B", "accessType": "GLOBAL", "permissionKeys": key, "permittedAccountIds": [frank.id]}
    for role in (team, everywhere):
        assert carol.post("/permission-roles", role).status_code == 200

    assert reviewers(alice) == ["bob", "carol", "dave", "frank"]
    assert reviewers(carol, "bob") == ["carol", "frank"]


def test_an_inactive_user_is_not_a_reviewer(alice: Person, company: Company, database: Database) -> None:
    company.deactivate(database, "bob")

    assert reviewers(alice) == ["carol"]


def test_only_an_administrator_without_a_lead_is_their_own_reviewer(bob: Person, carol: Person) -> None:
    assert reviewers(carol, "carol") == ["carol"]

    carol.post("/team-memberships", {"teamId": 1, "accountId": carol.id})
    carol.post("/team-memberships", {"teamId": 1, "accountId": bob.id})

    assert reviewers(carol, "carol") == ["bob"]
    assert reviewers(bob, "bob") == ["carol"]


@pytest.mark.parametrize(("user", "code"), [("alice", 200), ("bob", 200), ("carol", 200), ("frank", 200), ("dave", 404)])
def test_users_who_see_timesheets_see_their_reviewers(company: Company, user: str, code: int) -> None:
    assert company.people[user].get(path(verb="reviewers")).status_code == code


def test_the_reviewers_of_a_missing_user_are_not_found(carol: Person) -> None:
    assert carol.get("/timesheet-approvals/user/712020:nobody/reviewers").status_code == 404
