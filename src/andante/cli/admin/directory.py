"""`andante user`: people."""

from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserInput, UserProperty
from andante.organization.permissions import actions as permissions

from .session import check, reading, writing

user = typer.Typer(no_args_is_help=True, help="People who log time.")

Who = Annotated[str, typer.Argument(help="Account id, email or user name.")]
UserName = Annotated[str | None, typer.Option(help="As one signs in with where Jira has user names.")]
StaffId = Annotated[str | None, typer.Option(help="As payroll calls them.")]


@user.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="Display name.")],
    email: Annotated[str | None, typer.Option()] = None,
    account_id: Annotated[str | None, typer.Option(help="As Jira has it; made where it is not given.")] = None,
    time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC",
    user_name: UserName = None,
    staff_id: StaffId = None,
    admin: Annotated[bool, typer.Option("--admin", help="May do everything.")] = False,
) -> None:
    """Add a user and print the account id."""
    given = UserInput(account_id=account_id, display_name=name, email=email, time_zone=time_zone, name=user_name, staff_id=staff_id)
    with writing() as call:
        check(given)
        added = people.add(call, given)
        if admin:
            permissions.make_administrator(call, added.account_id)
    typer.echo(added.account_id)


@user.command("list")
def list_users() -> None:
    """List everybody: account id, name, email, time zone, user name, staff id."""
    with reading() as call:
        for one in people.everyone(call):
            columns = (
                one.account_id,
                one.display_name,
                one.email,
                one.time_zone,
                one.name,
                one.staff_id,
                None if one.active else "inactive",
            )
            typer.echo("\t".join(column or "" for column in columns))


@user.command("change")
def change_user(
    who: Who,
    name: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    time_zone: Annotated[str | None, typer.Option()] = None,
    user_name: UserName = None,
    staff_id: StaffId = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Who is inactive can't sign in or log time.")] = None,
    admin: Annotated[bool | None, typer.Option("--admin/--no-admin", help="May do everything from now on, or no longer.")] = None,
) -> None:
    """Change what is given."""
    given = UserChange(display_name=name, email=email, time_zone=time_zone, active=active, name=user_name, staff_id=staff_id)
    with writing() as call:
        check(given)
        found = people.look_up(call, who)
        people.change(call, found.account_id, given)
        if admin is not None:
            (permissions.make_administrator if admin else permissions.unmake_administrator)(call, found.account_id)


@user.command("property")
def user_property(
    who: Who,
    key: Annotated[str | None, typer.Argument(help="Without it, all are listed.")] = None,
    value: Annotated[str | None, typer.Argument(help="Without it, the property is taken away.")] = None,
) -> None:
    """Set, take away or list what other systems want to know of a user."""
    if key is None:
        with reading() as call:
            account_id = people.look_up(call, who).account_id
            for name, text in people.properties(call, [account_id]).get(account_id, {}).items():
                typer.echo(f"{name}\t{text}")
        return
    given = UserProperty(key, value)
    with writing() as call:
        check(given)
        people.set_property(call, people.look_up(call, who).account_id, given)
