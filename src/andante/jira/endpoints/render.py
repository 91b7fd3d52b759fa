"""Renders people, projects, issue metadata and worklogs in Jira's format."""

from collections.abc import Collection, Sequence
from urllib.parse import quote

from msgspec import UNSET

from andante.directory.issues.rules import PriorityRecord, StatusRecord, TypeRecord
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import queries as projects
from andante.directory.projects.rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord
from andante.kit.call import Call
from andante.timekeeping.worklogs.rules import WorklogRecord, jira_id

from . import formats, responses, wire
from .avatars import avatar_url, avatar_urls

STATUS_CATEGORIES = {"new": (2, "To Do", "blue-gray"), "indeterminate": (4, "In Progress", "yellow"), "done": (3, "Done", "green")}
"""The id, name and color of each status category, by key."""

SUBTASK_NAMES = frozenset({"sub-task", "subtask"})


class Renderer:
    """Renders records for a caller and a version of Jira's API."""

    def __init__(self, call: Call, version: wire.Version) -> None:
        self.call = call
        self.version: wire.Version = "2" if version == "latest" else version

    def text(self, text: str) -> "str | dict[str, object]":
        return formats.document(text) if self.version == "3" else text

    def user_link(self, user: UserRecord) -> str:
        return self.call.link(wire.get_user, self.version) + "?accountId=" + quote(user.account_id, safe=":")

    def user(self, user: UserRecord) -> responses.User:
        return responses.User(
            self_=self.user_link(user),
            account_id=user.account_id,
            account_type="atlassian",
            email_address=user.email or UNSET,
            key=user.name or user.account_id,
            name=user.name or UNSET,
            display_name=user.display_name,
            active=user.active,
            time_zone=user.time_zone,
            avatar_urls=avatar_urls(self.call.base_url, user.display_name),
        )

    def status(self, status: StatusRecord) -> responses.Status:
        return responses.Status(
            self_=self.call.link(wire.get_status, self.version, status.id),
            id=str(status.id),
            name=status.name,
            description="",
            icon_url=avatar_url(self.call.base_url, status.name),
            status_category=self.status_category(status.category),
        )

    def status_category(self, key: str) -> responses.StatusCategory:
        id, name, color = STATUS_CATEGORIES[key]
        link = self.call.link(wire.get_status_category, self.version, id)
        return responses.StatusCategory(self_=link, id=id, key=key, name=name, color_name=color)

    def type(self, type: TypeRecord) -> responses.IssueType:
        return responses.IssueType(
            self_=self.call.link(wire.get_issue_type, self.version, type.id),
            id=str(type.id),
            name=type.name,
            description="",
            icon_url=avatar_url(self.call.base_url, type.name),
            subtask=type.name.lower() in SUBTASK_NAMES,
        )

    def priority(self, priority: PriorityRecord) -> responses.Priority:
        return responses.Priority(
            self_=self.call.link(wire.get_priority, self.version, priority.id),
            id=str(priority.id),
            name=priority.name,
            icon_url=avatar_url(self.call.base_url, priority.name),
        )

    def component(self, component: ComponentRecord) -> responses.Component:
        return responses.Component(
            self_=self.call.link(wire.get_component, self.version, component.id), id=str(component.id), name=component.name
        )

    def version_of_project(self, version: VersionRecord) -> responses.ProjectVersion:
        return responses.ProjectVersion(
            self_=self.call.link(wire.get_version, self.version, version.id),
            id=str(version.id),
            name=version.name,
            released=version.released,
            archived=False,
            project_id=version.project_id,
        )

    def project(self, project: ProjectRecord, category: CategoryRecord | None, lead: UserRecord | None = None) -> responses.Project:
        return responses.Project(
            self_=self.call.link(wire.get_project, self.version, project.id),
            id=str(project.id),
            key=project.key,
            name=project.name,
            project_type_key="software",
            simplified=False,
            avatar_urls=avatar_urls(self.call.base_url, project.name),
            project_category=self.category(category) if category else UNSET,
            lead=self.user(lead) if lead else UNSET,
        )

    def category(self, category: CategoryRecord) -> responses.ProjectCategory:
        return responses.ProjectCategory(
            self_=self.call.link(wire.get_project_category, self.version, category.id),
            id=str(category.id),
            name=category.name,
            description="",
        )

    def projects(self, records: Collection[ProjectRecord]) -> list[responses.Project]:
        """Projects with their leads and categories."""
        leads = people.by_ids(self.call, {project.lead_id for project in records if project.lead_id})
        categories = {category.id: category for category in projects.categories(self.call)}
        return [self.project(project, categories.get(project.category_id or 0), leads.get(project.lead_id or "")) for project in records]

    def worklogs(self, records: Sequence[WorklogRecord]) -> list[responses.Worklog]:
        """Worklogs with their authors."""
        authors = people.by_ids(self.call, {worklog.author_id for worklog in records})
        return [self.worklog(worklog, authors[worklog.author_id]) for worklog in records]

    def worklog(self, worklog: WorklogRecord, author: UserRecord) -> responses.Worklog:
        id = jira_id(worklog.id, worklog.jira_id)
        return responses.Worklog(
            self_=self.call.link(wire.get_worklog, self.version, worklog.issue_id, id),
            author=self.user(author),
            update_author=self.user(author),
            comment=self.text(worklog.description),
            created=formats.timestamp(worklog.created_at),
            updated=formats.timestamp(worklog.updated_at),
            started=formats.timestamp(worklog.start_utc),
            time_spent=formats.duration(worklog.time_spent_seconds),
            time_spent_seconds=worklog.time_spent_seconds,
            id=str(id),
            issue_id=str(worklog.issue_id),
        )
