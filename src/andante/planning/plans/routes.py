"""Handles the operations on plans and plan approvals."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from andante.kit.call import Call
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.organization.resources import wire as resources_wire
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import ExpandedPlan, PlanRecord

from . import actions, queries, wire
from .wire import (
    WHOLE_PLAN,
    Plan,
    PlanApproval,
    PlanApprovalInput,
    PlanApprovalSearch,
    PlanApprovalsResult,
    PlanAssignee,
    PlanDay,
    PlanDays,
    PlanInput,
    PlanItem,
    PlanMetadata,
    PlannedTime,
    PlanPeriod,
    PlanPeriods,
    PlanRange,
    PlanReviewers,
    ReviewerFilter,
)

ALL_BREAKDOWNS = ("DAILY", "PERIOD")


@handles(wire.create_plan)
def create_plan(call: Call, body: PlanInput) -> Plan:
    return _render_one(call, actions.create(call, body))


@handles(wire.get_plan_by_id)
def get_plan_by_id(call: Call, id: int, dates: PlanRange = WHOLE_PLAN) -> Plan:
    return _render_one(call, actions.find(call, id), dates)


@handles(wire.update_plan)
def update_plan(call: Call, id: int, body: PlanInput) -> Plan:
    return _render_one(call, actions.change(call, id, body))


@handles(wire.delete_plan_by_id)
def delete_plan_by_id(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.update_partial_plan)
def update_partial_plan(call: Call, id: int, day: dt.date, body: PlanInput) -> Plan:
    return _render_one(call, actions.change_day(call, id, day, body))


@handles(wire.delete_day_from_plan)
def delete_day_from_plan(call: Call, id: int, day: dt.date) -> None:
    actions.remove_day(call, id, day)


@handles(wire.get_plans_for_review)
def get_plans_for_review(call: Call, body: PlanApprovalSearch) -> PlanApprovalsResult:
    found = actions.for_review(call, body.statuses or [], include_past=bool(body.include_past_plans))
    render = renderer(call, found, None, None)
    return PlanApprovalsResult(self_=call.url, results=[render(call, plan) for plan in found])


@handles(wire.update_plan_approval)
def update_plan_approval(call: Call, allocation_id: int, body: PlanApprovalInput) -> PlanApproval:
    approval = _approval(call, actions.decide(call, allocation_id, body))
    assert approval is not None
    return approval


@handles(wire.get_possible_plan_reviewers)
def get_possible_plan_reviewers(call: Call, filter: ReviewerFilter) -> PlanReviewers:
    return PlanReviewers(self_=call.url, results=actions.reviewers(call, filter.account_id, filter.from_, filter.to))


def render(call: Call, expanded: ExpandedPlan, breakdown: Collection[str], *, with_approval: bool) -> Plan:
    plan = expanded.plan
    url = call.link(wire.get_plan_by_id, plan.id)
    return Plan(
        self_=url,
        id=plan.id,
        assignee=_assignee(call, plan),
        plan_item=_item(call, plan),
        start_date=plan.start_date,
        end_date=plan.end_date,
        start_time=plan.start_time.strftime("%H:%M") if plan.start_time else None,
        effort_persistence_type=plan.effort_type,
        planned_seconds_per_day=plan.seconds if plan.effort_type == "SECONDS_PER_DAY" else None,
        total_planned_seconds=expanded.total,
        total_planned_seconds_in_scope=sum(expanded.days.values()),
        include_non_working_days=plan.include_non_working_days,
        rule=plan.rule,
        recurrence_end_date=plan.recurrence_end_date,
        description=plan.description,
        plan_approval=_approval(call, plan) if with_approval else None,
        planned_time=_planned_time(expanded, url, breakdown),
        plan_creator_id=plan.creator_id,
        sync_source="NONE",
        created_at=plan.created_at,
        updated_at=plan.updated_at,
    )


def _assignee(call: Call, plan: PlanRecord) -> PlanAssignee:
    if plan.account_id is not None:
        return PlanAssignee(self_=str(call.user(plan.account_id).self_), id=plan.account_id, type="USER")
    id = plan.generic_resource_id or 0
    return PlanAssignee(self_=call.link(resources_wire.get_generic_resource, id), id=str(id), type="GENERIC")


def _item(call: Call, plan: PlanRecord) -> PlanItem:
    if plan.issue_id is not None:
        return PlanItem(self_=call.issue(plan.issue_id).self_, id=str(plan.issue_id), type="ISSUE")
    id = plan.project_id or 0
    return PlanItem(self_=call.project(id).self_, id=str(id), type="PROJECT")


def _approval(call: Call, plan: PlanRecord) -> PlanApproval | None:
    if plan.approval_status is None:
        return None
    reviewer, requester, actor = (_user(call, id) for id in (plan.reviewer_id, plan.requester_id, plan.approval_actor_id))
    return PlanApproval(status=plan.approval_status, reviewer=reviewer, requester=requester, actor=actor)


def _user(call: Call, account_id: str | None) -> UserRef | None:
    return call.user(account_id) if account_id else None


def _planned_time(expanded: ExpandedPlan, url: str, breakdown: Collection[str]) -> PlannedTime:
    days = [PlanDay(date=day, planned_seconds=seconds) for day, seconds in expanded.days.items()]
    periods = [PlanPeriod(from_=period.start, to=period.end, planned_seconds=period.seconds) for period in expanded.periods]
    return PlannedTime(
        metadata=PlanMetadata(all=url),
        days=PlanDays(count=len(days), values=days) if "DAILY" in breakdown else None,
        periods=PlanPeriods(count=len(periods), values=periods) if "PERIOD" in breakdown else None,
    )


def renderer(
    call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None, breakdown: Collection[str] = ()
) -> Callable[[Call, PlanRecord], Plan]:
    """Returns a function that renders one of these plans with its planned time in a range."""
    expand = plan_days.expander(call, plans, start, end)
    with_approval = any(plan.approval_status for plan in plans) and queries.approval_enabled(call)
    return lambda call, plan: render(call, expand(plan), breakdown, with_approval=with_approval)


def _render_one(call: Call, plan: PlanRecord, dates: PlanRange = WHOLE_PLAN) -> Plan:
    """Renders one plan with all breakdowns of its planned time."""
    return renderer(call, [plan], dates.from_, dates.to, ALL_BREAKDOWNS)(call, plan)
