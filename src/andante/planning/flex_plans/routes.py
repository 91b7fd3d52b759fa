"""Handles the operations on flex plans."""

from andante.kit.call import Call
from andante.kit.server import handles

from . import actions, wire
from .rules import FlexPlanRecord
from .wire import FlexPlan, FlexPlanInput, FlexPlanSearchInput, FlexPlanSearchResult


@handles(wire.create_flex_plan)
def create_flex_plan(call: Call, body: FlexPlanInput) -> FlexPlan:
    return render(call, actions.create(call, body))


@handles(wire.search_flex_plans)
def search_flex_plans(call: Call, body: FlexPlanSearchInput) -> FlexPlanSearchResult:
    found = actions.search(call, body)
    issue_ids = sorted({plan.issue_id for plan in found if plan.issue_id is not None})
    return FlexPlanSearchResult(flex_plans=[render(call, plan) for plan in found], issue_ids=issue_ids)


@handles(wire.get_flex_plan_by_id)
def get_flex_plan_by_id(call: Call, id: int) -> FlexPlan:
    return render(call, actions.find(call, id))


@handles(wire.update_flex_plan)
def update_flex_plan(call: Call, id: int, body: FlexPlanInput) -> FlexPlan:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_flex_plan_by_id)
def delete_flex_plan_by_id(call: Call, id: int) -> None:
    actions.remove(call, id)


def render(call: Call, plan: FlexPlanRecord) -> FlexPlan:
    return FlexPlan(
        self_=call.link(wire.get_flex_plan_by_id, plan.id),
        id=plan.id,
        planned_seconds=plan.planned_seconds,
        title=plan.title,
        description=plan.description,
        start_date=plan.start_date,
        end_date=plan.end_date,
        issue_id=plan.issue_id,
        team_id=plan.team_id,
    )
