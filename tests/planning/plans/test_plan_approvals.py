"""PUT /4/plan-approvals/{allocationId}, the plans for review and the possible reviewers."""

from typing import Any

import pytest

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.permissions import actions as permissions
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, Company, Person, faults, message
from tests.conftest import StoppedClock

from .samples import body_of, create_plan, days, plan_body, plan_ids

BOB, CAROL = {"reviewerId": ACCOUNT_IDS["bob"]}, {"reviewerId": ACCOUNT_IDS["carol"]}


@pytest.fixture
def approvals(company: Company, database: Database) -> None:
    """Plan approval is enabled."""
    company.configure(database, plan_approval_enabled=True)


def _status(person: Person, id: int = 1) -> str:
    status: str = person.get(f"/plans/{id}").json()["planApproval"]["status"]
    return status


def _for_review(person: Person, **more: Any) -> list[int]:
    return plan_ids(person.post("/plan-approvals/plans-for-review", more))


@pytest.mark.usefixtures("approvals")
def test_the_chosen_reviewer_approves(alice: Person, bob: Person) -> None:
    plan = create_plan(alice, planApproval=BOB)
    alice_ref, bob_ref = plan["planApproval"]["requester"], plan["planApproval"]["reviewer"]

    assert plan["planApproval"] == {"status": "REQUESTED", "reviewer": bob_ref, "requester": alice_ref}
    assert (alice_ref["accountId"], bob_ref["accountId"]) == (alice.id, bob.id)
    assert _for_review(bob) == [1]
    approval = body_of(bob.put("/plan-approvals/1", {"status": "APPROVED"}))
    assert approval == {"status": "APPROVED", "reviewer": bob_ref, "requester": alice_ref, "actor": bob_ref}
    assert alice.get("/plans/1").json()["planApproval"] == approval
    assert _for_review(bob) == []


@pytest.mark.usefixtures("approvals")
def test_approval_can_be_requested_again_after_a_decision(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "REJECTED"})

    assert _status(alice) == "REJECTED"
    assert _for_review(bob, statuses=["REJECTED"]) == [1]
    assert body_of(alice.put("/plan-approvals/1", {"status": "REQUESTED"}))["reviewer"]["accountId"] == bob.id
    assert body_of(alice.put("/plan-approvals/1", {"status": "REQUESTED", **CAROL}))["reviewer"]["accountId"] == ACCOUNT_IDS["carol"]
    assert _for_review(bob) == []


