"""Imports and exports users with properties, projects with versions and components, and issues: a row creates or updates a record."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issue_queries
from andante.directory.issues.rules import IssueRecord, parents_first
from andante.directory.issues.wire import IssueRow
from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import PropertyRow, UserRow
from andante.directory.projects import actions as projects
from andante.directory.projects import queries as project_queries
from andante.directory.projects.rules import ComponentRecord, VersionRecord
from andante.directory.projects.wire import ComponentRow, ProjectRow, VersionRow
from andante.kit.call import Call

from .kinds import Filter, Kind, upsert_with


def _row(record: Struct, kind: type[Struct], **values: Any) -> dict[str, Any]:
    """The columns of the kind: from `values`, otherwise the record's field of the same name."""
    return {name: values[name] if name in values else getattr(record, name) for name in kind.__struct_fields__}


def _users(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    return (_row(user, UserRow) for user in people_queries.list_all(call))


def _properties(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    return (_row(property, PropertyRow, user=property.account_id) for property in people_queries.list_properties(call))


def _projects(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    categories = {category.id: category.name for category in project_queries.categories(call)}
    for project in project_queries.list_all(call):
        yield _row(project, ProjectRow, category=categories.get(project.category_id or 0), lead=project.lead_id)


def _versions(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    keys = {project.id: project.key for project in project_queries.list_all(call)}
    return (_row(version, VersionRow, project=keys[version.project_id]) for version in project_queries.versions_of(call, keys))


def _components(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    keys = {project.id: project.key for project in project_queries.list_all(call)}
    return (_row(component, ComponentRow, project=keys[component.project_id]) for component in project_queries.components_of(call, keys))


def _issues(call: Call, filter: Filter) -> Iterator[dict[str, Any]]:
    keys: list[str | None] = [project_queries.find(call, key_or_id).key for key_or_id in filter.projects]
    found = [issue for key in keys or [None] for issue in issue_queries.list_all(call, key)]
    catalog = issue_queries.catalog(call)
    parents = issue_queries.by_ids(call, {issue.parent_id for issue in found if issue.parent_id})
    versions, components = issue_queries.versions_by_issue(call, found), issue_queries.components_by_issue(call, found)
    for issue in parents_first(found):
        yield _row(
            issue,
            IssueRow,
            type=catalog.types[issue.type_id].name,
            status=catalog.statuses[issue.status_id].name,
            status_category=catalog.statuses[issue.status_id].category,
            priority=catalog.priorities[issue.priority_id].name if issue.priority_id else None,
            parent=parents[issue.parent_id].key if issue.parent_id else None,
            reporter=issue.reporter_id,
            assignee=issue.assignee_id,
            versions=_names(versions, issue),
            components=_names(components, issue),
        )


def _names(by_issue: Mapping[int, Sequence[VersionRecord]] | Mapping[int, Sequence[ComponentRecord]], issue: IssueRecord) -> list[str]:
    return [record.name for record in by_issue.get(issue.id, ())]


USERS = Kind(UserRow, upsert_with(people.upsert_all), _users)
PROPERTIES = Kind(PropertyRow, upsert_with(people.upsert_properties), _properties, verbatim=frozenset({"value"}))
PROJECTS = Kind(ProjectRow, upsert_with(projects.upsert_all), _projects)
VERSIONS = Kind(VersionRow, upsert_with(projects.upsert_versions), _versions)
COMPONENTS = Kind(ComponentRow, upsert_with(projects.upsert_components), _components)
ISSUES = Kind(
    IssueRow,
    upsert_with(issues.upsert_all),
    _issues,
    filters=frozenset({"projects"}),
    lists=frozenset({"versions", "components"}),
    verbatim=frozenset({"description"}),
)
