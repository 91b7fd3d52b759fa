"""POST /timesheet-approvals/user/{accountId}/approve, reject, recall and reopen."""

import msgspec
import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import Company, Person, message
from tests.conftest import StoppedClock

from .sheets import request_step, sheet, status, take_step


def test_a_reviewer_can_approve(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    take_step(alice, "submit")
    stopped_clock.advance(60)

    approved = take_step(bob, "approve", body={"comment": "Fine"})

    assert approved["status"]["key"] == "APPROVED"
    assert approved["status"]["comment"] == "Fine"
    assert approved["status"]["actor"]["accountId"] == bob.id
    assert approved["status"]["updatedAt"] == "2026-03-18T12:01:00Z"
    assert list(approved["actions"]) == ["reopen"]
    assert sheet(bob) == approved


def test_a_rejected_timesheet_is_open_and_has_the_comment(alice: Person, bob: Person) -> None:
    take_step(alice, "submit")

    rejected = take_step(bob, "reject", body={"comment": "Friday is missing"})

    assert rejected["status"]["key"] == "OPEN"
    assert rejected["status"]["comment"] == "Friday is missing"
    assert rejected["reviewer"]["accountId"] == bob.id
    assert list(sheet(alice)["actions"]) == ["submit"]


def test_a_user_can_recall_their_own_timesheet(alice: Person) -> None:
    take_step(alice, "submit")

    recalled = take_step(alice, "recall")

    assert recalled["status"]["key"] == "OPEN"
    assert list(recalled["actions"]) == ["submit"]


def test_a_reviewer_can_reopen_an_approved_timesheet(alice: Person, bob: Person) -> None:
    take_step(alice, "submit")
    take_step(bob, "approve")

    assert take_step(bob, "reopen")["status"]["key"] == "OPEN"


@pytest.mark.parametrize(
    ("user", "in_review", "approved"),
    [
        ("alice", {"recall": 200, "approve": 403, "reject": 403, "reopen": 403}, {"reopen": 403, "recall": 400}),
        ("bob", {"recall": 403, "approve": 200, "reject": 200, "reopen": 400}, {"reopen": 200, "approve": 400, "reject": 400}),
        ("carol", {"recall": 403, "approve": 200, "reject": 200, "reopen": 400}, {"reopen": 200}),
        ("frank", {"recall": 403, "approve": 403, "reject": 403, "reopen": 403}, {"reopen": 403}),
        ("dave", {"recall": 404, "approve": 404, "reject": 404, "reopen": 404}, {"reopen": 404}),
    ],
)
def test_permissions_for_each_step(company: Company, user: str, in_review: dict[str, int], approved: dict[str, int]) -> None:
    person = company.people[user]
    for verb, code in in_review.items():
        if status(company.carol) == "OPEN":
            take_step(company.alice, "submit")
        if status(company.carol) == "APPROVED":
            take_step(company.carol, "reopen")
            take_step(company.alice, "submit")
        assert request_step(person, verb).status_code == code, verb
    if status(company.carol) == "OPEN":
        take_step(company.alice, "submit")
    if status(company.carol) == "IN_REVIEW":
        take_step(company.bob, "approve")
    for verb, code in approved.items():
        if status(company.carol) == "OPEN":
            take_step(company.alice, "submit")
            take_step(company.bob, "approve")
        assert request_step(person, verb).status_code == code, verb


@pytest.mark.parametrize("user", ["alice", "bob", "carol", "frank"])
def test_exactly_the_listed_actions_succeed(company: Company, user: str) -> None:
    person = company.people[user]
    for previous in (None, "submit", "approve"):
        if previous:
            take_step(company.carol, previous)
        for verb in ("submit", "approve", "reject", "recall", "reopen"):
            listed = verb in sheet(person)["actions"]
            response = request_step(person, verb)
            assert (response.status_code == 200) == listed, (previous, verb, response.text)
            if response.status_code == 200:
                _restore(company, previous)


def _restore(company: Company, after: str | None) -> None:
    """Restores the status that the timesheet had after this step."""
    if status(company.carol) == "APPROVED":
        take_step(company.carol, "reopen")
    if status(company.carol) == "IN_REVIEW":
        take_step(company.carol, "reject")
    for verb in {None: [], "submit": ["submit"], "approve": ["submit", "approve"]}[after]:
        take_step(company.carol, verb)


def test_a_lead_may_not_approve_their_own_timesheet(bob: Person, carol: Person) -> None:
    carol.post("/team-memberships", {"teamId": 1, "accountId": bob.id})
    take_step(bob, "submit", "bob", {"reviewerAccountId": carol.id})

    refused = request_step(bob, "approve", "bob")

    assert refused.status_code == 403
    assert "only administrators without a lead may do this to their own timesheets" in refused.text
    assert take_step(carol, "approve", "bob")["status"]["key"] == "APPROVED"


def test_an_administrator_without_a_lead_may_approve_their_own_timesheet(carol: Person) -> None:
    assert take_step(carol, "submit", "carol")["reviewer"]["accountId"] == carol.id
    assert take_step(carol, "approve", "carol")["status"]["key"] == "APPROVED"
    assert take_step(carol, "reopen", "carol")["status"]["key"] == "OPEN"


def test_an_administrator_with_a_lead_may_not_approve_their_own_timesheet(carol: Person, bob: Person) -> None:
    carol.post("/team-memberships", {"teamId": 1, "accountId": carol.id})
    assert take_step(carol, "submit", "carol")["reviewer"]["accountId"] == bob.id

    assert request_step(carol, "approve", "carol").status_code == 403
    assert take_step(bob, "approve", "carol")["status"]["key"] == "APPROVED"


def test_the_reviewer_may_review_after_the_team_got_another_lead(alice: Person, bob: Person, carol: Person) -> None:
    take_step(alice, "submit")
    carol.put("/teams/1", {"name": "Northerners", "leadAccountId": carol.id})

    assert list(sheet(bob)["actions"]) == ["approve", "reject"]
    assert take_step(bob, "approve")["status"]["key"] == "APPROVED"


def test_a_reviewer_can_choose_another_reviewer(alice: Person, bob: Person, carol: Person, dave: Person) -> None:
    take_step(alice, "submit")
    assert "may not review this timesheet" in message(request_step(bob, "approve", body={"reviewerAccountId": dave.id}))
    assert status(alice) == "IN_REVIEW"

    assert take_step(bob, "approve", body={"reviewerAccountId": carol.id})["reviewer"]["accountId"] == carol.id


def test_every_step_is_recorded(alice: Person, bob: Person, database: Database) -> None:
    take_step(alice, "submit")
    take_step(bob, "approve")

    with database.read() as db:
        rows = db.execute(select(changes).where(changes.c.entity == "timesheetapproval").order_by(changes.c.id)).all()
    assert [(row.entity_id, row.action, row.actor) for row in rows] == [("1", "Created", alice.id), ("1", "Updated", bob.id)]
    before, after = (msgspec.json.decode(text) for text in (rows[1].before, rows[1].after))
    assert (before["status"], after["status"]) == ("IN_REVIEW", "APPROVED")
    assert after["account_id"] == alice.id


def test_a_token_without_the_scope_cannot_submit(eve: Person) -> None:
    assert request_step(eve, "submit", "eve").status_code == 403
