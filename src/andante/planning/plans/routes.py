"""Answers the operations of plans and plan approvals."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Page, Results, UnlinkedPage
from andante.organization.resources import wire as resources_wire

from . import actions, wire
from .rules import Planned, PlanRecord, PlanSearch
from .wire import (
    ALL,
    WHOLE,
    Plan,
    PlanApproval,
    PlanApprovalInput,
    PlanApprovalSearch,
    PlanApprovalsResult,
    PlanAssignee,
    PlanDay,
    PlanDays,
    PlanFilter,
    PlanInput,
    PlanItem,
    PlanMetadata,
    PlannedTime,
    PlanPeriod,
    PlanPeriods,
    PlanRange,
    PlanReviewers,
    PlanSearchInput,
    PlansFilter,
    ReviewerFilter,
)


@handles(wire.get_plans)
def get_plans(call: Call, filter: PlansFilter, paging: Paging = FIRST_PAGE) -> Page[Plan]:
    found = actions.page(call, _search(filter), paging)
    return call.page(paging, found, _renderer(call, found, filter, filter.planned_time_breakdown), key=lambda plan: (plan.id,))


@handles(wire.search_plans)
def search_plans(call: Call, body: PlanSearchInput) -> UnlinkedPage[Plan]:
    paging = body.paging(wire.MAX_PAGE_SIZE)
    found = actions.page(call, _search(body), paging)[: paging.limit]
    return call.unlinked_page(paging, found, _renderer(call, found, body, body.planned_time_breakdown or []))


@handles(wire.get_plans_for_user)
def get_plans_for_user(call: Call, account_id: str, filter: PlanFilter = ALL) -> Results[Plan]:
    found = actions.of_user(call, account_id, _dates(filter))
    return call.results(found, _renderer(call, found, filter, filter.planned_time_breakdown))


@handles(wire.get_plans_for_generic_resource)
def get_plans_for_generic_resource(call: Call, generic_resource_id: int, filter: PlanFilter = ALL) -> Results[Plan]:
    found = actions.of_generic_resource(call, generic_resource_id, _dates(filter))
    return call.results(found, _renderer(call, found, filter, filter.planned_time_breakdown))


@handles(wire.create_plan)
def create_plan(call: Call, body: PlanInput) -> Plan:
    return _whole(call, actions.create(call, body))


@handles(wire.get_plan_by_id)
def get_plan_by_id(call: Call, id: int, dates: PlanRange = WHOLE) -> Plan:
    return _whole(call, actions.find(call, id), dates)


@handles(wire.update_plan)
def update_plan(call: Call, id: int, body: PlanInput) -> Plan:
    return _whole(call, actions.change(call, id, body))


@handles(wire.delete_plan_by_id)
def delete_plan_by_id(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.update_partial_plan)
def update_partial_plan(call: Call, id: int, day: dt.date, body: PlanInput) -> Plan:
    return _whole(call, actions.change_day(call, id, day, body))


@handles(wire.delete_day_from_plan)
def delete_day_from_plan(call: Call, id: int, day: dt.date) -> None:
    actions.take_out(call, id, day)


@handles(wire.get_plans_for_review)
def get_plans_for_review(call: Call, body: PlanApprovalSearch) -> PlanApprovalsResult:
    found = actions.for_review(call, body.statuses or [], past_too=bool(body.include_past_plans))
    render = _renderer(call, found, WHOLE)
    return PlanApprovalsResult(self_=call.url, results=[render(call, plan) for plan in found])


@handles(wire.update_plan_approval)
def update_plan_approval(call: Call, allocation_id: int, body: PlanApprovalInput) -> PlanApproval:
    approval = _approval(call, actions.decide(call, allocation_id, body))
    assert approval is not None
    return approval


@handles(wire.get_possible_plan_reviewers)
def get_possible_plan_reviewers(call: Call, filter: ReviewerFilter) -> PlanReviewers:
    return PlanReviewers(self_=call.url, results=actions.reviewers(call, filter.account_id, filter.from_, filter.to))


BOTH = ("DAILY", "PERIOD")
Dates = PlanRange | PlanFilter | PlansFilter | PlanSearchInput


def render(call: Call, planned: Planned, breakdown: Collection[str], *, with_approval: bool) -> Plan:
    plan = planned.plan
    address = call.link(wire.get_plan_by_id, plan.id)
    return Plan(
        self_=address,
        id=plan.id,
        assignee=_assignee(call, plan),
        plan_item=_item(call, plan),
        start_date=plan.start_date,
        end_date=plan.end_date,
        start_time=plan.start_time.strftime("%H:%M") if plan.start_time else None,
        effort_persistence_type=plan.effort_type,
        planned_seconds_per_day=plan.seconds if plan.effort_type == "SECONDS_PER_DAY" else None,
        total_planned_seconds=planned.total,
        total_planned_seconds_in_scope=sum(planned.days.values()),
        include_non_working_days=plan.include_non_working_days,
        rule=plan.rule,
        recurrence_end_date=plan.recurrence_end_date,
        description=plan.description,
        plan_approval=_approval(call, plan) if with_approval else None,
        planned_time=_planned_time(planned, address, breakdown),
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


def _planned_time(planned: Planned, address: str, breakdown: Collection[str]) -> PlannedTime:
    days = [PlanDay(date=day, planned_seconds=seconds) for day, seconds in planned.days.items()]
    periods = [PlanPeriod(from_=period.start, to=period.end, planned_seconds=period.seconds) for period in planned.periods]
    return PlannedTime(
        metadata=PlanMetadata(all=address),
        days=PlanDays(count=len(days), values=days) if "DAILY" in breakdown else None,
        periods=PlanPeriods(count=len(periods), values=periods) if "PERIOD" in breakdown else None,
    )


def _renderer(call: Call, plans: Sequence[PlanRecord], dates: Dates, breakdown: Collection[str] = ()) -> Callable[[Call, PlanRecord], Plan]:
    """What renders each of these plans, with its planned time in a range."""
    planned = actions.expansion(call, plans, dates.from_, dates.to)
    with_approval = any(plan.approval_status for plan in plans) and actions.are_approved(call)
    return lambda call, plan: render(call, planned(plan), breakdown, with_approval=with_approval)


def _whole(call: Call, plan: PlanRecord, dates: PlanRange = WHOLE) -> Plan:
    return _renderer(call, [plan], dates, BOTH)(call, plan)


def _dates(filter: PlanFilter) -> PlanSearch:
    return PlanSearch(from_=filter.from_, to=filter.to, updated_from=filter.updated_from)


def _search(asked: PlansFilter | PlanSearchInput) -> PlanSearch:
    return PlanSearch(
        from_=asked.from_,
        to=asked.to,
        account_ids=asked.account_ids or [],
        generic_resource_ids=asked.generic_resource_ids or [],
        assignee_types=asked.assignee_types or [],
        plan_ids=asked.plan_ids or [],
        issues=[*(asked.issue_ids or []), *(asked.issue or [])],
        projects=[*(asked.project_ids or []), *(asked.project or [])],
        item_ids=asked.plan_item_ids or [],
        item_types=asked.plan_item_types or [],
        updated_from=asked.updated_from,
    )
