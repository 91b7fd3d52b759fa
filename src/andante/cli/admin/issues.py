"""`andante project`, `version`, `component`, `issue` and `issue-status`: what time is logged on."""

from typing import Annotated, cast

import typer

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange, IssueInput, StatusCategory, StatusInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectChange, ProjectInput, VersionInput

from .session import check, reading, writing

project = typer.Typer(no_args_is_help=True, help="Projects.")
version = typer.Typer(no_args_is_help=True, help="Versions of projects.")
component = typer.Typer(no_args_is_help=True, help="Components of projects.")
issue = typer.Typer(no_args_is_help=True, help="Issues that time is logged on.")
status = typer.Typer(no_args_is_help=True, help="Statuses of issues.")

GivenId = Annotated[int | None, typer.Option(help="As Jira has it.")]
Lead = Annotated[str | None, typer.Option(help="Account id, email or user name.")]
Estimate = Annotated[int | None, typer.Option(help="Seconds.")]
Person = Annotated[str | None, typer.Option(help="Account id, email or user name.")]
Names = Annotated[list[str] | None, typer.Option(help="Repeat for several.")]


@project.command("add")
def add_project(key: str, name: str, id: GivenId = None, category: Annotated[str | None, typer.Option()] = None, lead: Lead = None) -> None:
    """Add a project and print its id."""
    given = ProjectInput(id=id, key=key, name=name, category=category, lead=lead)
    with writing() as call:
        check(given)
        added = projects.add(call, given)
    typer.echo(added.id)


@project.command("change")
def change_project(
    key: str,
    name: Annotated[str | None, typer.Option()] = None,
    category: Annotated[str | None, typer.Option()] = None,
    lead: Lead = None,
) -> None:
    """Change what is given."""
    given = ProjectChange(name=name, category=category, lead=lead)
    with writing() as call:
        check(given)
        projects.change(call, key, given)


@project.command("list")
def list_projects() -> None:
    """List all projects."""
    with reading() as call:
        for one in projects.every(call):
            typer.echo(f"{one.id}\t{one.key}\t{one.name}")


@version.command("add")
def add_version(
    project: Annotated[str, typer.Argument(help="Key of the project.")],
    name: str,
    id: GivenId = None,
    sequence: Annotated[int | None, typer.Option(help="Place in the schedule; the last where it is not given.")] = None,
    released: Annotated[bool, typer.Option("--released")] = False,
) -> None:
    """Add a version to a project and print its id."""
    given = VersionInput(id=id, project=project, name=name, sequence=sequence, released=released)
    with writing() as call:
        check(given)
        added = projects.add_version(call, given)
    typer.echo(added.id)


@component.command("add")
def add_component(project: Annotated[str, typer.Argument(help="Key of the project.")], name: str, id: GivenId = None) -> None:
    """Add a component to a project and print its id."""
    given = ComponentInput(id=id, project=project, name=name)
    with writing() as call:
        check(given)
        added = projects.add_component(call, given)
    typer.echo(added.id)


@issue.command("add")
def add_issue(
    key: Annotated[str, typer.Argument(help="Like NORTH-12; its project must exist.")],
    summary: str,
    id: GivenId = None,
    type: Annotated[str, typer.Option()] = "Task",
    status: Annotated[str, typer.Option()] = "To Do",
    priority: Annotated[str | None, typer.Option()] = None,
    description: Annotated[str, typer.Option()] = "",
    parent: Annotated[str | None, typer.Option(help="Key of the issue above.")] = None,
    reporter: Person = None,
    assignee: Person = None,
    version: Names = None,
    component: Names = None,
    original_estimate: Estimate = None,
    remaining_estimate: Estimate = None,
) -> None:
    """Add an issue and print its id."""
    given = IssueInput(
        id=id,
        key=key,
        summary=summary,
        type=type,
        original_estimate_seconds=original_estimate,
        remaining_estimate_seconds=remaining_estimate,
        status=status,
        priority=priority,
        description=description,
        parent=parent,
        reporter=reporter,
        assignee=assignee,
        versions=version or [],
        components=component or [],
    )
    with writing() as call:
        check(given)
        added = issues.add(call, given)
    typer.echo(added.id)


@issue.command("change")
def change_issue(
    key: Annotated[str, typer.Argument(help="Key or id.")],
    summary: Annotated[str | None, typer.Option()] = None,
    type: Annotated[str | None, typer.Option()] = None,
    status: Annotated[str | None, typer.Option()] = None,
    priority: Annotated[str | None, typer.Option(help="'' takes it away.")] = None,
    description: Annotated[str | None, typer.Option()] = None,
    parent: Annotated[str | None, typer.Option(help="Key of the issue above; '' takes it away.")] = None,
    reporter: Annotated[str | None, typer.Option(help="'' takes them away.")] = None,
    assignee: Annotated[str | None, typer.Option(help="'' takes them away.")] = None,
    version: Annotated[list[str] | None, typer.Option(help="All that it shall have.")] = None,
    component: Annotated[list[str] | None, typer.Option(help="All that it shall have.")] = None,
    original_estimate: Estimate = None,
    remaining_estimate: Estimate = None,
) -> None:
    """Change what is given."""
    given = IssueChange(
        summary=summary,
        type=type,
        original_estimate_seconds=original_estimate,
        remaining_estimate_seconds=remaining_estimate,
        status=status,
        priority=priority,
        description=description,
        parent=parent,
        reporter=reporter,
        assignee=assignee,
        versions=version,
        components=component,
    )
    with writing() as call:
        check(given)
        issues.change(call, key, given)


@issue.command("list")
def list_issues(project: Annotated[str | None, typer.Option(help="Key of one project.")] = None) -> None:
    """List issues: id, key, type, status, summary."""
    with reading() as call:
        there = issues.catalogue(call)
        for one in issues.every(call, project):
            typer.echo(f"{one.id}\t{one.key}\t{there.types[one.type_id].name}\t{there.statuses[one.status_id].name}\t{one.summary}")


@status.command("add")
def add_status(name: str, category: Annotated[str, typer.Option(help="new, indeterminate or done.")] = "indeterminate") -> None:
    """Add a status and print its id."""
    given = StatusInput(name=name, category=cast("StatusCategory", category))
    with writing() as call:
        check(given)
        added = issues.add_status(call, given)
    typer.echo(added.id)
