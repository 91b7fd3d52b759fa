"""Flex plans in the API."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import MAX_INT32, Id, Ids, Key, Text, Wire
from andante.scopes import Scope

FLEX_PLANS = Group("Flex Plans", view=Scope.PLANS_VIEW, manage=Scope.PLANS_MANAGE)

Title = Annotated[str, Meta(max_length=255)]
EffortSeconds = Annotated[int, Meta(ge=0, le=MAX_INT32)]


class FlexPlanInput(Wire, kw_only=True):
    """All fields are optional. The issue is specified by `issueId` or `issueKey`."""

    title: Title | None = None
    description: Text | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    planned_seconds: EffortSeconds | None = None
    issue_id: Id | None = None
    issue_key: Key | None = None
    team_id: Id | None = None


class FlexPlan(Wire, kw_only=True):
    self_: str
    id: int
    planned_seconds: int
    title: str | None = None
    description: str | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    issue_id: int | None = None
    team_id: int | None = None


class FlexPlanSearchInput(Wire, kw_only=True):
    """A flex plan must match every field that is set, and one of the values of a list. With `includeUnassigned`, `teamIds` also
    matches flex plans without a team. The dates match flex plans that overlap the range; a flex plan without a start or end date
    has no limit on that side."""

    flex_plan_ids: Ids | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    include_unassigned: bool | None = None
    issue_ids: Ids | None = None
    team_ids: Ids | None = None


class FlexPlanSearchResult(Wire, kw_only=True):
    """`issueIds` are the distinct issues of the flex plans."""

    flex_plans: list[FlexPlan]
    issue_ids: list[int]


@FLEX_PLANS.writes("POST", "/4/flex-plans")
def create_flex_plan(body: FlexPlanInput) -> FlexPlan:
    """Create a flex plan."""


@FLEX_PLANS.reads("POST", "/4/flex-plans/search")
def search_flex_plans(body: FlexPlanSearchInput) -> FlexPlanSearchResult:
    """Search flex plans."""


@FLEX_PLANS.reads("GET", "/4/flex-plans/{id}")
def get_flex_plan_by_id(id: Id) -> FlexPlan:
    """Retrieve a flex plan."""


@FLEX_PLANS.writes("PUT", "/4/flex-plans/{id}")
def update_flex_plan(id: Id, body: FlexPlanInput) -> FlexPlan:
    """Update a flex plan."""


@FLEX_PLANS.writes("DELETE", "/4/flex-plans/{id}")
def delete_flex_plan_by_id(id: Id) -> None:
    """Delete a flex plan."""
