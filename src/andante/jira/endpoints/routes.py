"""The handlers of the Jira endpoints."""

import base64

from andante import __version__
from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.jira.jql import conditions
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid, NotFound, Refusal
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.kit.refusals import Content, as_json
from andante.kit.server import handles
from andante.kit.wire import MAX_INT32

from . import actions, fields, formats, responses, wire
from .render import STATUS_CATEGORIES, Renderer
from .responses import (
    Component,
    EntityProperty,
    ErrorResponse,
    FieldInfo,
    Issue,
    IssueType,
    JqlResults,
    Priority,
    Project,
    ProjectCategory,
    ProjectPage,
    ProjectVersion,
    PropertyKey,
    PropertyKeys,
    SearchResults,
    ServerInfo,
    Status,
    StatusCategory,
    User,
    Worklog,
    WorklogPage,
)
from .wire import (
    ALL_FIELDS,
    ALL_ISSUES,
    ALL_ISSUES_PAGED,
    ALL_PROJECTS,
    ALL_USERS,
    ALL_WORKLOGS,
    AUTO,
    FIRST_SLICE,
    MAX_PAGE_SIZE,
    MAX_WORKLOG_PAGE_SIZE,
    NO_USER,
    Estimate,
    FieldsQuery,
    JqlInput,
    JqlQuery,
    ProjectSearch,
    SearchInput,
    SearchQuery,
    Slice,
    UserQuery,
    UserSearch,
    Version,
    WorklogInput,
    WorklogSlice,
)

JIRA_VERSION = "9.12.0"
"""The version of Jira that the responses imitate. Clients decide by it which features they can use."""


def render_refusal(refusal: Refusal) -> Content:
    """The response to a refused request, in Jira's format."""
    return as_json(ErrorResponse(list(refusal.messages), {}))


@handles(wire.get_server_info)
def get_server_info(call: Call, version: Version) -> ServerInfo:
    return ServerInfo(
        base_url=call.base_url,
        version=JIRA_VERSION,
        version_numbers=[int(part) for part in JIRA_VERSION.split(".")],
        deployment_type="Cloud",
        build_number=1,
        server_time=formats.timestamp(call.now),
        server_title=f"Andante {__version__}",
    )


@handles(wire.get_current_user)
def get_current_user(call: Call, version: Version) -> User:
    return Renderer(call, version).user(people.find(call, call.me))


@handles(wire.get_user)
def get_user(call: Call, version: Version, user: UserQuery = NO_USER) -> User:
    return Renderer(call, version).user(actions.find_user(call, user))


@handles(wire.get_user_property_keys)
def get_user_property_keys(call: Call, version: Version, user: UserQuery = NO_USER) -> PropertyKeys:
    owner, properties = actions.properties_of(call, user)
    links = {key: call.link(wire.get_user_property, version, key) for key in properties}
    return PropertyKeys([PropertyKey(self_=f"{link}?accountId={owner.account_id}", key=key) for key, link in links.items()])


@handles(wire.get_user_property)
def get_user_property(call: Call, version: Version, property_key: str, user: UserQuery = NO_USER) -> EntityProperty:
    owner, properties = actions.properties_of(call, user)
    if property_key not in properties:
        raise NotFound(f"The user '{owner.account_id}' has no property '{property_key}'")
    return EntityProperty(property_key, properties[property_key])


@handles(wire.find_users)
def find_users(call: Call, version: Version, search: UserSearch = ALL_USERS) -> list[User]:
    paging = search.paging()
    found = people.search(call, search.query or search.username or search.account_id, paging, only_active=True)
    return [Renderer(call, version).user(user) for user in found[: paging.limit]]


@handles(wire.get_all_users)
def get_all_users(call: Call, version: Version, slice: Slice = FIRST_SLICE) -> list[User]:
    paging = slice.paging()
    return [Renderer(call, version).user(user) for user in people.search(call, None, paging)[: paging.limit]]


