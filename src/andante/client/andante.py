"""The sync and the async client, with every group of operations."""

from collections.abc import Awaitable, Callable
from time import sleep as sleep_for
from typing import Generic

import httpx

from andante import __version__

from . import extension_groups, groups
from .calls import Caller
from .hosts import TEMPO_CLOUD, checked_base_url
from .retries import Retries
from .sync_async import AsyncCaller, SyncCaller

TIMEOUT_SECONDS = 30.0
RETRIES = Retries()


class Groups(Generic[Caller]):
    """All groups of operations of one client."""

    def __init__(self, client: Caller) -> None:
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
        self.changes = extension_groups.ChangesApi(client)
        self.notifications = extension_groups.NotificationsApi(client)
        self.preferences = extension_groups.PreferencesApi(client)
        self.reports = extension_groups.ReportsApi(client)
        self.suggestions = extension_groups.SuggestionsApi(client)
        self.weeks = extension_groups.WeeksApi(client)
        self.favorites = extension_groups.FavoritesApi(client)
        self.worklog_edits = extension_groups.WorklogEditsApi(client)
        self.timer = extension_groups.TimerApi(client)
        self.subscriptions = groups.SubscriptionApi(client)
        self.audit_events = groups.AuditEventsApi(client)
        self.webhooks = extension_groups.WebhooksApi(client)


class Andante(SyncCaller, Groups[SyncCaller]):
    """The sync client of a Tempo REST API v4: Andante or Tempo Cloud.

    `token` is a personal API token, or an `OAuth` that gets its own tokens. `timeout` is how many seconds each attempt may wait
    for the server. `retries` decides which failed attempts are repeated.
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
        http = httpx.Client(
            base_url=checked_base_url(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport
        )
        SyncCaller.__init__(self, http, retries, sleep)
        Groups.__init__(self, self)


class AsyncAndante(AsyncCaller, Groups[AsyncCaller]):
    """The async client. It has the same groups and methods as `Andante`."""

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
            base_url=checked_base_url(base_url), headers=_headers(token), auth=_auth(token), timeout=timeout, transport=transport
        )
        AsyncCaller.__init__(self, http, retries, sleep)
        Groups.__init__(self, self)


def _headers(token: str | httpx.Auth) -> dict[str, str]:
    return {"User-Agent": f"andante/{__version__}"} | ({"Authorization": f"Bearer {token}"} if isinstance(token, str) else {})


def _auth(token: str | httpx.Auth) -> httpx.Auth | None:
    return None if isinstance(token, str) else token
