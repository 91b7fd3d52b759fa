"""PUT /4/plan-approvals/{allocationId}, the plans for review and who may review."""

from typing import Any

import pytest

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.permissions import actions as permissions
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, House, Person, message
from tests.conftest import StoppedClock

from .planning import done, plan_ids, plan_of, plans

BOB, CAROL = {"reviewerId": ACCOUNT_IDS["bob"]}, {"reviewerId": ACCOUNT_IDS["carol"]}


@pytest.fixture
def approvals(house: House, database: Database) -> None:
    """Plans are approved here."""
    house.configure(database, plan_approval_enabled=True)


def _status(person: Person, id: int = 1) -> str:
    status: str = person.get(f"/plans/{id}").json()["planApproval"]["status"]
    return status


def _waiting(person: Person, **more: Any) -> list[int]:
    return plan_ids(person.post("/plan-approvals/plans-for-review", more))


@pytest.mark.usefixtures("approvals")
def test_the_chosen_reviewer_approves(alice: Person, bob: Person) -> None:
    plan = plans(alice, planApproval=BOB)
    alice_ref, bob_ref = plan["planApproval"]["requester"], plan["planApproval"]["reviewer"]

    assert plan["planApproval"] == {"status": "REQUESTED", "reviewer": bob_ref, "requester": alice_ref}
    assert (alice_ref["accountId"], bob_ref["accountId"]) == (alice.id, bob.id)
    assert _waiting(bob) == [1]
    answer = done(bob.put("/plan-approvals/1", {"status": "APPROVED"}))
    assert answer == {"status": "APPROVED", "reviewer": bob_ref, "requester": alice_ref, "actor": bob_ref}
    assert alice.get("/plans/1").json()["planApproval"] == answer
    assert _waiting(bob) == []


@pytest.mark.usefixtures("approvals")
def test_what_was_decided_can_be_asked_for_again(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "REJECTED"})

    assert _status(alice) == "REJECTED"
    assert _waiting(bob, statuses=["REJECTED"]) == [1]
    assert done(alice.put("/plan-approvals/1", {"status": "REQUESTED"}))["reviewer"]["accountId"] == bob.id
    assert done(alice.put("/plan-approvals/1", {"status": "REQUESTED", **CAROL}))["reviewer"]["accountId"] == ACCOUNT_IDS["carol"]
    assert _waiting(bob) == []


