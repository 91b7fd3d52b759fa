"""The two clients, with every group of operations."""

from collections.abc import Awaitable, Callable
from time import sleep as sleep_for
from typing import Generic

import httpx

from andante import __version__

from . import groups
from .calls import Half
from .halves import Async, Sync
from .hosts import TEMPO_CLOUD, checked
from .retries import Retries

TIMEOUT_SECONDS = 30.0
RETRIES = Retries()


class Groups(Generic[Half]):
    """All groups, called through one client."""

    def __init__(self, client: Half) -> None:
        self.worklogs = groups.WorklogsApi(client)
        self.work_attributes = groups.WorkAttributesApi(client)
        self.global_configuration = groups.GlobalConfigurationsApi(client)
        self.workload_schemes = groups.WorkloadSchemesApi(client)
        self.holiday_schemes = groups.HolidaySchemesApi(client)
        self.user_schedule = groups.UserScheduleApi(client)
        self.periods = groups.PeriodsApi(client)
        self.accounts = groups.AccountsApi(client)
        self.account_links = groups.AccountLinksApi(client)
        self.account_categories = groups.AccountCategoriesApi(client)
        self.account_category_types = groups.AccountCategoryTypesApi(client)
        self.customers = groups.CustomersApi(client)
        self.teams = groups.TeamApi(client)
        self.team_links = groups.TeamLinksApi(client)
        self.team_memberships = groups.TeamMembershipsApi(client)
        self.team_generic_resources = groups.GenericResourceTeamMembersApi(client)
        self.programs = groups.ProgramApi(client)
        self.roles = groups.RolesApi(client)
        self.generic_resources = groups.GenericResourcesApi(client)
        self.skills = groups.SkillsApi(client)
        self.skill_assignments = groups.SkillAssignmentsApi(client)
        self.permission_roles = groups.PermissionRolesApi(client)
        self.timesheet_approvals = groups.TimesheetApprovalsApi(client)
        self.plans = groups.PlansApi(client)
        self.plan_approvals = groups.PlanApprovalsApi(client)
        self.flex_plans = groups.FlexPlansApi(client)
        self.reports = groups.ReportsApi(client)


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
        http = httpx.Client(base_url=checked(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport)
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
            base_url=checked(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport
        )
        Async.__init__(self, http, retries, sleep)
        Groups.__init__(self, self)


def _headers(token: str | httpx.Auth) -> dict[str, str]:
    return {"User-Agent": f"andante/{__version__}"} | ({"Authorization": f"Bearer {token}"} if isinstance(token, str) else {})


def _auth(token: str | httpx.Auth) -> httpx.Auth | None:
    return None if isinstance(token, str) else token
