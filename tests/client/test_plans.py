"""Calls every operation of plans, plan approvals and flex plans once through the typed client."""

import datetime as dt

from andante.kit.database import Database
from andante.planning.flex_plans.wire import FlexPlanInput, FlexPlanSearchInput
from andante.planning.plan_search.wire import AssigneePlanFilter, PlanSearchInput, PlansFilter
from andante.planning.plans.wire import (
    PlanApprovalInput,
    PlanApprovalSearch,
    PlanInput,
    ReviewerFilter,
)
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTHERNERS, Company, Person

FIRST, LAST = dt.date(2026, 3, 16), dt.date(2026, 3, 20)


def _input(assignee_id: str, seconds: int = 3600) -> PlanInput:
    return PlanInput(
        assignee_id=assignee_id,
        assignee_type="GENERIC" if assignee_id.isdigit() else "USER",
        plan_item_id=str(NORTH_1),
        plan_item_type="ISSUE",
        start_date=FIRST,
        end_date=LAST,
        planned_seconds_per_day=seconds,
    )


def test_plans_are_managed_through_the_client(carol: Person, alice: Person) -> None:
    carol.post("/generic-resources", {"name": "Tester"})
    api = carol.client.plans
    plan, other = api.create_plan(_input(alice.id)), api.create_plan(_input("1"))

    assert [one.id for one in api.get_plans(PlansFilter(from_=FIRST, to=LAST)).results] == [plan.id, other.id]
    assert [one.id for one in api.search_plans(PlanSearchInput(from_=FIRST, to=LAST, limit=1)).results] == [plan.id]
    assert [one.id for one in api.get_plans_for_user(alice.id, AssigneePlanFilter(from_=LAST)).results] == [plan.id]
    assert [one.id for one in api.get_plans_for_generic_resource(1).results] == [other.id]
    assert api.update_plan(plan.id, _input(alice.id, 60)).planned_seconds_per_day == 60
    assert api.update_partial_plan(plan.id, FIRST, _input(alice.id)).start_date == FIRST
    api.delete_day_from_plan(plan.id, LAST)
    assert api.get_plan_by_id(plan.id).total_planned_seconds == 3 * 60
    api.delete_plan_by_id(plan.id)


def test_plans_are_approved_through_the_client(alice: Person, bob: Person, company: Company, database: Database) -> None:
    company.configure(database, plan_approval_enabled=True)
    reviewers = alice.client.plan_approvals.get_possible_plan_reviewers(ReviewerFilter(account_id=alice.id)).results
    plan = alice.client.plans.create_plan(_input(alice.id))

    alice.client.plan_approvals.update_plan_approval(plan.id, PlanApprovalInput(status="REQUESTED", reviewer_id=reviewers[0]))
    assert [one.id for one in bob.client.plan_approvals.get_plans_for_review(PlanApprovalSearch()).results] == [plan.id]
    approved = bob.client.plan_approvals.update_plan_approval(plan.id, PlanApprovalInput(status="APPROVED"))
    assert (approved.status, approved.actor and approved.actor.account_id) == ("APPROVED", ACCOUNT_IDS["bob"])


def test_flex_plans_are_managed_through_the_client(bob: Person) -> None:
    api = bob.client.flex_plans
    plan = api.create_flex_plan(FlexPlanInput(title="Migration", team_id=NORTHERNERS))

    assert api.update_flex_plan(plan.id, FlexPlanInput(title="Move", team_id=NORTHERNERS)).title == "Move"
    assert api.search_flex_plans(FlexPlanSearchInput(team_ids=[NORTHERNERS])).flex_plans == [api.get_flex_plan_by_id(plan.id)]
    api.delete_flex_plan_by_id(plan.id)