@pytest.mark.usefixtures("approvals")
def test_moving_an_approved_plan_requests_approval_again(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    moved = body_of(alice.put("/plans/1", plan_body(alice.id, startDate="2026-03-17")))["planApproval"]

    assert moved["status"] == "REQUESTED"
    assert "actor" not in moved
    assert _for_review(bob) == [1]


@pytest.mark.usefixtures("approvals")
def test_the_decision_stays_if_the_reviewer_changes_the_plan(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert body_of(bob.put("/plans/1", plan_body(alice.id, startDate="2026-03-17")))["planApproval"]["status"] == "APPROVED"


@pytest.mark.usefixtures("approvals")
def test_a_body_may_repeat_the_status_and_requests_approval_again(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert body_of(alice.put("/plans/1", plan_body(alice.id, planApproval={"status": "APPROVED"})))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_a_changed_day_has_the_reviewer_of_the_plan(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    day = body_of(alice.put("/plans/1/partial/2026-03-18", plan_body(alice.id)))

    assert (day["planApproval"]["status"], day["planApproval"]["reviewer"]["accountId"]) == ("REQUESTED", bob.id)
    assert _for_review(bob) == [1, 2]


@pytest.mark.usefixtures("approvals")
def test_removing_a_day_from_an_approved_plan_requests_approval_again(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    alice.delete("/plans/1/partial/2026-03-18")

    assert _status(alice) == "REQUESTED"
    assert _for_review(bob) == [1]


@pytest.mark.usefixtures("approvals")
def test_changing_a_day_of_an_approved_plan_requests_approval_again(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    alice.put("/plans/1/partial/2026-03-18", plan_body(alice.id))

    assert _for_review(bob) == [1, 2]


@pytest.mark.usefixtures("approvals")
def test_the_decision_stays_if_the_reviewer_removes_or_changes_a_day(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    bob.delete("/plans/1/partial/2026-03-18")
    bob.put("/plans/1/partial/2026-03-19", plan_body(alice.id))

    assert [_status(alice), _status(alice, 2)] == ["APPROVED", "APPROVED"]


@pytest.mark.usefixtures("approvals")
def test_a_reviewer_cannot_assign_an_approved_plan_to_themselves(alice: Person, bob: Person) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    before = alice.get("/plans/1").json()

    refused = bob.put("/plans/1", plan_body(bob.id))

    assert "'reviewerId' must be a user other than the requester and the assignee" in message(refused)
    assert alice.get("/plans/1").json() == before
    assert body_of(bob.put("/plans/1", plan_body(bob.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_a_reviewer_cannot_assign_an_approved_plan_to_users_whose_plans_they_may_not_review(
    alice: Person, bob: Person, dave: Person, database: Database
) -> None:
    with database.write() as db:
        permissions.create_global_role(Call(db, SYSTEM, clock.now()), "Planners", [Permission.PLAN_MANAGE], [bob.id])
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert bob.put("/plans/1", plan_body(dave.id)).status_code == 400
    assert body_of(bob.put("/plans/1", plan_body(dave.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_decisions_stay_if_plans_change_while_approval_is_disabled(
    alice: Person, bob: Person, company: Company, database: Database
) -> None:
    create_plan(alice, planApproval=BOB)
    decision = body_of(bob.put("/plan-approvals/1", {"status": "APPROVED"}))
    company.configure(database, plan_approval_enabled=False)

    alice.put("/plans/1", plan_body(alice.id, description="New"))
    alice.delete("/plans/1/partial/2026-03-18")

    company.configure(database, plan_approval_enabled=True)
    assert alice.get("/plans/1").json()["planApproval"] == decision


@pytest.mark.usefixtures("approvals")
def test_past_plans_are_included_only_on_request(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    create_plan(alice, planApproval=BOB)
    stopped_clock.set("2026-03-21T12:00:00Z")

    assert (_for_review(bob), _for_review(bob, includePastPlans=True)) == ([], [1])


@pytest.mark.usefixtures("approvals")
def test_users_cannot_decide_on_their_own_plans(alice: Person, bob: Person, carol: Person) -> None:
    create_plan(alice, planApproval=BOB)
    create_plan(bob, planApproval=CAROL)

    assert alice.put("/plan-approvals/1", {"status": "APPROVED"}).status_code == 403
    assert bob.put("/plan-approvals/2", {"status": "APPROVED"}).status_code == 403
    assert carol.put("/plan-approvals/2", {"status": "APPROVED"}).status_code == 200


@pytest.mark.usefixtures("approvals")
def test_administrators_may_decide_too_but_others_may_not(alice: Person, carol: Person, dave: Person) -> None:
    create_plan(alice, planApproval=BOB)

    assert dave.put("/plan-approvals/1", {"status": "APPROVED"}).status_code == 404
    assert body_of(carol.put("/plan-approvals/1", {"status": "APPROVED"}))["actor"]["accountId"] == carol.id


@pytest.mark.usefixtures("approvals")
@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        ({"reviewerId": "712020:nobody"}, "'reviewerId' names the user '712020:nobody', who does not exist"),
        ({"reviewerId": ACCOUNT_IDS["alice"]}, "'reviewerId' must be a user other than the requester"),
        ({"reviewerId": ACCOUNT_IDS["dave"]}, "'reviewerId' must be an active user with permissions.plan.approve over the assignee"),
        ({"status": "REQUESTED"}, "'reviewerId' is required"),
        ({"status": "APPROVED", **BOB}, "'planApproval.status' must be REQUESTED here, not APPROVED"),
        ({"status": "MAYBE"}, "'planApproval.status' must be one of"),
    ],
)
def test_an_invalid_request_for_approval_is_refused(alice: Person, approval: dict[str, Any], expected: str) -> None:
    response = alice.post("/plans", plan_body(alice.id, planApproval=approval))

    assert response.status_code == 400
    assert expected in message(response)


@pytest.mark.usefixtures("approvals")
def test_a_decision_needs_a_request_and_a_status(alice: Person, carol: Person) -> None:
    create_plan(alice)

    assert "Approval of plan 1 was not requested" in message(carol.put("/plan-approvals/1", {"status": "APPROVED"}))
    assert "'status' is required" in message(carol.put("/plan-approvals/1", {}))
    assert carol.put("/plan-approvals/99", {"status": "APPROVED"}).status_code == 404


def test_if_plan_approval_is_disabled_responses_do_not_mention_it(
    alice: Person, bob: Person, carol: Person, company: Company, database: Database
) -> None:
    assert "planApproval" not in create_plan(alice)
    assert "planApprovalEnabled is off" in message(carol.put("/plan-approvals/1", {"status": "APPROVED"}))

    company.configure(database, plan_approval_enabled=True)
    create_plan(alice, planApproval=BOB)
    company.configure(database, plan_approval_enabled=False)
    assert "planApproval" not in alice.get("/plans/2").json()
    assert _for_review(bob) == []


def test_a_request_for_approval_is_refused_while_plan_approval_is_disabled(alice: Person) -> None:
    create_plan(alice)
    body = plan_body(alice.id, planApproval=BOB)

    for refused in (alice.post("/plans", body), alice.put("/plans/1", body), alice.put("/plans/1/partial/2026-03-18", body)):
        assert refused.status_code == 400
        assert faults(refused) == [("planApproval", "disabled")]
        assert "planApprovalEnabled is off" in message(refused)
    assert plan_ids(alice.get(f"/plans/user/{alice.id}")) == [1]
    assert days(alice.get("/plans/1").json())["03-18"] == 2


def test_leads_and_administrators_may_review(alice: Person, bob: Person, carol: Person) -> None:
    path = f"/plan-permissions/plan-reviewers?accountId={alice.id}"

    assert alice.http.get(f"/4{path}").json()["results"] == [bob.id, carol.id]
    assert alice.http.get(f"/4{path}&from=2025-01-01&to=2025-12-31").json()["results"] == [carol.id]
    assert alice.http.get(f"/4{path}&from=2025-12-31&to=2026-01-01").json()["results"] == [carol.id], "the team covers one of two days"
    assert alice.http.get(f"/4{path}&from=2026-01-01&to=2027-01-01").json()["results"] == [bob.id, carol.id]
    assert alice.get("/plan-permissions/plan-reviewers", accountId=carol.id).json()["results"] == []
    assert "'accountId' names the user" in message(alice.get("/plan-permissions/plan-reviewers", accountId="712020:nobody"))
    assert "'accountId' is required" in message(alice.get("/plan-permissions/plan-reviewers"))


@pytest.mark.usefixtures("approvals")
@pytest.mark.parametrize(
    ("plan", "status"),
    [
        ({"startDate": "2026-03-17", "endDate": "2026-03-20"}, 200),
        ({"startDate": "2026-03-20", "endDate": "2026-03-21"}, 400),
        ({"startDate": "2026-03-17", "endDate": "2026-03-17", "rule": "WEEKLY", "recurrenceEndDate": "2026-03-24"}, 400),
        ({"startDate": "2026-03-17", "endDate": "2026-03-17", "rule": "WEEKLY"}, 400),
        ({"startDate": "2025-12-31", "endDate": "2026-01-01"}, 400),
    ],
    ids=["within the membership", "longer", "repeated after it", "repeated forever", "starts before it"],
)
def test_a_membership_makes_its_lead_a_reviewer_of_plans_on_its_own_days(
    alice: Person, carol: Person, plan: dict[str, Any], status: int
) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-21"})

    for reviewer, expected in ((BOB, status), (CAROL, 200)):
        response = alice.post("/plans", plan_body(alice.id, **plan, planApproval=reviewer))
        assert response.status_code == expected, response.text
        if expected == 400:
            assert "permissions.plan.approve over the assignee on all days of the plan" in message(response)


@pytest.mark.usefixtures("approvals")
def test_reviewers_through_a_private_team_are_known_only_to_users_who_see_it(
    alice: Person, bob: Person, carol: Person, dave: Person
) -> None:
    carol.post("/teams", {"name": "Secret", "public": False, "leadAccountId": dave.id})
    carol.post("/team-memberships", {"teamId": 2, "accountId": alice.id})
    path = "/plan-permissions/plan-reviewers"

    for person in (alice, carol, dave):
        assert person.get(path, accountId=alice.id).json()["results"] == [bob.id, carol.id, dave.id]
    assert bob.get(path, accountId=alice.id).json()["results"] == [bob.id, carol.id]
    refused = message(bob.post("/plans", plan_body(alice.id, planApproval={"reviewerId": dave.id})))
    assert "'reviewerId' must be an active user with permissions.plan.approve" in refused
    create_plan(alice, planApproval={"reviewerId": dave.id})
    assert body_of(bob.put("/plans/1", plan_body(alice.id)))["planApproval"]["reviewer"]["accountId"] == dave.id


@pytest.mark.usefixtures("approvals")
def test_inactive_users_cannot_review(alice: Person, bob: Person, company: Company, database: Database) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    company.deactivate(database, "bob")

    assert alice.get("/plan-permissions/plan-reviewers", accountId=alice.id).json()["results"] == [ACCOUNT_IDS["carol"]]
    for refused in (
        alice.post("/plans", plan_body(alice.id, planApproval=BOB)),
        alice.put("/plans/1", plan_body(alice.id)),
        alice.put("/plan-approvals/1", {"status": "REQUESTED"}),
    ):
        assert "'reviewerId' must be an active user with permissions.plan.approve over the assignee" in message(refused)
    assert _status(alice) == "APPROVED"
    assert body_of(alice.put("/plans/1", plan_body(alice.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_a_day_can_be_removed_if_the_reviewer_is_inactive(alice: Person, bob: Person, company: Company, database: Database) -> None:
    create_plan(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    company.deactivate(database, "bob")

    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 204
    assert _status(alice) == "REQUESTED"
