"""What links a team with projects and generic resources."""

from msgspec import Struct

from andante.kit.clock import Instant
from andante.organization.teams.rules import TeamRecord


class TeamLinkRecord(Struct, frozen=True, gc=False):
    id: int
    project_id: int
    team: TeamRecord


class TeamResourceRecord(Struct, frozen=True, gc=False):
    team_id: int
    resource_id: int
    resource_name: str
    assigned_at: Instant
    assigned_by: str

    @property
    def key(self) -> str:
        """What the change log calls it."""
        return f"{self.team_id}/{self.resource_id}"
