"""Programs as records."""

from msgspec import Struct

from andante.organization.teams.rules import TeamName


class ProgramRecord(Struct, frozen=True):
    id: int
    name: str
    manager_id: str | None
    teams: list[TeamName]
