"""The vocabulary of rights: what a token may be limited to (scopes), what a role can give (permissions)."""

from enum import StrEnum
from functools import lru_cache


class Scope(StrEnum):
    """What an API token can be limited to. `manage` includes `view`."""

    WORKLOGS_VIEW = "worklogs:view"
    WORKLOGS_MANAGE = "worklogs:manage"
    TEAMS_VIEW = "teams:view"
    TEAMS_MANAGE = "teams:manage"
    SCHEMES_VIEW = "schemes:view"
    SCHEMES_MANAGE = "schemes:manage"
    PLANS_VIEW = "plans:view"
    PLANS_MANAGE = "plans:manage"
    PERIODS_VIEW = "periods:view"
    PERIODS_MANAGE = "periods:manage"
    APPROVALS_VIEW = "approvals:view"
    APPROVALS_MANAGE = "approvals:manage"
    ACCOUNTS_VIEW = "accounts:view"
    ACCOUNTS_MANAGE = "accounts:manage"
    REPORTS_VIEW = "reports:view"
    """Opens the reports of our own, which tell planned and logged time of whom their owner may view."""
    SCHEDULE_FEED = "schedule:feed"
    """Opens the calendar feed of its owner's schedule and no operation: its token stands in an address."""
    PLANS_FEED = "plans:feed"
    """The same for the calendar feed of its owner's plans."""


APPLICATION_SCOPES = {
    "read": frozenset(scope for scope in Scope if scope.endswith(":view")),
    "write": frozenset(scope for scope in Scope if scope.endswith(":manage")),
}
"""What OAuth's scopes come to: all views, and all manages (which include the views)."""


@lru_cache(maxsize=1000)
def scopes_in(text: str) -> frozenset[str] | None:
    """The scopes that names separated by blanks come to; no name at all is full access."""
    named = text.split()
    return frozenset[str]().union(*(APPLICATION_SCOPES.get(name, {name}) for name in named)) if named else None


class Permission(StrEnum):
    """What a permission role can give. Administrators hold all."""

    WORKLOG_VIEW = "permissions.worklog.view"
    WORKLOG_MANAGE = "permissions.worklog.manage"
    TIMESHEET_APPROVE = "permissions.timesheet.approve"
    PLAN_VIEW = "permissions.plan.view"
    PLAN_MANAGE = "permissions.plan.manage"
    PLAN_APPROVE = "permissions.plan.approve"
    BILLABLE_EDIT = "permissions.billable.edit"
    RATE_VIEW = "permissions.rate.view"
    RATE_MANAGE = "permissions.rate.manage"
    ACCOUNT_MANAGE = "permissions.account.manage"
    TEAM_MANAGE = "permissions.team.manage"
