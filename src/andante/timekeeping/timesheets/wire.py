"""Timesheet approvals in the API."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import Limit
from andante.kit.refs import UserRef
from andante.kit.wire import DateOrInstant, Id, Key, Keys, Link, Query, Results, Text, Wire, one_of
from andante.scopes import Scope
from andante.timekeeping.periods.wire import TimesheetApprovalPeriod

TIMESHEET_APPROVALS = Group("Timesheet Approvals", view=Scope.APPROVALS_VIEW, manage=Scope.APPROVALS_MANAGE)
MAX_PAGE_SIZE = 5000


class TimesheetApprovalInput(Wire, kw_only=True):
    """Without a reviewer, a submitted timesheet is reviewed by the lead of the team in which the user has the highest commitment."""

    comment: Text | None = None
    reviewer_account_id: Key | None = None


class TimesheetApprovalStatus(Wire, kw_only=True):
    """Before the first submission, only `key` is set. The seconds are from the last submission."""

    key: Annotated[str, one_of("OPEN", "IN_REVIEW", "APPROVED")]
    comment: str | None = None
    actor: UserRef | None = None
    required_seconds_at_submit: int | None = None
    time_spent_seconds_at_submit: int | None = None
    updated_at: str | None = None


class TimesheetApprovalAvailableActions(Wire, kw_only=True):
    """The steps that the caller may take now, with their URLs."""

    submit: Link | None = None
    approve: Link | None = None
    reject: Link | None = None
    recall: Link | None = None
    reopen: Link | None = None


class TimesheetApproval(Wire, kw_only=True):
    """`requiredSeconds` and `timeSpentSeconds` are the current values."""

    self_: str
    period: TimesheetApprovalPeriod
    required_seconds: int
    time_spent_seconds: int
    status: TimesheetApprovalStatus
    user: UserRef
    reviewer: UserRef | None = None
    actions: TimesheetApprovalAvailableActions
    worklogs: Link


class TimesheetApprovalLog(Wire, kw_only=True):
    """A step of a timesheet approval, with the status after it."""

    period: TimesheetApprovalPeriod
    user: UserRef
    status: TimesheetApprovalStatus
    reviewer: UserRef | None = None


class TimesheetApprovalLogSearchInput(Wire, kw_only=True):
    updated_from: DateOrInstant | None = None
    user_account_ids: Keys | None = None


class TokenPageInfo(Wire, kw_only=True):
    limit: int
    next_page_token: str | None = None
    next_page_url: str | None = None


class TimesheetApprovalLogPage(Wire, kw_only=True):
    """A page of a search. To get the next page, repeat the request with its token."""

    self_: str
    metadata: TokenPageInfo
    results: list[TimesheetApprovalLog]


class ApprovalPeriod(Query, frozen=True):
    """A period, by its first and last day. Without `to`, it is the period that contains `from`."""

    from_: dt.date
    to: dt.date | None = None


class TokenPaging(Query, frozen=True):
    next_page_token: (
        Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.\d{1,18}\Z", description="a token that this search returned")]
        | None
    ) = None
    limit: Limit = 50


FIRST_PAGE = TokenPaging()


@TIMESHEET_APPROVALS.reads("GET", "/4/timesheet-approvals/user/{accountId}")
def get_timesheet_approval_for_user(account_id: str, period: ApprovalPeriod) -> TimesheetApproval:
    """Retrieve a user's timesheet of a period."""


@TIMESHEET_APPROVALS.reads("GET", "/4/timesheet-approvals/user/{accountId}/reviewers")
def get_timesheet_reviewers_for_user(account_id: str) -> Results[UserRef]:
    """Retrieve the users who may review a user's timesheets."""


@TIMESHEET_APPROVALS.writes("POST", "/4/timesheet-approvals/user/{accountId}/submit")
def submit_timesheet_for_user(account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    """Submit an open timesheet for review. This locks its worklogs."""


@TIMESHEET_APPROVALS.writes("POST", "/4/timesheet-approvals/user/{accountId}/approve")
def approve_timesheet_for_user(account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    """Approve a timesheet that is in review."""


@TIMESHEET_APPROVALS.writes("POST", "/4/timesheet-approvals/user/{accountId}/reject")
def reject_timesheet_for_user(account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    """Reject a timesheet that is in review. This opens it again."""


@TIMESHEET_APPROVALS.writes("POST", "/4/timesheet-approvals/user/{accountId}/recall")
def recall_timesheet_for_user(account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    """Recall your own timesheet from review."""


@TIMESHEET_APPROVALS.writes("POST", "/4/timesheet-approvals/user/{accountId}/reopen")
def reopen_timesheet_for_user(account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    """Reopen an approved timesheet."""


@TIMESHEET_APPROVALS.reads("GET", "/4/timesheet-approvals/team/{teamId}")
def get_timesheet_approval_for_team(team_id: Id, period: ApprovalPeriod) -> Results[TimesheetApproval]:
    """Retrieve the timesheets of a team.

    Returns the timesheets of users who were members on any day of the period, if the caller may see them.
    """


@TIMESHEET_APPROVALS.reads("GET", "/4/timesheet-approvals/waiting")
def get_timesheet_approvals_waiting_for_approval() -> Results[TimesheetApproval]:
    """Retrieve the timesheets of the last 12 months that the caller is asked to review."""


@TIMESHEET_APPROVALS.reads("POST", "/4/timesheet-approvals/logs/search")
def search_timesheet_approval_logs(body: TimesheetApprovalLogSearchInput, paging: TokenPaging = FIRST_PAGE) -> TimesheetApprovalLogPage:
    """Search the steps of timesheet approvals, oldest first."""
