"""The roles that nobody made: each team's lead has one."""

from andante.organization.grants.rules import RoleRecord
from andante.organization.teams.rules import LEAD_HOLDS, TeamRecord

LEADS = 2**30
"""The role of the lead of team 7 has the id `LEADS + 7`: below the largest 32-bit number, and above all that are made."""


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
