"""What permission roles are, and the roles that nobody made: each team's lead has one."""

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode
from andante.organization.grants.rules import EVERYTHING
from andante.organization.teams.rules import LEAD_HOLDS, TeamRecord
from andante.scopes import Permission

ADMINISTRATORS = "Administrators"
"""The name of the built-in role that may do everything."""


ONLY_GLOBAL = frozenset({Permission.ACCOUNT_MANAGE})
"""What is nobody's in particular, so that nothing of it lies within the reach of a team."""

LEADS = 2**30
"""The role of the lead of team 7 has the id `LEADS + 7`: below the largest 32-bit number, and above all that are made."""


class RoleRecord(Struct, frozen=True, kw_only=True):
    """A GLOBAL role gives its keys over everybody, a TEAM role over the members of its teams."""

    id: int = 0
    name: str
    access_type: str
    built_in: bool = False
    keys: list[str] = []
    account_ids: list[str] = []
    team_ids: list[int] = []

    @property
    def permissions(self) -> list[str]:
        """The permissions that it gives, by name."""
        return sorted(Permission) if EVERYTHING in self.keys else self.keys


def faults(role: RoleRecord) -> list[Fault]:
    """What is wrong with a role by itself."""
    unknown = sorted(set(role.keys) - set(Permission))
    found = [
        Fault("permissionKeys", FaultCode.INVALID_CHOICE, f"has '{key}', which is no permission; there are {', '.join(sorted(Permission))}")
        for key in unknown[:1]
    ]
    if role.access_type == "TEAM":
        found += [
            Fault("permissionKeys", FaultCode.INCONSISTENT, f"has '{key}', which only a GLOBAL role can give")
            for key in sorted(ONLY_GLOBAL.intersection(role.keys))
        ]
    if role.access_type == "GLOBAL" and role.team_ids:
        found.append(Fault("accessEntityIds", FaultCode.INCONSISTENT, "must be empty for a GLOBAL role, which reaches everybody"))
    return found


def of_lead(team: TeamRecord) -> RoleRecord:
    """What leading the team gives, as a role."""
    return RoleRecord(
        id=LEADS + team.id,
        name=f"Lead of {team.name}",
        access_type="TEAM",
        built_in=True,
        keys=sorted(LEAD_HOLDS),
        account_ids=[team.lead_id] if team.lead_id else [],
        team_ids=[team.id],
    )
