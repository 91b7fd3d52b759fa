"""Searches for plans in the API."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.paging import FIRST_PAGE, PAGE_OF_BODY, PagedBody, PageInQuery, Paging
from andante.kit.wire import DateOrInstant, DateRange, Id, Ids, Keys, Page, Query, Results, SearchPage
from andante.planning.plans.wire import PLANS, AssigneeType, ItemType, Plan

MAX_PAGE_SIZE = 5000
MAX_CHOICES = 100

Breakdown = Literal["DAILY", "PERIOD"]
Breakdowns = Annotated[list[Breakdown], Meta(max_length=MAX_CHOICES)]
AssigneeTypes = Annotated[list[AssigneeType], Meta(max_length=MAX_CHOICES)]
ItemTypes = Annotated[list[ItemType], Meta(max_length=MAX_CHOICES)]


class AssigneePlanFilter(DateRange, frozen=True):
    """Filters for the plans of one user or generic resource."""

    planned_time_breakdown: Breakdowns = []
    updated_from: DateOrInstant | None = None


class PlansFilter(Query, frozen=True, kw_only=True):
    """A plan must match every parameter that is set, and one of its values."""

    from_: dt.date
    to: dt.date
    account_ids: Keys = []
    assignee_types: AssigneeTypes = []
    generic_resource_ids: Ids = []
    plan_ids: Ids = []
    plan_item_ids: Ids = []
    issue_ids: Ids = []
    issue: Keys = []
    project_ids: Ids = []
    project: Keys = []
    plan_item_types: ItemTypes = []
    planned_time_breakdown: Breakdowns = []
    updated_from: DateOrInstant | None = None


class PlanSearchInput(PagedBody, kw_only=True):
    """A plan must match every field that is set, and one of its values. `offset` and `limit` of the query string, as in `next` links,
    take precedence."""

    from_: dt.date
    to: dt.date
    account_ids: Keys | None = None
    assignee_types: AssigneeTypes | None = None
    generic_resource_ids: Ids | None = None
    plan_ids: Ids | None = None
    plan_item_ids: Ids | None = None
    issue_ids: Ids | None = None
    issue: Keys | None = None
    project_ids: Ids | None = None
    project: Keys | None = None
    plan_item_types: ItemTypes | None = None
    planned_time_breakdown: Breakdowns | None = None
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
