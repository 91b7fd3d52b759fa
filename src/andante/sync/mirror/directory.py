"""Users, projects and issues, from Jira's side. They keep their ids."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueRow
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserRow
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentRow, ProjectRow, VersionRow
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.clock import Instant
from andante.kit.errors import Invalid
from andante.kit.upserts import Outcome

from . import jira
from .groups import BATCH, Batch, Group, Name, some_at_once, whole
from .rules import Change, Ids
from .source import Source
from .wire import JiraIssue, JiraProject, JiraUser

OVERLAP_MINUTES = 10
"""So much before the last reading began the next one begins: clocks differ, and transactions take their time."""


class ProjectGiven(Struct, frozen=True):
    """A project with what belongs to it."""

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


def _put_users(call: Call, changes: Sequence[Change[UserRow]]) -> list[Name]:
    _all_good(people.put_all(call, [one.given for one in changes]))
    return [str(one.given.account_id) for one in changes]


def _projects(source: Source) -> Iterable[JiraProject]:
    return jira.projects(source.jira) if source.jira else ()


def _project(project: JiraProject, ids: Ids) -> ProjectGiven:
    return ProjectGiven(
        ProjectRow(
            id=int(project.id),
            key=project.key,
            name=project.name or project.key,
            category=project.project_category.name if project.project_category else None,
            lead=ids.user(project.lead.account_id) if project.lead else None,
        ),
        [
            VersionRow(id=int(one.id), project=project.key, name=one.name, sequence=place, released=one.released)
            for place, one in enumerate(project.versions, 1)
        ],
        [ComponentRow(id=int(one.id), project=project.key, name=one.name) for one in project.components],
    )


def _put_projects(call: Call, changes: Sequence[Change[ProjectGiven]]) -> list[Name]:
    rows = [one.given.project for one in changes]
    projects.rekey(call, {row.id: row.key for row in rows if row.id})
    _all_good(projects.put_all(call, rows))
    _all_good(projects.put_versions(call, [version for one in changes for version in one.given.versions]))
    _all_good(projects.put_components(call, [component for one in changes for component in one.given.components]))
    return [int(row.id or 0) for row in rows]


def _issues(source: Source, mark: str | None) -> Iterator[Batch[JiraIssue]]:
    """The mark is the moment when the last reading began."""
    if source.jira is None:
        return
    began = clock.now()
    minutes = clock.seconds_between(Instant(mark), began) // 60 + OVERLAP_MINUTES if mark else None
    for some in some_at_once(jira.issues(source.jira, minutes), BATCH):
        yield Batch(some)
    yield Batch([], began)


def _issue(issue: JiraIssue, ids: Ids) -> IssueRow:
    """What stands in no field is empty here, so that it is taken away where something stood."""
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
        versions=[one.name for one in fields.fix_versions],
        components=[one.name for one in fields.components],
    )


def _put_issues(call: Call, changes: Sequence[Change[IssueRow]]) -> list[Name]:
    rows = [one.given for one in changes]
    issues.rekey(call, {row.id: row.key for row in rows if row.id})
    _all_good(issues.put_all(call, rows))
    return [int(row.id or 0) for row in rows]


def _all_good(outcomes: Sequence[Outcome]) -> None:
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    if faults:
        raise Invalid(*faults)


USERS = Group[JiraUser, UserRow](
    "users",
    read=whole(_users),
    key=lambda user: user.account_id,
    given=_user,
    write=_put_users,
    remove=lambda call, ours: people.change(call, ours, UserChange(active=False)),
    is_of_jira=True,
)
PROJECTS = Group[JiraProject, ProjectGiven](
    "projects",
    read=whole(_projects),
    key=lambda project: project.id,
    given=_project,
    write=_put_projects,
    is_of_jira=True,
)
ISSUES = Group[JiraIssue, IssueRow](
    "issues",
    read=_issues,
    key=lambda issue: issue.id,
    given=_issue,
    write=_put_issues,
    is_read_whole=False,
    is_of_jira=True,
)
