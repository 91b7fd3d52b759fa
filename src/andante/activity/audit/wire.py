"""The audit log in the API: a search of all changes, and lists of deleted worklogs and plans."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import MAX_ENTRIES, MAX_INT32, DateOrInstant, Keys, Query, Wire, one_of
from andante.scopes import Scope
from andante.timekeeping.timesheets.wire import TokenPageInfo, TokenPaging

AUDIT_EVENTS = Group("Audit Events", view=Scope.AUDIT_VIEW, manage=Scope.AUDIT_VIEW)

AuditAction = Literal["Created", "Deleted", "Updated", "Synced"]
EntityType = Literal[
    "account",
    "accountcategory",
    "accountlink",
    "allocation",
    "bulkeditworklog",
    "customer",
    "customfieldconfiguration",
    "globalconfiguration",
    "holiday",
    "holidaymembership",
    "holidayscheme",
    "internalissue",
    "issuetypecategory",
    "jiraissueviewconfiguration",
    "oauthapp",
    "period",
    "periodconfiguration",
    "permissiongroup",
    "program",
    "project",
    "role",
    "skill",
    "skillassignment",
    "team",
    "teamlink",
    "teammembership",
    "tenantpreference",
    "workattribute",
    "workload",
    "workloadmembership",
    "worklog",
]
"""Tempo's types. Andante has no objects of some of them, so a search for those finds nothing."""


class AuditLogSearchInput(Wire, kw_only=True):
    """Selects changes that match all given filters. `to` is inclusive. `worker` is the author of a worklog or the assignee of a plan."""

    from_: DateOrInstant
    to: DateOrInstant | None = None
    entity_type: Annotated[list[EntityType], Meta(max_length=MAX_ENTRIES)] | None = None
    action: Annotated[list[AuditAction], Meta(max_length=MAX_ENTRIES)] | None = None
    author: Keys | None = None
    worker: Keys | None = None


class AuditLogChange(Wire, kw_only=True):
    """A changed field. Lists and objects are JSON. `previous` is null for a created object, and `new` for a deleted one."""

    field: str
    previous: str | None
    new: str | None


class AuditLogEvent(Wire, kw_only=True):
    """A change of an object. `parentId` is the id of what the object belongs to, or else its own."""

    action: Annotated[str, one_of("Created", "Deleted", "Updated", "Synced")]
    author: str
    changes: list[AuditLogChange]
    entity_id: str
    entity_type: Annotated[str, one_of(*get_args(EntityType))]
    parent_id: str
    timestamp: str
    worker: str | None = None


class AuditLogPage(Wire, kw_only=True):
    """A page of a search. To get the next page, repeat the request with the same body and the token."""

    self_: str
    metadata: TokenPageInfo
    results: list[AuditLogEvent]


class AuditPaging(TokenPaging, frozen=True):
    next_page_token: Annotated[str, Meta(max_length=500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=MAX_INT32)] = 100


FIRST_PAGE = AuditPaging()


class DeletedPaging(Query, frozen=True):
    """`updatedFrom` is inclusive. The server lowers a limit above its maximum."""

    updated_from: DateOrInstant
    limit: Annotated[int, Meta(ge=50, le=MAX_INT32)] = 50
    last_evaluated_key: (
        Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.\d{1,18}\Z", description="a key that this list returned")] | None
    ) = None


class DeletedPageInfo(Wire, kw_only=True):
    count: int
    limit: int
    last_evaluated_key: str | None = None
    next: str | None = None


class DeletedWorklog(Wire, kw_only=True):
    deleted_at: str
    tempo_worklog_id: str
    jira_worklog_id: str | None = None


class DeletedWorklogs(Wire, kw_only=True):
    """A page of deleted worklogs. `metadata.next` links to the next page."""

    self_: str
    metadata: DeletedPageInfo
    results: list[DeletedWorklog]


class DeletedAllocation(Wire, kw_only=True):
    deleted_at: str
    id: str


class DeletedAllocations(Wire, kw_only=True):
    """A page of deleted plans. `metadata.next` links to the next page."""

    self_: str
    metadata: DeletedPageInfo
    results: list[DeletedAllocation]


@AUDIT_EVENTS.reads("POST", "/4/papertrail/search")
def search_audit_logs(body: AuditLogSearchInput, paging: AuditPaging = FIRST_PAGE) -> AuditLogPage:
    """Search the changes of the last 180 days, the newest first.

    Only administrators may do this."""


@AUDIT_EVENTS.reads("GET", "/papertrail/1/events/deleted/types/worklog")
def get_deleted_worklog_audit_event(page: DeletedPaging) -> DeletedWorklogs:
    """Retrieve deleted worklogs, in the order of their deletion.

    Deprecated: use the search. Only administrators may do this."""


@AUDIT_EVENTS.reads("GET", "/papertrail/1/events/deleted/types/allocation")
def get_deleted_allocation_audit_event(page: DeletedPaging) -> DeletedAllocations:
    """Retrieve deleted plans, in the order of their deletion.

    Deprecated: use the search. Only administrators may do this."""
