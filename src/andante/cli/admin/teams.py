"""`andante admin team`, `andante admin member` and `andante admin role`: manages teams, memberships and roles."""

import datetime as dt
from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.lookup import parse_id
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.roles import actions as roles
from andante.organization.roles.wire import RoleInput
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.wire import TeamInput

from .options import UserArgument
from .session import read_transaction, stop, validate, write_transaction

team = typer.Typer(no_args_is_help=True, help="Manage teams.")
member = typer.Typer(no_args_is_help=True, help="Manage team memberships.")
role = typer.Typer(no_args_is_help=True, help="Manage roles in teams.")

TeamName = Annotated[str, typer.Argument(metavar="TEAM", help="Name or id of a team.")]


@team.command("add")
def add_team(
    name: str,
    lead: Annotated[str | None, typer.Option(help="Account id or email of the lead.")] = None,
    summary: Annotated[str | None, typer.Option()] = None,
    private: Annotated[bool, typer.Option("--private", help="Show the team only to its lead and members.")] = False,
) -> None:
    """Add a team and print its id."""
    with write_transaction() as call:
        lead_id = people.look_up(call, lead).account_id if lead else None
        given = TeamInput(name=name, summary=summary, lead_account_id=lead_id, public=not private)
        validate(given)
        added = teams.create(call, given)
    typer.echo(added.id)


@team.command("list")
def list_teams() -> None:
    """List all teams."""
    with read_transaction() as call:
        for each in teams.list_all(call):
            typer.echo(f"{each.id}\t{each.name}\t{each.lead_id or ''}\t{each.program_name or ''}\t{'' if each.public else 'private'}")


@member.command("add")
def add_member(
    team: TeamName,
    user: UserArgument,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day. Default: no start.")] = None,
    to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day. Default: no end.")] = None,
    commitment: Annotated[int, typer.Option(min=0, max=100, help="Percentage of the working time.")] = 100,
    role: Annotated[str | None, typer.Option(help="Name of a role. Default: the default role.")] = None,
) -> None:
    """Add a user to a team and print the id of the membership."""
    with write_transaction() as call:
        given = TeamMembershipInput(
            team_id=find_team(call, team).id,
            account_id=people.look_up(call, user).account_id,
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
    """List all past, current and future memberships of a team: id, user, role, commitment, first and last day."""
    with read_transaction() as call:
        for each in memberships.of_team(call, find_team(call, team).id):
            days = f"{each.from_date or ''}\t{each.last_day or ''}"
            typer.echo(f"{each.id}\t{each.account_id}\t{each.role_name}\t{each.commitment_percent}%\t{days}")


@member.command("end")
def end_member(
    team: TeamName,
    user: UserArgument,
    on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day in the team.")],
) -> None:
    """End a user's membership."""
    with write_transaction() as call:
        memberships.end(call, find_team(call, team), people.look_up(call, user).account_id, on.date())


@role.command("add")
def add_role(name: str) -> None:
    """Add a role and print its id."""
    with write_transaction() as call:
        validate(RoleInput(name=name))
        added = roles.create(call, name)
    typer.echo(added.id)


@role.command("list")
def list_roles() -> None:
    """List all roles."""
    with read_transaction() as call:
        for each in roles.list_all(call):
            typer.echo(f"{each.id}\t{each.name}\t{'default' if each.is_default else ''}")


def find_team(call: Call, id_or_name: str) -> TeamRecord:
    """Finds a team by its id, or by a name that only one team has."""
    id = parse_id(id_or_name)
    if id is not None:
        return teams.find(call, id)
    found = teams.named(call, id_or_name)
    if len(found) != 1:
        raise stop(f"No team is called '{id_or_name}'" if not found else f"Several teams are called '{id_or_name}': give an id")
    return found[0]
