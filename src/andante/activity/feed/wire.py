"""The change feed in the API."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import MAX_ENTRIES, MAX_INT64, DateOrInstant, Id, Query, Wire, one_of
from andante.scopes import Scope

CHANGES = Group("Changes", view=Scope.CHANGES_VIEW, manage=Scope.CHANGES_MANAGE)

MAX_CHANGES = 1000
MAX_WAIT_SECONDS = 30

Position = Annotated[str, Meta(pattern=r"^(now|\d{1,18}-\d{1,18})\Z", description="a position from a response, or 'now'")]


class ChangesQuery(Query, frozen=True):
    """`after`: the position of the last response. Without it, the feed starts with the oldest change; `now` starts after the newest.
    `entity` can be repeated; without it, you get all entities that you may read. `wait`: for how many seconds the server waits for a
    change if there is none yet."""

    after: Position | None = None
    entity: Annotated[list[str], Meta(max_length=MAX_ENTRIES)] = []
    limit: Annotated[int, Meta(ge=1, le=MAX_CHANGES)] = 100
    wait: Annotated[int, Meta(ge=0, le=MAX_WAIT_SECONDS)] = 0


class RecordedChange(Wire, kw_only=True):
    """A change of one object. `before` is missing for a creation and `after` for a deletion; both have the fields that the page about
    the change log lists for this `entity` and `version`. An object that becomes visible to you is a creation, and one that you can no
    longer see is a deletion."""

    sequence: int
    entity: str
    entity_id: str
    action: Annotated[str, one_of("Created", "Updated", "Deleted")]
    actor: str
    at: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    version: int
    request_id: str | None = None


class ChangesPage(Wire, kw_only=True):
    """`position` is the value of `after` for the next request. A page can be empty although `hasMore` is true."""

    changes: list[RecordedChange]
    position: str
    has_more: bool


class AsOfQuery(Query, frozen=True):
    """`entity`: what to return. `asOf`: the time; changes in the same second count. `id` limits the response to these objects. `after`: the
    `next` of the last page."""

    entity: Literal["worklog", "allocation", "timesheetapproval"]
    as_of: DateOrInstant
    id: Annotated[list[Id], Meta(max_length=MAX_ENTRIES)] = []
    after: Annotated[int, Meta(ge=0, le=MAX_INT64)] = 0
    limit: Annotated[int, Meta(ge=1, le=MAX_CHANGES)] = 100


class EarlierRecord(Wire, kw_only=True):
    """An object as it was. `record` has the fields that the page about the change log lists for this `version`. `sequence` is the last
    change until then."""

    entity: str
    entity_id: str
    record: dict[str, Any]
    version: int
    sequence: int


class EarlierRecords(Wire, kw_only=True):
    """`next` is the value of `after` for the next page; the last page has none. Any page can be empty."""

    as_of: str
    records: list[EarlierRecord]
    next: int | None = None


OLDEST_CHANGES = ChangesQuery()


@CHANGES.reads("GET", "/4-andante/changes")
def get_changes(query: ChangesQuery = OLDEST_CHANGES) -> ChangesPage:
    """Retrieve all changes after a position, including deletions, in order.

    Administrators get the changes of all objects. Other users get those of worklogs, plans and timesheets that they may see, and of
    accounts, schemes and other objects that everyone may see. With `wait`, the response comes as soon as there is a change, or after
    this many seconds."""


@CHANGES.reads("GET", "/4-andante/changes/as-of")
def get_records_as_of(query: AsOfQuery) -> EarlierRecords:
    """Retrieve worklogs, plans or timesheets as they were at a point in time.

    You get those that you could see today if they were still like that. The time must not be before the change log begins."""
