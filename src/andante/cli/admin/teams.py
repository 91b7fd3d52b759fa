"""`andante team`, `andante member` and `andante role`: who works with whom."""

import datetime as dt
from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.roles import actions as roles
from andante.organization.roles.wire import RoleInput
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.wire import TeamInput

from .session import check, reading, stop, writing

team = typer.Typer(no_args_is_help=True, help="Teams.")
member = typer.Typer(no_args_is_help=True, help="Who is in which team, and when.")
role = typer.Typer(no_args_is_help=True, help="What somebody is in a team.")

TeamName = Annotated[str, typer.Argument(metavar="TEAM", help="Name or id of a team.")]
Who = Annotated[str, typer.Argument(help="Account id or email.")]


@team.command("add")
def add_team(
    name: str,
    lead: Annotated[str | None, typer.Option(help="Account id or email of who leads it.")] = None,
    summary: Annotated[str | None, typer.Option()] = None,
    private: Annotated[bool, typer.Option("--private", help="Only its lead and members see it.")] = False,
) -> None:
    """Add a team and print its id."""
    with writing() as call:
        lead_id = people.look_up(call, lead).account_id if lead else None
        given = TeamInput(name=name, summary=summary, lead_account_id=lead_id, public=not private)
        check(given)
        added = teams.create(call, given)
    typer.echo(added.id)


@team.command("list")
def list_teams() -> None:
    """List all teams."""
    with reading() as call:
        for one in teams.every(call):
            typer.echo(f"{one.id}\t{one.name}\t{one.lead_id or ''}\t{one.program_name or ''}\t{'' if one.public else 'private'}")


@member.command("add")
def add_member(
    team: TeamName,
    who: Who,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; open without.")] = None,
    to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; open without.")] = None,
    commitment: Annotated[int, typer.Option(min=0, max=100, help="Per cent of the working time.")] = 100,
    role: Annotated[str | None, typer.Option(help="Name of a role; the default role without.")] = None,
) -> None:
    """Put somebody into a team and print the membership's id."""
    with writing() as call:
        given = TeamMembershipInput(
            team_id=team_named(call, team).id,
            account_id=people.look_up(call, who).account_id,
            role_id=roles.look_up(call, role).id if role else None,
            commitment_percent=commitment,
            from_=from_.date() if from_ else None,
            to=to.date() if to else None,
            use_inclusive_end_date=True,
        )
        added = memberships.add(call, given)
    typer.echo(added.id)


@member.command("list")
def list_members(team: TeamName) -> None:
    """List everybody who is, was or will be in a team: id, person, role, commitment, first and last day."""
    with reading() as call:
        for one in memberships.of_team(call, team_named(call, team).id):
            days = f"{one.from_date or ''}\t{one.last_day or ''}"
            typer.echo(f"{one.id}\t{one.account_id}\t{one.role_name}\t{one.commitment_percent}%\t{days}")


@member.command("end")
def end_member(
    team: TeamName,
    who: Who,
    on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day in the team.")],
) -> None:
    """End the membership that somebody has on a day, with that day."""
    with writing() as call:
        memberships.end(call, team_named(call, team), people.look_up(call, who).account_id, on.date())


@role.command("add")
def add_role(name: str) -> None:
    """Add a role and print its id."""
    with writing() as call:
        check(RoleInput(name=name))
        added = roles.create(call, name)
    typer.echo(added.id)


@role.command("list")
def list_roles() -> None:
    """List all roles."""
    with reading() as call:
        for one in roles.every(call):
            typer.echo(f"{one.id}\t{one.name}\t{'default' if one.is_default else ''}")


def team_named(call: Call, named: str) -> TeamRecord:
    """The team that a person means: an id, or a name that only one team has."""
    if named.isascii() and named.isdigit() and len(named) < 19:
        return teams.find(call, int(named))
    found = teams.named(call, named)
    if len(found) != 1:
        raise stop(f"No team is called '{named}'" if not found else f"Several teams are called '{named}': give an id")
    return found[0]
