"""Which plans users may see and change."""

import pytest

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.permissions import actions as permissions
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, NORTHERNERS, Person

from .samples import body_of, create_plan, plan_body, plan_ids

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


def _visible_ids(person: Person) -> list[int]:
    searched = plan_ids(person.post("/plans/search", MARCH))
    assert plan_ids(person.get("/plans", **MARCH)) == searched
    return searched


def test_users_see_only_their_own_plans(alice: Person, dave: Person) -> None:
    create_plan(alice)
    create_plan(dave)

    assert (_visible_ids(alice), _visible_ids(dave)) == ([1], [2])
    assert plan_ids(dave.get(f"/plans/user/{alice.id}")) == []
    assert [dave.get("/plans/1").status_code, dave.put("/plans/1", plan_body(dave.id)).status_code] == [404, 404]
    assert [dave.delete("/plans/1").status_code, dave.delete("/plans/1/partial/2026-03-16").status_code] == [404, 404]


def test_planning_for_others_needs_the_permission(alice: Person, dave: Person) -> None:
    refused = dave.post("/plans", plan_body(alice.id))

    assert refused.status_code == 403
    assert "permissions.plan.manage" in refused.text


def test_a_lead_plans_for_members(alice: Person, bob: Person, dave: Person) -> None:
    plan = create_plan(bob, alice.id)

    assert plan["planCreatorId"] == bob.id
    assert _visible_ids(bob) == _visible_ids(alice) == [1]
    assert body_of(bob.put("/plans/1", plan_body(alice.id, endDate="2026-03-17")))["endDate"] == "2026-03-17"
    assert bob.post("/plans", plan_body(dave.id)).status_code == 403
    assert bob.delete("/plans/1").status_code == 204


@pytest.mark.parametrize(
    ("first_day", "last_day", "recurrence", "code"),
    [
        ("2025-12-31", "2026-02-28", {}, 403),
        ("2026-01-01", "2026-02-28", {}, 200),
        ("2026-02-27", "2026-02-27", {}, 200),
        ("2026-02-27", "2026-03-01", {}, 403),
        ("2026-03-01", "2026-03-20", {}, 403),
        ("2026-02-02", "2026-02-03", {"rule": "WEEKLY", "recurrenceEndDate": "2026-02-27"}, 200),
        ("2026-02-02", "2026-02-03", {"rule": "WEEKLY", "recurrenceEndDate": "2026-02-28"}, 403),
        ("2026-02-02", "2026-02-03", {"rule": "MONTHLY", "recurrenceEndDate": "2026-03-02"}, 403),
        ("2026-02-02", "2026-02-03", {"rule": "WEEKLY"}, 403),
    ],
)
def test_a_lead_may_plan_if_all_days_are_in_the_membership(
    bob: Person, carol: Person, alice: Person, first_day: str, last_day: str, recurrence: dict[str, str], code: int
) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-01"})

    response = bob.post("/plans", plan_body(alice.id, startDate=first_day, endDate=last_day, **recurrence))

    assert response.status_code == code
    if code == 403 and first_day == "2026-02-27":
        assert "You may not plan the time of 712020:alice on 2026-03-01" in response.text


def test_a_former_lead_may_not_plan_for_a_user_who_left(bob: Person, carol: Person, alice: Person) -> None:
    plan = create_plan(bob, alice.id, startDate="2026-01-05", endDate="2026-01-05")
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-02-01"})
    beyond = {"startDate": "2026-01-05", "endDate": "2026-06-30"}

    assert bob.post("/plans", plan_body(alice.id, **beyond)).status_code == 403
    assert bob.put(f"/plans/{plan['id']}", plan_body(alice.id, **beyond)).status_code == 403
    assert bob.put(f"/plans/{plan['id']}/partial/2026-01-05", plan_body(alice.id)).status_code == 200
    assert alice.get("/plans/1").json()["endDate"] == "2026-01-05"


def test_memberships_under_one_lead_count_together_for_a_plan(bob: Person, carol: Person, alice: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-18"})
    carol.post("/teams", {"name": "Southerners", "leadAccountId": bob.id})
    assert bob.post("/plans", plan_body(alice.id)).status_code == 403

    carol.post("/team-memberships", {"teamId": 2, "accountId": alice.id, "from": "2026-03-18"})

    assert bob.post("/plans", plan_body(alice.id, rule="WEEKLY")).status_code == 200


@pytest.mark.parametrize(
    ("days", "visible"),
    [
        (("2025-12-01", "2025-12-31"), False),
        (("2025-12-01", "2026-01-01"), True),
        (("2026-02-28", "2026-03-20"), True),
        (("2026-03-01", "2026-03-20"), False),
    ],
)
def test_a_lead_sees_plans_that_overlap_the_membership(
    bob: Person, carol: Person, alice: Person, days: tuple[str, str], visible: bool
) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-01"})
    create_plan(alice, startDate=days[0], endDate=days[1])

    assert bob.get("/plans/1").status_code == (200 if visible else 404)
    assert bob.delete("/plans/1").status_code == (403 if visible else 404)


def test_a_lead_sees_a_plan_without_end_that_started_before_the_membership(bob: Person, alice: Person) -> None:
    create_plan(alice, startDate="2025-06-02", endDate="2025-06-02", rule="WEEKLY")

    assert bob.get("/plans/1").status_code == 200


def test_all_users_see_the_plans_of_generic_resources_but_need_a_permission_to_change_them(
    alice: Person, bob: Person, carol: Person
) -> None:
    carol.post("/generic-resources", {"name": "A tester"})
    tester = plan_body("1", assigneeType="GENERIC")
    plan = body_of(carol.post("/plans", tester))

    assert alice.get("/plans/1").json() == plan
    assert _visible_ids(alice) == [1]
    assert plan_ids(alice.get("/plans/generic-resource/1")) == [1]
    assert alice.delete("/plans/1").status_code == 403
    assert [person.post("/plans", tester).status_code for person in (alice, bob)] == [403, 403]


def test_a_lead_plans_for_the_generic_resources_of_the_team(bob: Person, carol: Person) -> None:
    carol.post("/generic-resources", {"name": "A tester"})
    carol.post(f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": 1})

    assert bob.post("/plans", plan_body("1", assigneeType="GENERIC")).status_code == 200
    assert bob.delete("/plans/1").status_code == 204


def test_a_permission_role_over_everyone_allows_it_too(alice: Person, dave: Person, frank: Person, database: Database) -> None:
    create_plan(alice)
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        permissions.create_global_role(call, "Viewers", [Permission.PLAN_VIEW], [dave.id])
        permissions.create_global_role(call, "Planners", [Permission.PLAN_MANAGE], [frank.id])

    assert (_visible_ids(dave), _visible_ids(frank)) == ([1], [1])
    assert dave.delete("/plans/1").status_code == 403
    assert frank.post("/plans", plan_body(ACCOUNT_IDS["eve"])).status_code == 200
    assert frank.delete("/plans/1").status_code == 204


def test_unknown_people_and_resources_are_not_found(alice: Person) -> None:
    assert alice.get("/plans/user/712020:nobody").status_code == 404
    assert alice.get("/plans/generic-resource/77").status_code == 404
    assert alice.get("/plans/generic-resource/nix").status_code == 404


def test_a_token_without_the_scope_sees_nothing(eve: Person) -> None:
    assert eve.get("/plans", **MARCH).status_code == 403
    assert eve.post("/plans", plan_body(eve.id)).status_code == 403
