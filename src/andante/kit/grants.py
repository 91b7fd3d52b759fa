"""What a token may do (scopes) and what a person may do (permissions)."""

from enum import StrEnum
from functools import lru_cache

from msgspec import Struct


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


ALL_SCOPES = frozenset(Scope)

APPLICATION_SCOPES = {
    "read": frozenset(scope for scope in Scope if scope.endswith(":view")),
    "write": frozenset(scope for scope in Scope if scope.endswith(":manage")),
}
"""What OAuth's scopes come to: all views, and all manages (which include the views)."""


@lru_cache(maxsize=1000)
def scopes_in(text: str) -> frozenset[str]:
    """The scopes that names separated by blanks come to; no name at all is full access."""
    named = text.split()
    return frozenset[str]().union(*(APPLICATION_SCOPES.get(name, {name}) for name in named)) if named else ALL_SCOPES


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


class Grants(Struct, frozen=True, gc=False):
    """What a person holds over everyone. What they hold over their teams is asked in SQL, where the teams are."""

    administrator: bool = False
    everywhere: frozenset[str] = frozenset()

    def holds(self, *permissions: Permission) -> bool:
        """Whether any of the permissions is held over everyone."""
        return self.administrator or not self.everywhere.isdisjoint(permissions)


def covers(held: frozenset[str], wanted: Scope) -> bool:
    """Whether a token with the `held` scopes may call an operation that wants `wanted`."""
    return wanted in held or wanted.replace(":view", ":manage") in held
