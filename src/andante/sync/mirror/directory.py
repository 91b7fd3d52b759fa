"""Mirrors users, projects and issues, which are read from Jira. They keep their ids."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueRow
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserRow
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentRow, ProjectRow, VersionRow
from andante.kit import clock
from andante.kit.batches import batched
from andante.kit.call import Call
from andante.kit.clock import Instant
from andante.kit.errors import Invalid
from andante.kit.upserts import Outcome

from . import jira
from .groups import BATCH_SIZE, Batch, Group, Key, read_all
from .rules import Change, Ids
from .source import Source
from .wire import JiraIssue, JiraProject, JiraUser

OVERLAP_MINUTES = 10
"""Each run reads changes from this long before the previous run started: clocks differ, and transactions take time."""


class ProjectRows(Struct, frozen=True):
    """A project with its versions and components."""

    project: ProjectRow
    versions: list[VersionRow]
    components: list[ComponentRow]


def _users(source: Source) -> Iterable[JiraUser]:
    return jira.users(source.jira) if source.jira else ()


def _user(user: JiraUser, _: Ids) -> UserRow:
    return UserRow(
        account_id=user.account_id,
        display_name=user.display_name or user.account_id,
        email=user.email_address or None,
        time_zone=user.time_zone,
        active=user.active,
        name=user.name,
    )


def _write_users(call: Call, changes: Sequence[Change[UserRow]]) -> list[Key]:
    _raise_faults(people.upsert_all(call, [change.input for change in changes]))
    return [str(change.input.account_id) for change in changes]


def _projects(source: Source) -> Iterable[JiraProject]:
    return jira.projects(source.jira) if source.jira else ()


def _project(project: JiraProject, ids: Ids) -> ProjectRows:
    return ProjectRows(
        ProjectRow(
            id=int(project.id),
            key=project.key,
            name=project.name or project.key,
            category=project.project_category.name if project.project_category else None,
            lead=ids.user(project.lead.account_id) if project.lead else None,
        ),
        [
            VersionRow(id=int(version.id), project=project.key, name=version.name, sequence=sequence, released=version.released)
            for sequence, version in enumerate(project.versions, 1)
        ],
        [ComponentRow(id=int(component.id), project=project.key, name=component.name) for component in project.components],
    )


def _write_projects(call: Call, changes: Sequence[Change[ProjectRows]]) -> list[Key]:
    rows = [change.input.project for change in changes]
    projects.change_keys(call, {row.id: row.key for row in rows if row.id})
    _raise_faults(projects.upsert_all(call, rows))
    _raise_faults(projects.upsert_versions(call, [version for change in changes for version in change.input.versions]))
    _raise_faults(projects.upsert_components(call, [component for change in changes for component in change.input.components]))
    return [int(row.id or 0) for row in rows]


def _issues(source: Source, mark: str | None) -> Iterator[Batch[JiraIssue]]:
    """The mark is the time when the previous run started."""
    if source.jira is None:
        return
    started = clock.now()
    minutes = clock.seconds_between(Instant(mark), started) // 60 + OVERLAP_MINUTES if mark else None
    for items in batched(jira.issues(source.jira, minutes), BATCH_SIZE):
        yield Batch(items)
    yield Batch([], started)


def _issue(issue: JiraIssue, ids: Ids) -> IssueRow:
    """Fields without a value are empty texts, which clear the local value."""
    fields = issue.fields
    return IssueRow(
        id=int(issue.id),
        key=issue.key,
        summary=fields.summary,
        type=fields.issuetype.name,
        original_estimate_seconds=fields.timeoriginalestimate,
        remaining_estimate_seconds=fields.timeestimate,
        status=fields.status.name,
        status_category=fields.status.status_category.key,  # type: ignore[arg-type]
        priority=fields.priority.name if fields.priority else "",
        description=fields.description or "",
        parent=issue.parent or "",
        reporter=ids.user(fields.reporter.account_id) if fields.reporter else "",
        assignee=ids.user(fields.assignee.account_id) if fields.assignee else "",
        versions=[version.name for version in fields.fix_versions],
        components=[component.name for component in fields.components],
    )


def _write_issues(call: Call, changes: Sequence[Change[IssueRow]]) -> list[Key]:
    rows = [change.input for change in changes]
    issues.change_keys(call, {row.id: row.key for row in rows if row.id})
    _raise_faults(issues.upsert_all(call, rows))
    return [int(row.id or 0) for row in rows]


def _raise_faults(outcomes: Sequence[Outcome]) -> None:
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    if faults:
        raise Invalid(*faults)


USERS = Group[JiraUser, UserRow](
    "users",
    read=read_all(_users),
    key=lambda user: user.account_id,
    convert=_user,
    write=_write_users,
    remove=lambda call, local_id: people.change(call, local_id, UserChange(active=False)),
    needs_jira=True,
)
PROJECTS = Group[JiraProject, ProjectRows](
    "projects",
    read=read_all(_projects),
    key=lambda project: project.id,
    convert=_project,
    write=_write_projects,
    needs_jira=True,
)
ISSUES = Group[JiraIssue, IssueRow](
    "issues",
    read=_issues,
    key=lambda issue: issue.id,
    convert=_issue,
    write=_write_issues,
    reads_all=False,
    needs_jira=True,
)
