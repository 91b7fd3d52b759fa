"""Handles the operations that list plans."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, PAGE_OF_BODY, PageInQuery, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results, SearchPage
from andante.planning.plans.routes import renderer
from andante.planning.plans.wire import Plan

from . import actions, wire
from .rules import PlanSearch
from .wire import NO_FILTER, AssigneePlanFilter, PlanSearchInput, PlansFilter


@handles(wire.get_plans)
def get_plans(call: Call, filter: PlansFilter, paging: Paging = FIRST_PAGE) -> Page[Plan]:
    found = actions.page(call, _search(filter), paging)
    return call.page(
        paging, found, renderer(call, found, filter.from_, filter.to, filter.planned_time_breakdown), key=lambda plan: (plan.id,)
    )


@handles(wire.search_plans)
def search_plans(call: Call, body: PlanSearchInput, page: PageInQuery = PAGE_OF_BODY) -> SearchPage[Plan]:
    paging = body.paging(wire.MAX_PAGE_SIZE, page)
    found = actions.page(call, _search(body), paging)
    render = renderer(call, found, body.from_, body.to, body.planned_time_breakdown or [])
    linked = call.page(paging, found, render, key=lambda plan: (plan.id,))
    return SearchPage(metadata=linked.metadata, results=linked.results)


@handles(wire.get_plans_for_user)
def get_plans_for_user(call: Call, account_id: str, filter: AssigneePlanFilter = NO_FILTER) -> Results[Plan]:
    found = actions.of_user(call, account_id, _dates(filter))
    return call.results(found, renderer(call, found, filter.from_, filter.to, filter.planned_time_breakdown))


@handles(wire.get_plans_for_generic_resource)
def get_plans_for_generic_resource(call: Call, generic_resource_id: int, filter: AssigneePlanFilter = NO_FILTER) -> Results[Plan]:
    found = actions.of_generic_resource(call, generic_resource_id, _dates(filter))
    return call.results(found, renderer(call, found, filter.from_, filter.to, filter.planned_time_breakdown))


def _dates(filter: AssigneePlanFilter) -> PlanSearch:
    return PlanSearch(from_=filter.from_, to=filter.to, updated_from=filter.updated_from)


def _search(filter: PlansFilter | PlanSearchInput) -> PlanSearch:
    return PlanSearch(
        from_=filter.from_,
        to=filter.to,
        account_ids=filter.account_ids or [],
        generic_resource_ids=filter.generic_resource_ids or [],
        assignee_types=filter.assignee_types or [],
        plan_ids=filter.plan_ids or [],
        issues=[*(filter.issue_ids or []), *(filter.issue or [])],
        projects=[*(filter.project_ids or []), *(filter.project or [])],
        item_ids=filter.plan_item_ids or [],
        item_types=filter.plan_item_types or [],
        updated_from=filter.updated_from,
    )
