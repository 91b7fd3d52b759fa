"""The two clients: one blocks, one is awaited."""

from typing import Self

import httpx

from .groups import (
    AsyncGenericResources,
    AsyncGlobalConfiguration,
    AsyncPrograms,
    AsyncRoles,
    AsyncSkillAssignments,
    AsyncSkills,
    AsyncTeamGenericResources,
    AsyncTeamLinks,
    AsyncTeamMemberships,
    AsyncTeams,
    AsyncWorkAttributes,
    AsyncWorklogs,
    GenericResources,
    GlobalConfiguration,
    Programs,
    Roles,
    SkillAssignments,
    Skills,
    TeamGenericResources,
    TeamLinks,
    TeamMemberships,
    Teams,
    WorkAttributes,
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
        self.teams = Teams(self.http)
        self.team_links = TeamLinks(self.http)
        self.team_memberships = TeamMemberships(self.http)
        self.team_generic_resources = TeamGenericResources(self.http)
        self.programs = Programs(self.http)
        self.roles = Roles(self.http)
        self.generic_resources = GenericResources(self.http)
        self.skills = Skills(self.http)
        self.skill_assignments = SkillAssignments(self.http)

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
        self.teams = AsyncTeams(self.http)
        self.team_links = AsyncTeamLinks(self.http)
        self.team_memberships = AsyncTeamMemberships(self.http)
        self.team_generic_resources = AsyncTeamGenericResources(self.http)
        self.programs = AsyncPrograms(self.http)
        self.roles = AsyncRoles(self.http)
        self.generic_resources = AsyncGenericResources(self.http)
        self.skills = AsyncSkills(self.http)
        self.skill_assignments = AsyncSkillAssignments(self.http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
