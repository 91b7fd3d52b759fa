"""Permission roles as records, their role_faults, and the built-in roles of team leads."""

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode
from andante.organization.grants.rules import EVERYTHING
from andante.organization.teams.rules import LEAD_HOLDS, TeamRecord
from andante.scopes import Permission

ADMINISTRATORS = "Administrators"
"""The name of the built-in role that holds all permissions."""

ONLY_GLOBAL = frozenset({Permission.ACCOUNT_MANAGE})
"""Permissions over objects that don't belong to a team or a user. A TEAM role can't grant them."""

LEADS = 2**30
"""The role of the lead of team 7 has the id `LEADS + 7`. It is greater than the ids of stored roles, and fits into 32 bits."""


class PermissionRoleRecord(Struct, frozen=True, kw_only=True):
    """A GLOBAL role grants its permissions over everyone, a TEAM role over the members of its teams."""

    id: int = 0
    name: str
    access_type: str
    built_in: bool = False
    keys: list[str] = []
    account_ids: list[str] = []
    team_ids: list[int] = []

    @property
    def permissions(self) -> list[str]:
        """The permissions that the role grants, sorted."""
        return sorted(Permission) if EVERYTHING in self.keys else self.keys


def role_faults(role: PermissionRoleRecord) -> list[Fault]:
    """The role_faults that can be found without a database."""
    unknown = sorted(set(role.keys) - set(Permission))
    found = [
        Fault("permissionKeys", FaultCode.INVALID_CHOICE, f"must be some of {', '.join(sorted(Permission))}, not '{key}'")
        for key in unknown[:1]
    ]
    if role.access_type == "TEAM":
        found += [
            Fault("permissionKeys", FaultCode.INCONSISTENT, f"has '{key}', which only a GLOBAL role can grant")
            for key in sorted(ONLY_GLOBAL.intersection(role.keys))
        ]
    if role.access_type == "GLOBAL" and role.team_ids:
        found.append(Fault("accessEntityIds", FaultCode.INCONSISTENT, "must be empty for a GLOBAL role, which applies to everyone"))
    return found


def lead_role(team: TeamRecord) -> PermissionRoleRecord:
    """The built-in role of the team's lead."""
    return PermissionRoleRecord(
        id=LEADS + team.id,
        name=f"Lead of {team.name}",
        access_type="TEAM",
        built_in=True,
        keys=sorted(LEAD_HOLDS),
        account_ids=[team.lead_id] if team.lead_id else [],
        team_ids=[team.id],
    )
