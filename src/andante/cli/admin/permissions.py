"""`andante permission`: who may do what to whose records."""

from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.organization.permissions import actions as roles
from andante.organization.permissions.wire import PermissionRoleInput

from .session import check, reading, writing
from .teams import team_named

permission = typer.Typer(no_args_is_help=True, help="Permission roles: who may do what to whose records.")


@permission.command("add")
def add_role(
    name: str,
    key: Annotated[list[str], typer.Option(help="A permission, like permissions.worklog.view; may be repeated.")],
    user: Annotated[list[str], typer.Option(help="Account id or email of somebody who gets it; may be repeated.")],
    team: Annotated[list[str] | None, typer.Option(help="Name or id of a team that it reaches; everybody without.")] = None,
) -> None:
    """Add a permission role and print its id."""
    with writing() as call:
        given = PermissionRoleInput(
            name=name,
            access_type="TEAM" if team else "GLOBAL",
            access_entity_ids=[team_named(call, one).id for one in team or []],
            permission_keys=key,
            permitted_account_ids=[people.look_up(call, one).account_id for one in user],
        )
        check(given)
        added = roles.create(call, given)
    typer.echo(added.id)


@permission.command("list")
def list_roles() -> None:
    """List all permission roles: id, name, what they reach, what they give, to whom."""
    with reading() as call:
        for role in roles.every(call):
            reach = "everybody" if role.access_type == "GLOBAL" else f"teams {', '.join(map(str, role.team_ids))}"
            typer.echo(f"{role.id}\t{role.name}\t{reach}\t{', '.join(role.permissions)}\t{', '.join(role.account_ids)}")