@pytest.mark.usefixtures("approvals")
def test_moving_an_approved_plan_puts_it_back(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    moved = done(alice.put("/plans/1", plan_of(alice.id, startDate="2026-03-17")))["planApproval"]

    assert moved["status"] == "REQUESTED"
    assert "actor" not in moved
    assert _waiting(bob) == [1]


@pytest.mark.usefixtures("approvals")
def test_what_the_reviewer_changes_stays_as_decided(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert done(bob.put("/plans/1", plan_of(alice.id, startDate="2026-03-17")))["planApproval"]["status"] == "APPROVED"


@pytest.mark.usefixtures("approvals")
def test_a_body_may_repeat_the_state_and_asks_again(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert done(alice.put("/plans/1", plan_of(alice.id, planApproval={"status": "APPROVED"})))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_a_day_that_is_changed_is_reviewed_by_who_reviews_the_plan(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    day = done(alice.put("/plans/1/partial/2026-03-18", plan_of(alice.id)))

    assert (day["planApproval"]["status"], day["planApproval"]["reviewer"]["accountId"]) == ("REQUESTED", bob.id)
    assert _waiting(bob) == [1, 2]


@pytest.mark.usefixtures("approvals")
def test_taking_a_day_out_of_an_approved_plan_asks_again(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    alice.delete("/plans/1/partial/2026-03-18")

    assert _status(alice) == "REQUESTED"
    assert _waiting(bob) == [1]


@pytest.mark.usefixtures("approvals")
def test_so_does_changing_one_of_its_days(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    alice.put("/plans/1/partial/2026-03-18", plan_of(alice.id))

    assert _waiting(bob) == [1, 2]


@pytest.mark.usefixtures("approvals")
def test_what_the_reviewer_takes_out_or_changes_stays_as_decided(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    bob.delete("/plans/1/partial/2026-03-18")
    bob.put("/plans/1/partial/2026-03-19", plan_of(alice.id))

    assert [_status(alice), _status(alice, 2)] == ["APPROVED", "APPROVED"]


@pytest.mark.usefixtures("approvals")
def test_no_reviewer_takes_an_approved_plan_over_for_themselves(alice: Person, bob: Person) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    before = alice.get("/plans/1").json()

    refused = bob.put("/plans/1", plan_of(bob.id))

    assert "'reviewerId' must be somebody else than who asks and whose plan it is" in message(refused)
    assert alice.get("/plans/1").json() == before
    assert done(bob.put("/plans/1", plan_of(bob.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_nor_gives_it_to_whose_plans_they_may_not_review(alice: Person, bob: Person, dave: Person, database: Database) -> None:
    with database.write() as db:
        permissions.grant_everywhere(Call(db, SYSTEM, clock.now()), "Planners", [Permission.PLAN_MANAGE], [bob.id])
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})

    assert bob.put("/plans/1", plan_of(dave.id)).status_code == 400
    assert done(bob.put("/plans/1", plan_of(dave.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_what_was_decided_outlasts_changes_while_plans_are_not_approved(
    alice: Person, bob: Person, house: House, database: Database
) -> None:
    plans(alice, planApproval=BOB)
    decided = done(bob.put("/plan-approvals/1", {"status": "APPROVED"}))
    house.configure(database, plan_approval_enabled=False)

    alice.put("/plans/1", plan_of(alice.id, description="New"))
    alice.delete("/plans/1/partial/2026-03-18")

    house.configure(database, plan_approval_enabled=True)
    assert alice.get("/plans/1").json()["planApproval"] == decided


@pytest.mark.usefixtures("approvals")
def test_past_plans_are_left_out_unless_asked_for(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    plans(alice, planApproval=BOB)
    stopped_clock.set("2026-03-21T12:00:00Z")

    assert (_waiting(bob), _waiting(bob, includePastPlans=True)) == ([], [1])


@pytest.mark.usefixtures("approvals")
def test_nobody_decides_on_their_own_plan(alice: Person, bob: Person, carol: Person) -> None:
    plans(alice, planApproval=BOB)
    plans(bob, planApproval=CAROL)

    assert alice.put("/plan-approvals/1", {"status": "APPROVED"}).status_code == 403
    assert bob.put("/plan-approvals/2", {"status": "APPROVED"}).status_code == 403
    assert carol.put("/plan-approvals/2", {"status": "APPROVED"}).status_code == 200


@pytest.mark.usefixtures("approvals")
def test_who_may_approve_everybodys_decides_too_and_others_do_not(alice: Person, carol: Person, dave: Person) -> None:
    plans(alice, planApproval=BOB)

    assert dave.put("/plan-approvals/1", {"status": "APPROVED"}).status_code == 404
    assert done(carol.put("/plan-approvals/1", {"status": "APPROVED"}))["actor"]["accountId"] == carol.id


@pytest.mark.usefixtures("approvals")
@pytest.mark.parametrize(
    ("approval", "words"),
    [
        ({"reviewerId": "712020:nobody"}, "'reviewerId' names the user '712020:nobody', who does not exist"),
        ({"reviewerId": ACCOUNT_IDS["alice"]}, "'reviewerId' must be somebody else than who asks"),
        ({"reviewerId": ACCOUNT_IDS["dave"]}, "'reviewerId' must be somebody active who holds permissions.plan.approve"),
        ({"status": "REQUESTED"}, "'reviewerId' is required"),
        ({"status": "APPROVED", **BOB}, "'planApproval.status' of a plan that is written is REQUESTED"),
        ({"status": "MAYBE"}, "'planApproval.status' must be one of"),
    ],
)
def test_an_approval_that_can_not_be_asked_for_is_refused(alice: Person, approval: dict[str, Any], words: str) -> None:
    response = alice.post("/plans", plan_of(alice.id, planApproval=approval))

    assert response.status_code == 400
    assert words in message(response)


@pytest.mark.usefixtures("approvals")
def test_a_decision_needs_a_request_and_a_status(alice: Person, carol: Person) -> None:
    plans(alice)

    assert "Nobody asked for the approval of plan 1" in message(carol.put("/plan-approvals/1", {"status": "APPROVED"}))
    assert "'status' is required" in message(carol.put("/plan-approvals/1", {}))
    assert carol.put("/plan-approvals/99", {"status": "APPROVED"}).status_code == 404


def test_where_plans_are_not_approved_nothing_is_said_of_it(
    alice: Person, bob: Person, carol: Person, house: House, database: Database
) -> None:
    assert "planApproval" not in plans(alice, planApproval=BOB)
    assert "planApprovalEnabled is off" in message(carol.put("/plan-approvals/1", {"status": "APPROVED"}))

    house.configure(database, plan_approval_enabled=True)
    plans(alice, planApproval=BOB)
    house.configure(database, plan_approval_enabled=False)
    assert "planApproval" not in alice.get("/plans/2").json()
    assert _waiting(bob) == []


def test_who_may_review_are_the_leads_and_the_administrators(alice: Person, bob: Person, carol: Person) -> None:
    path = f"/plan-permissions/plan-reviewers?accountId={alice.id}"

    assert alice.http.get(f"/4{path}").json()["results"] == [bob.id, carol.id]
    assert alice.http.get(f"/4{path}&from=2025-01-01&to=2025-12-31").json()["results"] == [carol.id]
    assert alice.http.get(f"/4{path}&from=2025-01-01&to=2026-01-01").json()["results"] == [bob.id, carol.id]
    assert alice.get("/plan-permissions/plan-reviewers", accountId=carol.id).json()["results"] == []
    assert "'accountId' names the user" in message(alice.get("/plan-permissions/plan-reviewers", accountId="712020:nobody"))
    assert "'accountId' is required" in message(alice.get("/plan-permissions/plan-reviewers"))


@pytest.mark.usefixtures("approvals")
def test_who_is_not_active_is_not_asked_to_review(alice: Person, bob: Person, house: House, database: Database) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    house.deactivate(database, "bob")

    assert alice.get("/plan-permissions/plan-reviewers", accountId=alice.id).json()["results"] == [ACCOUNT_IDS["carol"]]
    for refused in (
        alice.post("/plans", plan_of(alice.id, planApproval=BOB)),
        alice.put("/plans/1", plan_of(alice.id)),
        alice.put("/plan-approvals/1", {"status": "REQUESTED"}),
    ):
        assert "'reviewerId' must be somebody active who holds permissions.plan.approve" in message(refused)
    assert _status(alice) == "APPROVED"
    assert done(alice.put("/plans/1", plan_of(alice.id, planApproval=CAROL)))["planApproval"]["status"] == "REQUESTED"


@pytest.mark.usefixtures("approvals")
def test_a_day_can_be_taken_out_though_the_reviewer_is_gone(alice: Person, bob: Person, house: House, database: Database) -> None:
    plans(alice, planApproval=BOB)
    bob.put("/plan-approvals/1", {"status": "APPROVED"})
    house.deactivate(database, "bob")

    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 204
    assert _status(alice) == "REQUESTED"
