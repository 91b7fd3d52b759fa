"""The two clients, with every group of operations."""

from collections.abc import Awaitable, Callable
from time import sleep as sleep_for
from typing import Generic

import httpx

from .. import __version__
from .calls import Half
from .groups import (
    AccountCategories,
    AccountCategoryTypes,
    AccountLinks,
    Accounts,
    Customers,
    FlexPlans,
    GenericResources,
    GlobalConfiguration,
    HolidaySchemes,
    Periods,
    PermissionRoles,
    PlanApprovals,
    Plans,
    Programs,
    Reports,
    Roles,
    SkillAssignments,
    Skills,
    TeamGenericResources,
    TeamLinks,
    TeamMemberships,
    Teams,
    TimesheetApprovals,
    UserSchedule,
    WorkAttributes,
    WorkloadSchemes,
    Worklogs,
)
from .halves import Async, Sync
from .retries import Retries

TEMPO_CLOUD = "https://api.tempo.io"
TEMPO_CLOUD_EU = "https://api.eu.tempo.io"
TEMPO_CLOUD_US = "https://api.us.tempo.io"
"""A region's data is found at its own address; a token of another region is refused there."""

TIMEOUT_SECONDS = 30.0
RETRIES = Retries()


class Groups(Generic[Half]):
    """All groups, called through one client."""

    def __init__(self, client: Half) -> None:
        self.worklogs = Worklogs(client)
        self.work_attributes = WorkAttributes(client)
        self.global_configuration = GlobalConfiguration(client)
        self.workload_schemes = WorkloadSchemes(client)
        self.holiday_schemes = HolidaySchemes(client)
        self.user_schedule = UserSchedule(client)
        self.periods = Periods(client)
        self.accounts = Accounts(client)
        self.account_links = AccountLinks(client)
        self.account_categories = AccountCategories(client)
        self.account_category_types = AccountCategoryTypes(client)
        self.customers = Customers(client)
        self.teams = Teams(client)
        self.team_links = TeamLinks(client)
        self.team_memberships = TeamMemberships(client)
        self.team_generic_resources = TeamGenericResources(client)
        self.programs = Programs(client)
        self.roles = Roles(client)
        self.generic_resources = GenericResources(client)
        self.skills = Skills(client)
        self.skill_assignments = SkillAssignments(client)
        self.permission_roles = PermissionRoles(client)
        self.timesheet_approvals = TimesheetApprovals(client)
        self.plans = Plans(client)
        self.plan_approvals = PlanApprovals(client)
        self.flex_plans = FlexPlans(client)
        self.reports = Reports(client)


class Andante(Sync, Groups[Sync]):
    """Calls a Tempo REST API v4, of Andante or of Tempo Cloud.

    `token` is a personal API token, or an `OAuth` that gets tokens itself. `timeout` is how many seconds each attempt may wait
    for the server; `retries` says what becomes of those that fail.
    """

    def __init__(
        self,
        token: str | httpx.Auth,
        base_url: str = TEMPO_CLOUD,
        *,
        timeout: float | httpx.Timeout = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
        retries: Retries = RETRIES,
        sleep: Callable[[float], None] = sleep_for,
    ) -> None:
        http = httpx.Client(base_url=_checked(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport)
        Sync.__init__(self, http, retries, sleep)
        Groups.__init__(self, self)


class AsyncAndante(Async, Groups[Async]):
    """The same, to be awaited."""

    def __init__(
        self,
        token: str | httpx.Auth,
        base_url: str = TEMPO_CLOUD,
        *,
        timeout: float | httpx.Timeout = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
        retries: Retries = RETRIES,
        sleep: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        http = httpx.AsyncClient(
            base_url=_checked(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport
        )
        Async.__init__(self, http, retries, sleep)
        Groups.__init__(self, self)


def _headers(token: str | httpx.Auth) -> dict[str, str]:
    return {"User-Agent": f"andante/{__version__}"} | ({"Authorization": f"Bearer {token}"} if isinstance(token, str) else {})


def _auth(token: str | httpx.Auth) -> httpx.Auth | None:
    return None if isinstance(token, str) else token


def _checked(base_url: str) -> str:
    if not base_url.startswith(("http://", "https://")):
        raise ValueError(f"the base URL must begin with https:// or http://, not {base_url!r}; like {TEMPO_CLOUD}")
    return base_url
