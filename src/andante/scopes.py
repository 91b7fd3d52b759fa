"""The names of scopes, which limit API tokens, and of permissions, which permission roles grant."""

from enum import StrEnum
from functools import lru_cache


class Scope(StrEnum):
    """A scope of an API token. `manage` includes `view`."""

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
    """Our own reports of planned and logged time. They contain only users whose time the token's owner may view."""
    PREFERENCES_VIEW = "preferences:view"
    PREFERENCES_MANAGE = "preferences:manage"
    WEBHOOKS_VIEW = "webhooks:view"
    WEBHOOKS_MANAGE = "webhooks:manage"
    AUDIT_VIEW = "audit:view"
    """The audit log, which only administrators may see."""
    CHANGES_VIEW = "changes:view"
    """The change feed. Its entities need their own scopes too."""
    CHANGES_MANAGE = "changes:manage"
    SCHEDULE_FEED = "schedule:feed"
    """Only the calendar feed of the owner's schedule, and no operations, because the token is part of a URL."""
    PLANS_FEED = "plans:feed"
    """Only the calendar feed of the owner's plans."""


SCOPES_BY_OAUTH_SCOPE = {
    "read": frozenset(scope for scope in Scope if scope.endswith(":view")),
    "write": frozenset(scope for scope in Scope if scope.endswith(":manage")),
}
"""The scopes that an OAuth application gets for `read` and for `write`. `manage` scopes include `view`."""


@lru_cache(maxsize=1000)
def scopes_in(text: str) -> frozenset[str] | None:
    """Parses scopes that are separated by spaces. An empty text means full access (None)."""
    names = text.split()
    return frozenset[str]().union(*(SCOPES_BY_OAUTH_SCOPE.get(name, {name}) for name in names)) if names else None


class Permission(StrEnum):
    """A permission that a permission role can grant. Administrators have all permissions."""

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