@handles(wire.get_all_projects)
def get_all_projects(call: Call, version: Version) -> list[Project]:
    return Renderer(call, version).projects(projects.list_all(call))


@handles(wire.search_projects)
def search_projects(call: Call, version: Version, search: ProjectSearch = ALL_PROJECTS) -> ProjectPage:
    paging = search.paging()
    found, total = projects.search(call, search.query, paging, keys=search.keys, ids=search.id)
    return ProjectPage(
        self_=call.url,
        start_at=paging.offset,
        max_results=paging.limit,
        total=total,
        is_last=paging.offset + paging.limit >= total,
        values=Renderer(call, version).projects(found[: paging.limit]),
    )


@handles(wire.get_project)
def get_project(call: Call, version: Version, project_id_or_key: str) -> Project:
    found = projects.find(call, project_id_or_key)
    renderer = Renderer(call, version)
    project = renderer.projects([found])[0]
    project.components = [renderer.component(component) for component in projects.components_of(call, [found.id])]
    project.versions = [renderer.version_of_project(record) for record in projects.versions_of(call, [found.id])]
    project.issue_types = [renderer.type(type) for type in issues.catalog(call).types.values()]
    return project


@handles(wire.get_fields)
def get_fields(call: Call, version: Version) -> list[FieldInfo]:
    return [
        FieldInfo(
            id=name,
            key=name,
            name=name,
            custom=False,
            orderable=True,
            navigable=name != "worklog",
            searchable=bool(clauses := conditions.clause_names(name)),
            clause_names=clauses,
        )
        for name in responses.FIELD_NAMES
    ]


@handles(wire.get_statuses)
def get_statuses(call: Call, version: Version) -> list[Status]:
    return [Renderer(call, version).status(status) for status in issues.catalog(call).statuses.values()]


@handles(wire.get_issue_types)
def get_issue_types(call: Call, version: Version) -> list[IssueType]:
    return [Renderer(call, version).type(type) for type in issues.catalog(call).types.values()]


@handles(wire.get_priorities)
def get_priorities(call: Call, version: Version) -> list[Priority]:
    return [Renderer(call, version).priority(priority) for priority in issues.catalog(call).priorities.values()]


@handles(wire.get_status)
def get_status(call: Call, version: Version, id: int) -> Status:
    return Renderer(call, version).status(require_found(issues.catalog(call).statuses.get(id), "Status", id))


@handles(wire.get_status_category)
def get_status_category(call: Call, version: Version, id: int) -> StatusCategory:
    keys = {number: key for key, (number, _, _) in STATUS_CATEGORIES.items()}
    return Renderer(call, version).status_category(require_found(keys.get(id), "Status category", id))


@handles(wire.get_issue_type)
def get_issue_type(call: Call, version: Version, id: int) -> IssueType:
    return Renderer(call, version).type(require_found(issues.catalog(call).types.get(id), "Issue type", id))


@handles(wire.get_priority)
def get_priority(call: Call, version: Version, id: int) -> Priority:
    return Renderer(call, version).priority(require_found(issues.catalog(call).priorities.get(id), "Priority", id))


@handles(wire.get_version)
def get_version(call: Call, version: Version, id: int) -> ProjectVersion:
    found = {record.id: record for record in projects.versions_named(call, [id])}
    return Renderer(call, version).version_of_project(require_found(found.get(id), "Version", id))


@handles(wire.get_component)
def get_component(call: Call, version: Version, id: int) -> Component:
    found = {record.id: record for record in projects.components_named(call, [id])}
    return Renderer(call, version).component(require_found(found.get(id), "Component", id))


@handles(wire.get_project_category)
def get_project_category(call: Call, version: Version, id: int) -> ProjectCategory:
    found = {record.id: record for record in projects.categories(call)}
    return Renderer(call, version).category(require_found(found.get(id), "Project category", id))


