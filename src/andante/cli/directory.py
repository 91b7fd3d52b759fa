"""`andante user`, `andante project` and `andante issue`: the directory."""

from typing import Annotated

import typer

from ..issues import actions as issues
from ..issues.wire import IssueInput, ProjectInput
from ..people import actions as people
from ..people.wire import UserInput
from ..permissions import actions as permissions
from .session import check, reading, writing

user = typer.Typer(no_args_is_help=True, help="People who log time.")
project = typer.Typer(no_args_is_help=True, help="Projects.")
issue = typer.Typer(no_args_is_help=True, help="Issues that time is logged on.")


@user.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="Display name.")],
    email: Annotated[str | None, typer.Option()] = None,
    account_id: Annotated[str | None, typer.Option(help="As Jira has it; made where it is not given.")] = None,
    time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC",
    admin: Annotated[bool, typer.Option("--admin", help="May do everything.")] = False,
) -> None:
    """Add a user and print the account id."""
    given = UserInput(account_id=account_id, display_name=name, email=email, time_zone=time_zone)
    with writing() as call:
        check(given)
        added = people.add(call, given)
        if admin:
            permissions.make_administrator(call, added.account_id)
    typer.echo(added.account_id)


@user.command("list")
def list_users() -> None:
    """List everybody."""
    with reading() as call:
        for one in people.everyone(call):
            typer.echo(f"{one.account_id}\t{one.display_name}\t{one.email or ''}\t{one.time_zone}\t{'' if one.active else 'inactive'}")


@user.command("change")
def change_user(
    who: Annotated[str, typer.Argument(help="Account id or email.")],
    name: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    time_zone: Annotated[str | None, typer.Option()] = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Who is inactive can't sign in or log time.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="May do everything from now on.")] = False,
) -> None:
    """Change what is given."""
    with writing() as call:
        found = people.look_up(call, who)
        people.change(call, found.account_id, display_name=name, email=email, time_zone=time_zone, active=active)
        if admin:
            permissions.make_administrator(call, found.account_id)


@project.command("add")
def add_project(key: str, name: str, id: Annotated[int | None, typer.Option(help="As Jira has it.")] = None) -> None:
    """Add a project and print its id."""
    given = ProjectInput(id=id, key=key, name=name)
    with writing() as call:
        check(given)
        added = issues.add_project(call, given)
    typer.echo(added.id)


@project.command("list")
def list_projects() -> None:
    """List all projects."""
    with reading() as call:
        for one in issues.all_projects(call):
            typer.echo(f"{one.id}\t{one.key}\t{one.name}")


@issue.command("add")
def add_issue(
    key: Annotated[str, typer.Argument(help="Like NORTH-12; its project must exist.")],
    summary: str,
    id: Annotated[int | None, typer.Option(help="As Jira has it.")] = None,
    type: Annotated[str, typer.Option()] = "Task",
    original_estimate: Annotated[int | None, typer.Option(help="Seconds.")] = None,
    remaining_estimate: Annotated[int | None, typer.Option(help="Seconds.")] = None,
) -> None:
    """Add an issue and print its id."""
    given = IssueInput(
        id=id,
        key=key,
        summary=summary,
        type=type,
        original_estimate_seconds=original_estimate,
        remaining_estimate_seconds=remaining_estimate,
    )
    with writing() as call:
        check(given)
        added = issues.add_issue(call, given)
    typer.echo(added.id)


@issue.command("list")
def list_issues(project: Annotated[str | None, typer.Option(help="Key of one project.")] = None) -> None:
    """List issues."""
    with reading() as call:
        for one in issues.all_issues(call, project):
            typer.echo(f"{one.id}\t{one.key}\t{one.type}\t{one.summary}")
