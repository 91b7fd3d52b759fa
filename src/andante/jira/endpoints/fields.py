"""The fields of issues: those that are asked for, each loaded once for all issues of an answer."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import UNSET

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import Catalogue, IssueRecord
from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import actions as projects
from andante.directory.projects.rules import ComponentRecord, ProjectRecord, VersionRecord
from andante.jira.search import actions as searching
from andante.kit.call import Call
from andante.kit.grants import covers
from andante.scopes import Scope
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import forms, shapes, wire
from .render import Renderer

MOST_WORKLOGS = 20
"""So many of each issue's worklogs come with it; the rest is asked for by its own path."""

ALL = frozenset(shapes.FIELD_NAMES)
ID_AND_KEY = frozenset[str]()


def asked_for(given: Iterable[str] | None, default: frozenset[str]) -> frozenset[str]:
    """The fields that a `fields` parameter asks for, of those that there are."""
    names = [name.strip() for listed in given or () for name in listed.split(",") if name.strip()]
    if not names:
        return default
    wanted: set[str] = set()
    for name in names:
        if name in ("*all", "*navigable"):
            wanted |= ALL if name == "*all" else ALL - {"worklog"}
        elif not name.startswith("-"):
            wanted.add(name)
    if all(name.startswith("-") for name in names):
        wanted |= default
    return frozenset(wanted - {name[1:] for name in names if name.startswith("-")})


def render_all(call: Call, version: wire.Version, found: Sequence[IssueRecord], asked: frozenset[str]) -> list[shapes.Issue]:
    """The issues with the fields that were asked for. Worklogs come only where the token may read them."""
    if not covers(call.caller.scopes, Scope.WORKLOGS_VIEW):
        asked -= {"worklog"}
    page = _Page(call, version, found)
    names = [name for wire_name, name in shapes.FIELD_NAMES.items() if wire_name in asked]
    return [
        shapes.Issue(
            id=str(issue.id),
            key=issue.key,
            self_=call.link(wire.get_issue, page.renderer.version, issue.id),
            fields=shapes.IssueFields(**{name: getattr(page, name)(issue) for name in names}) if asked else UNSET,
        )
        for issue in found
    ]


class _Page:
    """Some issues and what belongs to them. There is a method for each field, called as the field is; what a method needs is
    loaded for all issues at its first use."""

    def __init__(self, call: Call, version: wire.Version, found: Sequence[IssueRecord]) -> None:
        self.call = call
        self.found = found
        self.ids = [issue.id for issue in found]
        self.renderer = Renderer(call, version)

    def summary(self, issue: IssueRecord) -> str:
        return issue.summary

    def description(self, issue: IssueRecord) -> object:
        return self.renderer.text(issue.description) if issue.description else None

    def status(self, issue: IssueRecord) -> shapes.Status:
        return self.renderer.status(self._catalogue.statuses[issue.status_id])

    def issuetype(self, issue: IssueRecord) -> shapes.IssueType:
        return self.renderer.type(self._catalogue.types[issue.type_id])

    def project(self, issue: IssueRecord) -> shapes.Project:
        return self._projects[issue.project_id]

    def priority(self, issue: IssueRecord) -> shapes.Priority | None:
        return self.renderer.priority(self._catalogue.priorities[issue.priority_id]) if issue.priority_id else None

    def parent(self, issue: IssueRecord) -> object:
        return self._parent(self._parents[issue.parent_id]) if issue.parent_id else UNSET

    def assignee(self, issue: IssueRecord) -> shapes.User | None:
        return self.renderer.user(self._users[issue.assignee_id]) if issue.assignee_id else None

    def reporter(self, issue: IssueRecord) -> shapes.User | None:
        return self.renderer.user(self._users[issue.reporter_id]) if issue.reporter_id else None

    def components(self, issue: IssueRecord) -> list[shapes.Component]:
        return [self.renderer.component(component) for component in self._components.get(issue.id, ())]

    def fix_versions(self, issue: IssueRecord) -> list[shapes.ProjectVersion]:
        return [self.renderer.version_of_project(version) for version in self._versions.get(issue.id, ())]

    def created(self, issue: IssueRecord) -> str:
        return forms.moment(issue.created_at)

    def updated(self, issue: IssueRecord) -> str:
        return forms.moment(issue.updated_at)

    def timeoriginalestimate(self, issue: IssueRecord) -> int | None:
        return issue.original_estimate_seconds

    def timeestimate(self, issue: IssueRecord) -> int | None:
        return issue.remaining_estimate_seconds

    def timespent(self, issue: IssueRecord) -> int | None:
        return self._seconds.get(issue.id)

    def timetracking(self, issue: IssueRecord) -> shapes.TimeTracking:
        seconds = {
            "original_estimate": issue.original_estimate_seconds,
            "remaining_estimate": issue.remaining_estimate_seconds,
            "time_spent": self._seconds.get(issue.id),
        }
        known = {name: value for name, value in seconds.items() if value is not None}
        texts = {name: forms.duration(value) for name, value in known.items()}
        return shapes.TimeTracking(**texts, **{f"{name}_seconds": value for name, value in known.items()})  # type: ignore[arg-type]

    def worklog(self, issue: IssueRecord) -> shapes.WorklogPage:
        found, total = self._worklogs.get(issue.id, ([], 0))
        rendered = [self.renderer.worklog(worklog, self._authors[worklog.author_id]) for worklog in found]
        return shapes.WorklogPage(start_at=0, max_results=MOST_WORKLOGS, total=total, worklogs=rendered)

    def _parent(self, parent: IssueRecord) -> shapes.Parent:
        return shapes.Parent(
            id=str(parent.id),
            key=parent.key,
            self_=self.call.link(wire.get_issue, self.renderer.version, parent.id),
            fields=shapes.ParentFields(
                summary=parent.summary, status=self.status(parent), priority=self.priority(parent), issuetype=self.issuetype(parent)
            ),
        )

    @cached_property
    def _catalogue(self) -> Catalogue:
        return issues.catalogue(self.call)

    @cached_property
    def _projects(self) -> dict[int, shapes.Project]:
        found: dict[int, ProjectRecord] = projects.by_ids(self.call, {issue.project_id for issue in self.found})
        categories = {category.id: category for category in projects.categories(self.call)}
        return {id: self.renderer.project(project, categories.get(project.category_id or 0)) for id, project in found.items()}

    @cached_property
    def _users(self) -> dict[str, UserRecord]:
        return people.by_ids(self.call, {id for issue in self.found for id in (issue.assignee_id, issue.reporter_id) if id})

    @cached_property
    def _parents(self) -> dict[int, IssueRecord]:
        return issues.by_ids(self.call, {issue.parent_id for issue in self.found if issue.parent_id})

    @cached_property
    def _versions(self) -> Mapping[int, list[VersionRecord]]:
        return issues.versions_by_issue(self.call, self.found)

    @cached_property
    def _components(self) -> Mapping[int, list[ComponentRecord]]:
        return issues.components_by_issue(self.call, self.found)

    @cached_property
    def _seconds(self) -> dict[int, int]:
        return searching.seconds_by_issue(self.call, self.ids)

    @cached_property
    def _worklogs(self) -> Mapping[int, tuple[list[WorklogRecord], int]]:
        return worklog_search.oldest_by_issue(self.call, self.ids, MOST_WORKLOGS)

    @cached_property
    def _authors(self) -> dict[str, UserRecord]:
        return people.by_ids(self.call, {worklog.author_id for found, _ in self._worklogs.values() for worklog in found})
