"""Renders the requested fields of issues. Loads related objects once for all issues of a response."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import UNSET

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import Catalog, IssueRecord
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import queries as projects
from andante.directory.projects.rules import ComponentRecord, ProjectRecord, VersionRecord
from andante.jira.search import queries as issue_search
from andante.kit.call import Call
from andante.kit.grants import covers
from andante.scopes import Scope
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import formats, responses, wire
from .render import Renderer

MAX_WORKLOGS = 20
"""An issue includes at most this many worklogs; the others are available under their own path."""

ALL = frozenset(responses.FIELD_NAMES)
ID_AND_KEY = frozenset[str]()


def requested(parameter: Iterable[str] | None, default: frozenset[str]) -> frozenset[str]:
    """The names of the fields that a `fields` parameter requests, including unknown names."""
    names = [name.strip() for listed in parameter or () for name in listed.split(",") if name.strip()]
    if not names:
        return default
    selected: set[str] = set()
    for name in names:
        if name in ("*all", "*navigable"):
            selected |= ALL if name == "*all" else ALL - {"worklog"}
        elif not name.startswith("-"):
            selected.add(name)
    if all(name.startswith("-") for name in names):
        selected |= default
    return frozenset(selected - {name[1:] for name in names if name.startswith("-")})


def render_all(call: Call, version: wire.Version, records: Sequence[IssueRecord], names: frozenset[str]) -> list[responses.Issue]:
    """The issues with these fields. Worklogs are included only if the token may read them."""
    if not covers(call.caller.scopes, Scope.WORKLOGS_VIEW):
        names -= {"worklog"}
    page = _Page(call, version, records)
    attributes = [attribute for name, attribute in responses.FIELD_NAMES.items() if name in names]
    return [
        responses.Issue(
            id=str(issue.id),
            key=issue.key,
            self_=call.link(wire.get_issue, page.renderer.version, issue.id),
            fields=responses.IssueFields(**{attribute: getattr(page, attribute)(issue) for attribute in attributes}) if names else UNSET,
        )
        for issue in records
    ]


class _Page:
    """The issues of a response and their related objects. For each field, there is a method with its name. Related
    objects are loaded for all issues when they are first needed."""

    def __init__(self, call: Call, version: wire.Version, records: Sequence[IssueRecord]) -> None:
        self.call = call
        self.records = records
        self.ids = [issue.id for issue in records]
        self.renderer = Renderer(call, version)

    def summary(self, issue: IssueRecord) -> str:
        return issue.summary

    def description(self, issue: IssueRecord) -> object:
        return self.renderer.text(issue.description) if issue.description else None

    def status(self, issue: IssueRecord) -> responses.Status:
        return self.renderer.status(self._catalog.statuses[issue.status_id])

    def issuetype(self, issue: IssueRecord) -> responses.IssueType:
        return self.renderer.type(self._catalog.types[issue.type_id])

    def project(self, issue: IssueRecord) -> responses.Project:
        return self._projects[issue.project_id]

    def priority(self, issue: IssueRecord) -> responses.Priority | None:
        return self.renderer.priority(self._catalog.priorities[issue.priority_id]) if issue.priority_id else None

    def parent(self, issue: IssueRecord) -> object:
        return self._parent(self._parents[issue.parent_id]) if issue.parent_id else UNSET

    def assignee(self, issue: IssueRecord) -> responses.User | None:
        return self.renderer.user(self._users[issue.assignee_id]) if issue.assignee_id else None

    def reporter(self, issue: IssueRecord) -> responses.User | None:
        return self.renderer.user(self._users[issue.reporter_id]) if issue.reporter_id else None

    def components(self, issue: IssueRecord) -> list[responses.Component]:
        return [self.renderer.component(component) for component in self._components.get(issue.id, ())]

    def fix_versions(self, issue: IssueRecord) -> list[responses.ProjectVersion]:
        return [self.renderer.version_of_project(version) for version in self._versions.get(issue.id, ())]

    def created(self, issue: IssueRecord) -> str:
        return formats.timestamp(issue.created_at)

    def updated(self, issue: IssueRecord) -> str:
        return formats.timestamp(issue.updated_at)

    def timeoriginalestimate(self, issue: IssueRecord) -> int | None:
        return issue.original_estimate_seconds

    def timeestimate(self, issue: IssueRecord) -> int | None:
        return issue.remaining_estimate_seconds

    def timespent(self, issue: IssueRecord) -> int | None:
        return self._seconds.get(issue.id)

    def timetracking(self, issue: IssueRecord) -> responses.TimeTracking:
        seconds = {
            "original_estimate": issue.original_estimate_seconds,
            "remaining_estimate": issue.remaining_estimate_seconds,
            "time_spent": self._seconds.get(issue.id),
        }
        known = {name: value for name, value in seconds.items() if value is not None}
        texts = {name: formats.duration(value) for name, value in known.items()}
        return responses.TimeTracking(**texts, **{f"{name}_seconds": value for name, value in known.items()})  # type: ignore[arg-type]

    def worklog(self, issue: IssueRecord) -> responses.WorklogPage:
        found, total = self._worklogs.get(issue.id, ([], 0))
        rendered = [self.renderer.worklog(worklog, self._authors[worklog.author_id]) for worklog in found]
        return responses.WorklogPage(start_at=0, max_results=MAX_WORKLOGS, total=total, worklogs=rendered)

    def _parent(self, parent: IssueRecord) -> responses.Parent:
        return responses.Parent(
            id=str(parent.id),
            key=parent.key,
            self_=self.call.link(wire.get_issue, self.renderer.version, parent.id),
            fields=responses.ParentFields(
                summary=parent.summary, status=self.status(parent), priority=self.priority(parent), issuetype=self.issuetype(parent)
            ),
        )

    @cached_property
    def _catalog(self) -> Catalog:
        return issues.catalog(self.call)

    @cached_property
    def _projects(self) -> dict[int, responses.Project]:
        found: dict[int, ProjectRecord] = projects.by_ids(self.call, {issue.project_id for issue in self.records})
        categories = {category.id: category for category in projects.categories(self.call)}
        return {id: self.renderer.project(project, categories.get(project.category_id or 0)) for id, project in found.items()}

    @cached_property
    def _users(self) -> dict[str, UserRecord]:
        return people.by_ids(self.call, {id for issue in self.records for id in (issue.assignee_id, issue.reporter_id) if id})

    @cached_property
    def _parents(self) -> dict[int, IssueRecord]:
        return issues.by_ids(self.call, {issue.parent_id for issue in self.records if issue.parent_id})

    @cached_property
    def _versions(self) -> Mapping[int, list[VersionRecord]]:
        return issues.versions_by_issue(self.call, self.records)

    @cached_property
    def _components(self) -> Mapping[int, list[ComponentRecord]]:
        return issues.components_by_issue(self.call, self.records)

    @cached_property
    def _seconds(self) -> dict[int, int]:
        return issue_search.seconds_by_issue(self.call, self.ids)

    @cached_property
    def _worklogs(self) -> Mapping[int, tuple[list[WorklogRecord], int]]:
        return worklog_search.oldest_by_issue(self.call, self.ids, MAX_WORKLOGS)

    @cached_property
    def _authors(self) -> dict[str, UserRecord]:
        return people.by_ids(self.call, {worklog.author_id for found, _ in self._worklogs.values() for worklog in found})
