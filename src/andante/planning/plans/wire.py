"""Plans and their approvals in the API."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.refs import UserRef
from andante.kit.wire import MAX_INT32, ClockTime, DateRange, Id, Key, Text, Wire, one_of
from andante.scopes import Scope

PLANS = Group("Plans", view=Scope.PLANS_VIEW, manage=Scope.PLANS_MANAGE)
PLAN_APPROVALS = Group("Plan Approvals", view=Scope.PLANS_VIEW, manage=Scope.PLANS_MANAGE)

AssigneeType = Literal["USER", "GENERIC"]
ItemType = Literal["ISSUE", "PROJECT"]
Rule = Literal["NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"]
EffortType = Literal["SECONDS_PER_DAY", "TOTAL_SECONDS"]
ApprovalStatus = Literal["APPROVED", "REJECTED", "REQUESTED"]
PlannedSeconds = Annotated[int, Meta(ge=1, le=MAX_INT32)]


class PlanApprovalInput(Wire, kw_only=True):
    reviewer_id: Key | None = None
    status: ApprovalStatus | None = None


class PlanInput(Wire, kw_only=True):
    """`assigneeId` is an account id or the id of a generic resource. `planItemId` is the id or key of an issue or project.
    The effort is `plannedSecondsPerDay`, or `plannedSeconds` with `effortPersistenceType` TOTAL_SECONDS."""

    assignee_id: Key
    assignee_type: AssigneeType
    plan_item_id: Key
    plan_item_type: ItemType
    start_date: dt.date
    end_date: dt.date
    start_time: ClockTime | None = None
    effort_persistence_type: EffortType | None = None
    planned_seconds: PlannedSeconds | None = None
    planned_seconds_per_day: PlannedSeconds | None = None
    include_non_working_days: bool | None = None
    rule: Rule | None = None
    recurrence_end_date: dt.date | None = None
    description: Text | None = None
    plan_approval: PlanApprovalInput | None = None


class PlanAssignee(Wire, kw_only=True):
    self_: str
    id: str
    type: Annotated[str, one_of("USER", "GENERIC")]


class PlanItem(Wire, kw_only=True):
    self_: str
    id: str
    type: Annotated[str, one_of("ISSUE", "PROJECT")]


class PlanApproval(Wire, kw_only=True):
    status: Annotated[str, one_of("APPROVED", "REJECTED", "REQUESTED")] | None = None
    reviewer: UserRef | None = None
    requester: UserRef | None = None
    actor: UserRef | None = None


class PlanDay(Wire, kw_only=True):
    date: dt.date
    planned_seconds: int


class PlanDays(Wire, kw_only=True):
    count: int
    values: list[PlanDay]


class PlanPeriod(Wire, kw_only=True):
    from_: dt.date
    to: dt.date
    planned_seconds: int


class PlanPeriods(Wire, kw_only=True):
    count: int
    values: list[PlanPeriod]


class PlanMetadata(Wire, kw_only=True):
    all: str


class PlannedTime(Wire, kw_only=True):
    """`days` and `periods` are present if they were requested. `metadata.all` links to the whole plan."""

    metadata: PlanMetadata
    days: PlanDays | None = None
    periods: PlanPeriods | None = None


class Plan(Wire, kw_only=True):
    """`totalPlannedSeconds` is the sum over the whole plan; it is absent if the plan repeats forever.
    `totalPlannedSecondsInScope` is the sum over the requested range."""

    self_: str
    id: int
    assignee: PlanAssignee
    plan_item: PlanItem
    start_date: dt.date
    end_date: dt.date
    start_time: str | None = None
    effort_persistence_type: Annotated[str, one_of("SECONDS_PER_DAY", "TOTAL_SECONDS")]
    planned_seconds_per_day: int | None = None
    total_planned_seconds: int | None = None
    total_planned_seconds_in_scope: int
    include_non_working_days: bool
    rule: Annotated[str, one_of("NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY")]
    recurrence_end_date: dt.date | None = None
    description: str | None = None
    plan_approval: PlanApproval | None = None
    planned_time: PlannedTime
    plan_creator_id: str
    sync_source: Annotated[str, one_of("JIRA_ISSUE", "NONE")]
    created_at: str
    updated_at: str


class PlanRange(DateRange, frozen=True):
    """The range in which planned time is computed. Default: the whole plan."""


class PlanApprovalSearch(Wire, kw_only=True):
    """Without `statuses`, plans with the status REQUESTED are returned. Past plans are only included with `includePastPlans`."""

    include_past_plans: bool | None = None
    statuses: Annotated[list[ApprovalStatus], Meta(max_length=100)] | None = None


class PlanApprovalsResult(Wire, kw_only=True):
    self_: str
    results: list[Plan]


class ReviewerFilter(DateRange, frozen=True, kw_only=True):
    account_id: Key


class PlanReviewers(Wire, kw_only=True):
    """`results` are account ids."""

    self_: str
    results: list[str]


WHOLE_PLAN = PlanRange()


@PLANS.writes("POST", "/4/plans")
def create_plan(body: PlanInput) -> Plan:
    """Create a plan."""


@PLANS.reads("GET", "/4/plans/{id}")
def get_plan_by_id(id: Id, dates: PlanRange = WHOLE_PLAN) -> Plan:
    """Retrieve a plan."""


@PLANS.writes("PUT", "/4/plans/{id}")
def update_plan(id: Id, body: PlanInput) -> Plan:
    """Update a plan."""


@PLANS.writes("DELETE", "/4/plans/{id}")
def delete_plan_by_id(id: Id) -> None:
    """Delete a plan."""


@PLANS.writes("PUT", "/4/plans/{id}/partial/{day}")
def update_partial_plan(id: Id, day: dt.date, body: PlanInput) -> Plan:
    """Change one day of a plan.

    The day is removed from the plan and becomes a separate plan, which is returned."""


@PLANS.writes("DELETE", "/4/plans/{id}/partial/{day}")
def delete_day_from_plan(id: Id, day: dt.date) -> None:
    """Remove one day from a plan."""


@PLAN_APPROVALS.reads("POST", "/4/plan-approvals/plans-for-review")
def get_plans_for_review(body: PlanApprovalSearch) -> PlanApprovalsResult:
    """Retrieve the plans that the caller was asked to review."""


@PLAN_APPROVALS.writes("PUT", "/4/plan-approvals/{allocationId}")
def update_plan_approval(allocation_id: Id, body: PlanApprovalInput) -> PlanApproval:
    """Approve or reject a plan, or request its approval."""


@PLAN_APPROVALS.reads("GET", "/4/plan-permissions/plan-reviewers")
def get_possible_plan_reviewers(filter: ReviewerFilter) -> PlanReviewers:
    """Retrieve the users who may review the plans of a user."""
