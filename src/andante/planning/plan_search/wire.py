"""Searches for plans in the API."""

import datetime as dt
from typing import Literal

from andante.kit.paging import FIRST_PAGE, PAGE_OF_BODY, PagedBody, PageInQuery, Paging
from andante.kit.wire import DateOrInstant, DateRange, Id, Key, Page, Query, Results, SearchPage
from andante.planning.plans.wire import PLANS, AssigneeType, ItemType, Plan

MAX_PAGE_SIZE = 5000

Breakdown = Literal["DAILY", "PERIOD"]


class AssigneePlanFilter(DateRange, frozen=True):
    """Filters for the plans of one user or generic resource."""

    planned_time_breakdown: list[Breakdown] = []
    updated_from: DateOrInstant | None = None


class PlansFilter(Query, frozen=True, kw_only=True):
    """A plan must match every parameter that is set, and one of its values."""

    from_: dt.date
    to: dt.date
    account_ids: list[Key] = []
    assignee_types: list[AssigneeType] = []
    generic_resource_ids: list[Id] = []
    plan_ids: list[Id] = []
    plan_item_ids: list[Id] = []
    issue_ids: list[Id] = []
    issue: list[Key] = []
    project_ids: list[Id] = []
    project: list[Key] = []
    plan_item_types: list[ItemType] = []
    planned_time_breakdown: list[Breakdown] = []
    updated_from: DateOrInstant | None = None


class PlanSearchInput(PagedBody, kw_only=True):
    """A plan must match every field that is set, and one of its values. `offset` and `limit` of the query string, as in `next` links,
    take precedence."""

    from_: dt.date
    to: dt.date
    account_ids: list[Key] | None = None
    assignee_types: list[AssigneeType] | None = None
    generic_resource_ids: list[Id] | None = None
    plan_ids: list[Id] | None = None
    plan_item_ids: list[Id] | None = None
    issue_ids: list[Id] | None = None
    issue: list[Key] | None = None
    project_ids: list[Id] | None = None
    project: list[Key] | None = None
    plan_item_types: list[ItemType] | None = None
    planned_time_breakdown: list[Breakdown] | None = None
    updated_from: DateOrInstant | None = None


NO_FILTER = AssigneePlanFilter()


@PLANS.reads("GET", "/4/plans", max_page_size=MAX_PAGE_SIZE)
def get_plans(filter: PlansFilter, paging: Paging = FIRST_PAGE) -> Page[Plan]:
    """Retrieve plans that overlap a range."""


@PLANS.reads("POST", "/4/plans/search", max_page_size=MAX_PAGE_SIZE)
def search_plans(body: PlanSearchInput, page: PageInQuery = PAGE_OF_BODY) -> SearchPage[Plan]:
    """Search plans that overlap a range."""


@PLANS.reads("GET", "/4/plans/user/{accountId}")
def get_plans_for_user(account_id: str, filter: AssigneePlanFilter = NO_FILTER) -> Results[Plan]:
    """Retrieve the plans of a user."""


@PLANS.reads("GET", "/4/plans/generic-resource/{genericResourceId}")
def get_plans_for_generic_resource(generic_resource_id: Id, filter: AssigneePlanFilter = NO_FILTER) -> Results[Plan]:
    """Retrieve the plans of a generic resource."""
