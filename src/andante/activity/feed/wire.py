"""The change feed in the API."""

from typing import Annotated, Any

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import MAX_ENTRIES, Id, Query, Wire, one_of
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

    sequence: Id
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


OLDEST_CHANGES = ChangesQuery()


@CHANGES.reads("GET", "/4-andante/changes")
def get_changes(query: ChangesQuery = OLDEST_CHANGES) -> ChangesPage:
    """Retrieve all changes after a position, including deletions, in order.

    Administrators get the changes of all objects. Other users get those of worklogs, plans and timesheets that they may see, and of
    accounts, schemes and other objects that everyone may see. With `wait`, the response comes as soon as there is a change, or after
    this many seconds."""
