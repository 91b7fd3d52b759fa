"""The two clients: one blocks, one is awaited."""

from typing import Self

import httpx

from .groups import (
    AccountCategories,
    AccountCategoryTypes,
    AccountLinks,
    Accounts,
    AsyncAccountCategories,
    AsyncAccountCategoryTypes,
    AsyncAccountLinks,
    AsyncAccounts,
    AsyncCustomers,
    AsyncFlexPlans,
    AsyncGenericResources,
    AsyncGlobalConfiguration,
    AsyncHolidaySchemes,
    AsyncPeriods,
    AsyncPermissionRoles,
    AsyncPlanApprovals,
    AsyncPlans,
    AsyncPrograms,
    AsyncRoles,
    AsyncSkillAssignments,
    AsyncSkills,
    AsyncTeamGenericResources,
    AsyncTeamLinks,
    AsyncTeamMemberships,
    AsyncTeams,
    AsyncTimesheetApprovals,
    AsyncUserSchedule,
    AsyncWorkAttributes,
    AsyncWorkloadSchemes,
    AsyncWorklogs,
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

TEMPO_CLOUD = "https://api.tempo.io"
TIMEOUT_SECONDS = 30.0


class Andante:
    """Calls a Tempo REST API v4, of Andante or of Tempo Cloud, with a personal API token."""

    def __init__(
        self, token: str, base_url: str = TEMPO_CLOUD, *, timeout: float = TIMEOUT_SECONDS, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(base_url=base_url, headers=_headers(token), timeout=timeout, transport=transport)
        self.worklogs = Worklogs(self.http)
        self.work_attributes = WorkAttributes(self.http)
        self.global_configuration = GlobalConfiguration(self.http)
        self.workload_schemes = WorkloadSchemes(self.http)
        self.holiday_schemes = HolidaySchemes(self.http)
        self.user_schedule = UserSchedule(self.http)
        self.periods = Periods(self.http)
        self.accounts = Accounts(self.http)
        self.account_links = AccountLinks(self.http)
        self.account_categories = AccountCategories(self.http)
        self.account_category_types = AccountCategoryTypes(self.http)
        self.customers = Customers(self.http)
        self.teams = Teams(self.http)
        self.team_links = TeamLinks(self.http)
        self.team_memberships = TeamMemberships(self.http)
        self.team_generic_resources = TeamGenericResources(self.http)
        self.programs = Programs(self.http)
        self.roles = Roles(self.http)
        self.generic_resources = GenericResources(self.http)
        self.skills = Skills(self.http)
        self.skill_assignments = SkillAssignments(self.http)
        self.permission_roles = PermissionRoles(self.http)
        self.timesheet_approvals = TimesheetApprovals(self.http)
        self.plans = Plans(self.http)
        self.plan_approvals = PlanApprovals(self.http)
        self.flex_plans = FlexPlans(self.http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()


class AsyncAndante:
    """The same, to be awaited."""

    def __init__(
        self,
        token: str,
        base_url: str = TEMPO_CLOUD,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, headers=_headers(token), timeout=timeout, transport=transport)
        self.worklogs = AsyncWorklogs(self.http)
        self.work_attributes = AsyncWorkAttributes(self.http)
        self.global_configuration = AsyncGlobalConfiguration(self.http)
        self.workload_schemes = AsyncWorkloadSchemes(self.http)
        self.holiday_schemes = AsyncHolidaySchemes(self.http)
        self.user_schedule = AsyncUserSchedule(self.http)
        self.periods = AsyncPeriods(self.http)
        self.accounts = AsyncAccounts(self.http)
        self.account_links = AsyncAccountLinks(self.http)
        self.account_categories = AsyncAccountCategories(self.http)
        self.account_category_types = AsyncAccountCategoryTypes(self.http)
        self.customers = AsyncCustomers(self.http)
        self.teams = AsyncTeams(self.http)
        self.team_links = AsyncTeamLinks(self.http)
        self.team_memberships = AsyncTeamMemberships(self.http)
        self.team_generic_resources = AsyncTeamGenericResources(self.http)
        self.programs = AsyncPrograms(self.http)
        self.roles = AsyncRoles(self.http)
        self.generic_resources = AsyncGenericResources(self.http)
        self.skills = AsyncSkills(self.http)
        self.skill_assignments = AsyncSkillAssignments(self.http)
        self.permission_roles = AsyncPermissionRoles(self.http)
        self.timesheet_approvals = AsyncTimesheetApprovals(self.http)
        self.plans = AsyncPlans(self.http)
        self.plan_approvals = AsyncPlanApprovals(self.http)
        self.flex_plans = AsyncFlexPlans(self.http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
