"""POST /timesheet-approvals/user/{accountId}/submit."""

import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, Company, Person, message

from .sheets import FIRST, LAST, request_step, sheet, status, take_step


def test_a_submitted_timesheet_is_reviewed_by_the_lead(alice: Person, bob: Person) -> None:
    alice.logs(3600, on=FIRST)

    submitted = take_step(alice, "submit", body={"comment": "Week done"})

    assert submitted["status"] == {
        "key": "IN_REVIEW",
        "comment": "Week done",
        "actor": submitted["user"],
        "requiredSecondsAtSubmit": 144_000,
        "timeSpentSecondsAtSubmit": 3600,
        "updatedAt": "2026-03-18T12:00:00Z",
    }
    assert submitted["reviewer"]["accountId"] == bob.id
    assert list(submitted["actions"]) == ["recall"]
    assert sheet(alice) == submitted


def test_only_one_period_is_submitted(alice: Person) -> None:
    take_step(alice, "submit")

    assert [status(alice, from_=day) for day in ("2026-03-02", "2026-03-09", "2026-03-16")] == ["OPEN", "IN_REVIEW", "OPEN"]


def test_without_a_comment_it_is_empty(alice: Person) -> None:
    assert take_step(alice, "submit")["status"]["comment"] == ""


def test_the_reviewer_can_be_chosen_from_the_possible_reviewers(alice: Person, carol: Person, dave: Person) -> None:
    assert take_step(alice, "submit", body={"reviewerAccountId": carol.id})["reviewer"]["accountId"] == carol.id
    take_step(alice, "recall")

    for user in (dave.id, alice.id, "712020:nobody"):
        refused = message(request_step(alice, "submit", body={"reviewerAccountId": user}))
        assert f"'reviewerAccountId' names the user '{user}'" in refused
        assert "possible reviewers are '712020:bob', '712020:carol'" in refused
    assert status(alice) == "OPEN"


def test_the_lead_of_the_team_with_the_most_commitment_reviews(alice: Person, carol: Person, dave: Person, frank: Person) -> None:
    for lead, percent in ((dave, 40), (frank, 60)):
        team = carol.post("/teams", {"name": "T", "leadAccountId": lead.id}).json()["id"]
        carol.post("/team-memberships", {"teamId": team, "accountId": alice.id, "commitmentPercent": percent})
    carol.put("/team-memberships/1", {"from": "2026-01-01", "commitmentPercent": 50})

    assert take_step(alice, "submit")["reviewer"]["accountId"] == frank.id


def test_a_lead_of_a_team_outside_the_membership_does_not_review(alice: Person, bob: Person, carol: Person, dave: Person) -> None:
    team = carol.post("/teams", {"name": "T", "leadAccountId": dave.id}).json()["id"]
    carol.post("/team-memberships", {"teamId": team, "accountId": alice.id, "from": "2026-03-16"})
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-16", "commitmentPercent": 1})

    assert take_step(alice, "submit")["reviewer"]["accountId"] == bob.id
    assert take_step(alice, "submit", from_="2026-03-16")["reviewer"]["accountId"] == dave.id


def test_a_user_without_a_lead_must_choose_a_reviewer(dave: Person, carol: Person) -> None:
    refused = message(request_step(dave, "submit", "dave"))
    assert "'reviewerAccountId' is required" in refused
    assert "possible reviewers are '712020:carol'" in refused

    assert take_step(dave, "submit", "dave", {"reviewerAccountId": carol.id})["reviewer"]["accountId"] == carol.id


def test_a_lead_is_not_their_own_reviewer(bob: Person, carol: Person) -> None:
    carol.post("/team-memberships", {"teamId": 1, "accountId": bob.id})

    assert "'reviewerAccountId' is required" in message(request_step(bob, "submit", "bob"))


def test_an_inactive_lead_does_not_review(alice: Person, company: Company, database: Database) -> None:
    company.deactivate(database, "bob")

    assert "'reviewerAccountId' is required" in message(request_step(alice, "submit"))


@pytest.mark.parametrize(("user", "code"), [("bob", 200), ("carol", 200), ("frank", 200), ("dave", 404)])
def test_users_with_the_permission_may_submit_for_others(company: Company, user: str, code: int) -> None:
    response = request_step(company.people[user], "submit")

    assert response.status_code == code
    assert (status(company.alice) == "IN_REVIEW") == (code == 200)
    if code == 200:
        assert response.json()["status"]["actor"]["accountId"] == ACCOUNT_IDS[user]


def test_users_who_may_only_view_cannot_submit_for_others(carol: Person, dave: Person, alice: Person) -> None:
    carol.post(
        "/permission-roles",
        {"name": "V", "accessType": "GLOBAL", "permissionKeys": ["permissions.worklog.view"], "permittedAccountIds": [dave.id]},
    )

    refused = request_step(dave, "submit")

    assert refused.status_code == 403
    assert "permissions.timesheet.approve or permissions.worklog.manage over the user" in refused.text
    assert sheet(dave)["actions"] == {}
    assert status(alice) == "OPEN"


def test_a_timesheet_in_review_or_approved_cannot_be_submitted(alice: Person, bob: Person) -> None:
    take_step(alice, "submit")
    assert "its status is IN_REVIEW, not OPEN" in message(request_step(alice, "submit"))
    take_step(bob, "approve")
    assert f"for {FIRST} to {LAST}: its status is APPROVED" in message(request_step(alice, "submit"))


def test_a_rejected_timesheet_can_be_submitted_again_with_the_current_seconds(alice: Person, bob: Person) -> None:
    take_step(alice, "submit")
    take_step(bob, "reject")
    alice.logs(7200, on=FIRST)

    assert take_step(alice, "submit")["status"]["timeSpentSecondsAtSubmit"] == 7200
