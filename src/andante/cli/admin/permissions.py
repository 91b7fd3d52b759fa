"""`andante admin permission`: manages permission roles."""

from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.organization.permissions import actions as roles
from andante.organization.permissions.wire import PermissionRoleInput

from .session import read_transaction, validate, write_transaction
from .teams import find_team

permission = typer.Typer(no_args_is_help=True, help="Manage permission roles.")


@permission.command("add")
def add_role(
    name: str,
    key: Annotated[list[str], typer.Option(help="Permission, like permissions.worklog.view. Repeat for several.")],
    user: Annotated[list[str], typer.Option(help="Account id or email of a user with this role. Repeat for several.")],
    team: Annotated[
        list[str] | None, typer.Option(help="Name or id of a team that the role covers. Repeat for several. Default: everyone.")
    ] = None,
) -> None:
    """Add a permission role and print its id."""
    with write_transaction() as call:
        given = PermissionRoleInput(
            name=name,
            access_type="TEAM" if team else "GLOBAL",
            access_entity_ids=[find_team(call, each).id for each in team or []],
            permission_keys=key,
            permitted_account_ids=[people.look_up(call, each).account_id for each in user],
        )
        validate(given)
        added = roles.create(call, given)
    typer.echo(added.id)


@permission.command("list")
def list_roles() -> None:
    """List all permission roles: id, name, scope, permissions, users."""
    with read_transaction() as call:
        for role in roles.list_all(call):
            scope = "everyone" if role.access_type == "GLOBAL" else f"teams {', '.join(map(str, role.team_ids))}"
            typer.echo(f"{role.id}\t{role.name}\t{scope}\t{', '.join(role.permissions)}\t{', '.join(role.account_ids)}")
