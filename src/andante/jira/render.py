"""Renders the directory as Jira does."""

from collections.abc import Collection, Sequence
from urllib.parse import quote

from msgspec import UNSET

from ..issues.rules import PriorityRecord, StatusRecord, TypeRecord
from ..kit.call import Call
from ..people import actions as people
from ..people.rules import UserRecord
from ..projects import actions as projects
from ..projects.rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord
from ..worklogs.rules import WorklogRecord, jira_id
from . import forms, wire
from .avatars import address, addresses

CATEGORIES = {"new": (2, "To Do", "blue-gray"), "indeterminate": (4, "In Progress", "yellow"), "done": (3, "Done", "green")}
SUBTASKS = frozenset({"sub-task", "subtask"})


class Renderer:
    """Knows the caller and the version of the API that is asked."""

    def __init__(self, call: Call, version: wire.Version) -> None:
        self.call = call
        self.version: wire.Version = "2" if version == "latest" else version

    def address_of(self, *parts: object) -> str:
        """Under this version's own path."""
        return "/".join([f"{self.call.base_url}/rest/api/{self.version}", *map(str, parts)])

    def text(self, text: str) -> "str | dict[str, object]":
        return forms.document(text) if self.version == "3" else text

    def user(self, user: UserRecord) -> wire.User:
        return wire.User(
            self_=self.call.link(wire.get_user, self.version) + "?accountId=" + quote(user.account_id, safe=":"),
            account_id=user.account_id,
            account_type="atlassian",
            email_address=user.email or UNSET,
            name=user.name or UNSET,
            display_name=user.display_name,
            active=user.active,
            time_zone=user.time_zone,
            avatar_urls=addresses(self.call.base_url, user.display_name),
        )

    def status(self, status: StatusRecord) -> wire.Status:
        id, name, color = CATEGORIES[status.category]
        return wire.Status(
            self_=self.address_of("status", status.id),
            id=str(status.id),
            name=status.name,
            description="",
            icon_url=address(self.call.base_url, status.name),
            status_category=wire.StatusCategory(
                self_=self.address_of("statuscategory", id), id=id, key=status.category, name=name, color_name=color
            ),
        )

    def type(self, type: TypeRecord) -> wire.IssueType:
        return wire.IssueType(
            self_=self.address_of("issuetype", type.id),
            id=str(type.id),
            name=type.name,
            description="",
            icon_url=address(self.call.base_url, type.name),
            subtask=type.name.lower() in SUBTASKS,
        )

    def priority(self, priority: PriorityRecord) -> wire.Priority:
        return wire.Priority(
            self_=self.address_of("priority", priority.id),
            id=str(priority.id),
            name=priority.name,
            icon_url=address(self.call.base_url, priority.name),
        )

    def component(self, component: ComponentRecord) -> wire.Component:
        return wire.Component(self_=self.address_of("component", component.id), id=str(component.id), name=component.name)

    def version_of_project(self, version: VersionRecord) -> wire.ProjectVersion:
        return wire.ProjectVersion(
            self_=self.address_of("version", version.id),
            id=str(version.id),
            name=version.name,
            released=version.released,
            archived=False,
            project_id=version.project_id,
        )

    def project(self, project: ProjectRecord, category: CategoryRecord | None, lead: UserRecord | None = None) -> wire.Project:
        return wire.Project(
            self_=self.call.link(wire.get_project, self.version, project.id),
            id=str(project.id),
            key=project.key,
            name=project.name,
            project_type_key="software",
            simplified=False,
            avatar_urls=addresses(self.call.base_url, project.name),
            project_category=self._category(category) if category else UNSET,
            lead=self.user(lead) if lead else UNSET,
        )

    def _category(self, category: CategoryRecord) -> wire.ProjectCategory:
        return wire.ProjectCategory(
            self_=self.address_of("projectCategory", category.id), id=str(category.id), name=category.name, description=""
        )

    def projects(self, found: Collection[ProjectRecord]) -> list[wire.Project]:
        """With their leads and categories."""
        leads = people.by_ids(self.call, {project.lead_id for project in found if project.lead_id})
        categories = {category.id: category for category in projects.categories(self.call)}
        return [self.project(one, categories.get(one.category_id or 0), leads.get(one.lead_id or "")) for one in found]

    def worklogs(self, found: Sequence[WorklogRecord]) -> list[wire.Worklog]:
        """With their authors."""
        authors = people.by_ids(self.call, {worklog.author_id for worklog in found})
        return [self.worklog(worklog, authors[worklog.author_id]) for worklog in found]

    def worklog(self, worklog: WorklogRecord, author: UserRecord) -> wire.Worklog:
        id = jira_id(worklog.id, worklog.jira_id)
        return wire.Worklog(
            self_=self.call.link(wire.get_worklog, self.version, worklog.issue_id, id),
            author=self.user(author),
            update_author=self.user(author),
            comment=self.text(worklog.description),
            created=forms.moment(worklog.created_at),
            updated=forms.moment(worklog.updated_at),
            started=forms.moment(worklog.start_utc),
            time_spent=forms.duration(worklog.time_spent_seconds),
            time_spent_seconds=worklog.time_spent_seconds,
            id=str(id),
            issue_id=str(worklog.issue_id),
        )