@handles(wire.get_issue)
def get_issue(call: Call, version: Version, issue_id_or_key: str, query: FieldsQuery = ALL_FIELDS) -> Issue:
    issue = issues.find(call, issue_id_or_key)
    return fields.render_all(call, version, [issue], fields.requested(query.fields, fields.ALL))[0]


@handles(wire.get_issue_worklogs)
def get_issue_worklogs(call: Call, version: Version, issue_id_or_key: str, slice: WorklogSlice = ALL_WORKLOGS) -> WorklogPage:
    paging = wire.paging(slice.start_at, slice.max_results, MAX_WORKLOG_PAGE_SIZE)
    found, total = actions.worklogs_of(call, issue_id_or_key, slice, paging)
    rendered = Renderer(call, version).worklogs(found)
    return WorklogPage(start_at=paging.offset, max_results=paging.limit, total=total, worklogs=rendered)


@handles(wire.add_worklog)
def add_worklog(call: Call, version: Version, issue_id_or_key: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    return Renderer(call, version).worklogs([actions.log(call, issue_id_or_key, body, estimate)])[0]


@handles(wire.get_worklog)
def get_worklog(call: Call, version: Version, issue_id_or_key: str, id: str) -> Worklog:
    return Renderer(call, version).worklogs([actions.find_worklog(call, issue_id_or_key, id)])[0]


@handles(wire.update_worklog)
def update_worklog(call: Call, version: Version, issue_id_or_key: str, id: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    return Renderer(call, version).worklogs([actions.change(call, issue_id_or_key, id, body, estimate)])[0]


@handles(wire.delete_worklog)
def delete_worklog(call: Call, version: Version, issue_id_or_key: str, id: str, estimate: Estimate = AUTO) -> None:
    actions.remove(call, issue_id_or_key, id, estimate)


@handles(wire.search)
def search(call: Call, version: Version, query: SearchQuery = ALL_ISSUES) -> SearchResults:
    return _search(call, version, query.jql, query.paging(), query.fields)


@handles(wire.search_by_post)
def search_by_post(call: Call, version: Version, body: SearchInput) -> SearchResults:
    return _search(call, version, body.jql or "", wire.paging(body.start_at, body.max_results, MAX_PAGE_SIZE), body.fields)


@handles(wire.search_jql)
def search_jql(call: Call, version: Version, query: JqlQuery = ALL_ISSUES_PAGED) -> JqlResults:
    return _search_jql(call, version, query)


@handles(wire.search_jql_by_post)
def search_jql_by_post(call: Call, version: Version, body: JqlInput) -> JqlResults:
    return _search_jql(call, version, body)


def _search(call: Call, version: Version, jql: str, paging: Paging, fields_parameter: list[str] | None) -> SearchResults:
    found, total = actions.search(call, jql, paging)
    names = fields.requested(fields_parameter, fields.ALL - {"worklog"})
    issues = fields.render_all(call, version, found[: paging.limit], names)
    return SearchResults(start_at=paging.offset, max_results=paging.limit, total=total, issues=issues)


def _search_jql(call: Call, version: Version, query: JqlQuery | JqlInput) -> JqlResults:
    paging = wire.paging(_offset(query.next_page_token), query.max_results or 1, MAX_PAGE_SIZE)
    found = actions.search_without_total(call, query.jql or "", paging)
    more = len(found) > paging.limit
    results = JqlResults(
        issues=fields.render_all(call, version, found[: paging.limit], fields.requested(query.fields, fields.ID_AND_KEY)),
        is_last=not more,
    )
    if more:
        results.next_page_token = base64.urlsafe_b64encode(str(paging.offset + paging.limit).encode()).decode()
    return results


def _offset(token: str | None) -> int:
    """The offset of the page that a token points to."""
    if not token:
        return 0
    try:
        offset = int(base64.urlsafe_b64decode(token))
    except ValueError:
        offset = -1
    if not 0 <= offset <= MAX_INT32:
        raise Invalid("nextPageToken", FaultCode.INVALID, "must be a token from a previous response of this server")
    return offset
