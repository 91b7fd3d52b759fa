"""`andante admin team`, `andante admin member` and `andante admin role`: manages teams, memberships and roles."""

import datetime as dt
from typing import Annotated

import typer

from andante.cli.user.output import Output
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
from .printing import listing, print_added, table
from .session import read_transaction, stop, validate, write_transaction

team = typer.Typer(no_args_is_help=True, help="Manage teams.")
member = typer.Typer(no_args_is_help=True, help="Manage team memberships.")
role = typer.Typer(no_args_is_help=True, help="Manage roles in teams.")

TEAM_TITLES = {
    "id": "Id",
    "name": "Name",
    "lead": "Lead",
    "leadAccountId": "Account id of the lead",
    "program": "Program",
    "visibility": "Visibility",
}
MEMBER_TITLES = {
    "id": "Id",
    "user": "User",
    "accountId": "Account id",
    "role": "Role",
    "commitment": "Commitment",
    "from": "First day",
    "to": "Last day",
}

TeamName = Annotated[str, typer.Argument(metavar="TEAM", help="Name or id of a team.")]


@team.command("add")
def add_team(
    name: str,
    lead: Annotated[str | None, typer.Option(help="Account id or email of the lead.")] = None,
    summary: Annotated[str | None, typer.Option()] = None,
    private: Annotated[bool, typer.Option("--private", help="Show the team only to its lead and members.")] = False,
) -> None:
    """Add a team."""
    with write_transaction() as call:
        lead_id = people.look_up(call, lead).account_id if lead else None
        given = TeamInput(name=name, summary=summary, lead_account_id=lead_id, public=not private)
        validate(given)
        added = teams.create(call, given)
    print_added(f"team {added.name}", added.id)


@team.command("list")
@listing
def list_teams() -> Output:
    """List all teams."""
    with read_transaction() as call:
        found = teams.list_all(call)
        leads = people.by_ids(call, {each.lead_id for each in found if each.lead_id})
    rows = [
        (
            each.id,
            each.name,
            leads[each.lead_id].display_name if each.lead_id else "",
            each.lead_id,
            each.program_name or "",
            "" if each.public else "private",
        )
        for each in found
    ]
    return table(TEAM_TITLES, rows, nothing="There are no teams.", only_for_programs=["leadAccountId"])


@member.command("add")
def add_member(
    team: TeamName,
    user: UserArgument,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day. Default: no start.")] = None,
    to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day. Default: no end.")] = None,
    commitment: Annotated[int, typer.Option(min=0, max=100, help="Percentage of the working time.")] = 100,
    role: Annotated[str | None, typer.Option(help="Name of a role. Default: the default role.")] = None,
) -> None:
    """Add a user to a team."""
    with write_transaction() as call:
        found, person = find_team(call, team), people.look_up(call, user)
        given = TeamMembershipInput(
            team_id=found.id,
            account_id=person.account_id,
            role_id=roles.look_up(call, role).id if role else None,
            commitment_percent=commitment,
            from_=from_.date() if from_ else None,
            to=to.date() if to else None,
            use_inclusive_end_date=True,
        )
        added = memberships.add(call, given)
    print_added(f"{person.display_name} to team {found.name}", added.id)


@member.command("list")
@listing
def list_members(team: TeamName) -> Output:
    """List all past, current and future memberships of a team."""
    with read_transaction() as call:
        found = memberships.of_team(call, find_team(call, team).id)
        users = people.by_ids(call, {each.account_id for each in found})
    rows = [
        (
            each.id,
            users[each.account_id].display_name,
            each.account_id,
            each.role_name,
            f"{each.commitment_percent}%",
            each.from_date or "",
            each.last_day or "",
        )
        for each in found
    ]
    return table(MEMBER_TITLES, rows, nothing="The team has no members.", only_for_programs=["accountId"])


@member.command("end")
def end_member(
    team: TeamName,
    user: UserArgument,
    on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day in the team.")],
) -> None:
    """End a user's membership."""
    with write_transaction() as call:
        found, person = find_team(call, team), people.look_up(call, user)
        memberships.end(call, found, person.account_id, on.date())
    typer.echo(f"The last day of {person.display_name} in team {found.name} is {on.date()}")


@role.command("add")
def add_role(name: str) -> None:
    """Add a role."""
    with write_transaction() as call:
        validate(RoleInput(name=name))
        added = roles.create(call, name)
    print_added(f"role {added.name}", added.id)


@role.command("list")
@listing
def list_roles() -> Output:
    """List all roles."""
    with read_transaction() as call:
        rows = [(each.id, each.name, "yes" if each.is_default else "") for each in roles.list_all(call)]
    return table({"id": "Id", "name": "Name", "default": "Default"}, rows, nothing="There are no roles.")


def find_team(call: Call, id_or_name: str) -> TeamRecord:
    """Finds a team by its id, or by a name that only one team has."""
    id = parse_id(id_or_name)
    if id is not None:
        return teams.find(call, id)
    found = teams.named(call, id_or_name)
    if len(found) != 1:
        raise stop(f"No team is called '{id_or_name}'" if not found else f"Several teams are called '{id_or_name}': give an id")
    return found[0]
