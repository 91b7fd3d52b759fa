"""`andante admin permission`: manages permission roles."""

from typing import Annotated

import typer

from andante.cli.user.output import Output
from andante.directory.people import queries as people
from andante.organization.permissions import actions as roles
from andante.organization.permissions.wire import PermissionRoleInput

from .printing import listing, print_added, table
from .session import read_transaction, validate, write_transaction
from .teams import find_team

permission = typer.Typer(no_args_is_help=True, help="Manage permission roles.")

TITLES = {
    "id": "Id",
    "name": "Name",
    "over": "Over",
    "permissions": "Permissions",
    "users": "Users",
    "accountIds": "Account ids",
}


@permission.command("add")
def add_role(
    name: str,
    key: Annotated[list[str], typer.Option(help="Permission, like permissions.worklog.view. Repeat for several.")],
    user: Annotated[list[str], typer.Option(help="Account id or email of a user with this role. Repeat for several.")],
    team: Annotated[
        list[str] | None, typer.Option(help="Name or id of a team that the role covers. Repeat for several. Default: everyone.")
    ] = None,
) -> None:
    """Add a permission role."""
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
    print_added(f"permission role {added.name}", added.id)


@permission.command("list")
@listing
def list_roles() -> Output:
    """List all permission roles."""
    with read_transaction() as call:
        found = roles.list_all(call)
        names = people.by_ids(call, {id for role in found for id in role.account_ids})
    rows = [
        (
            role.id,
            role.name,
            "everyone" if role.access_type == "GLOBAL" else f"teams {', '.join(map(str, role.team_ids))}",
            ", ".join(role.permissions),
            ", ".join(names[id].display_name for id in role.account_ids),
            ", ".join(role.account_ids),
        )
        for role in found
    ]
    return table(TITLES, rows, nothing="There are no permission roles.", only_for_programs=["accountIds"])
