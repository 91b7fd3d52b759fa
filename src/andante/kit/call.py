"""The context of a request or job: caller, connection, current time and base URL."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Column, Connection

from . import changes
from .changes import Entity, Origin, Record, RecordChange
from .clock import Instant, today
from .errors import Forbidden
from .grants import Grants, covers
from .operation import Operation
from .paging import Paging, SortKey, page_of, unlinked_page_of
from .refs import IssueRef, ProjectRef, UserRef
from .settings import Settings
from .wire import Page, Results, ResultsInfo, UnlinkedPage

Row = TypeVar("Row")
Item = TypeVar("Item")


class Caller(Struct, frozen=True):
    """The authenticated user of a request, or the system."""

    account_id: str
    time_zone: str = "UTC"
    scopes: frozenset[str] | None = None
    """The scopes of the token. None means full access."""
    grants: Grants = Grants()
    token_to_touch: int | None = None
    """The token whose last use is stored after the request succeeded. None if its last use was stored recently."""

    def require_scope(self, scope: str) -> None:
        if not covers(self.scopes, scope):
            raise Forbidden(f"The token lacks the scope {scope}." if scope else "The token has no scope for API operations.")


SYSTEM = Caller("andante", grants=Grants(administrator=True))
"""The caller of commands and jobs: not a person, with all permissions."""

ANONYMOUS = Caller("", scopes=frozenset())
"""The caller of requests without credentials: not a person, without permissions."""


class Call(Struct, frozen=True):
    """A request or job. It has one transaction, one caller and one current time."""

    db: Connection
    caller: Caller
    now: Instant
    base_url: str = ""
    url: str = ""
    request_id: str | None = None
    """The id of the request in the access log. None for jobs and commands."""
    latest_change: Instant = Instant("")
    """The time of the latest change, if the clock was set back to before it; otherwise empty."""
    settings: Settings = Settings()
    """The settings of the server. Commands that only read have the defaults."""

    @property
    def me(self) -> str:
        """The caller's account id."""
        return self.caller.account_id

    @property
    def write_time(self) -> Instant:
        """The time to store with what is created or changed. It never decreases, even if the clock is set back: a reader that asks for
        everything that changed since the latest time that it knows would miss changes."""
        return max(self.now, self.latest_change)

    @property
    def today(self) -> dt.date:
        """The current date in the caller's time zone."""
        return today(self.now, self.caller.time_zone)

    def on_behalf_of(self, account_id: str) -> "Call":
        """The same call with another user as its caller, but without any permissions. Change log records name this user."""
        return replace(self, caller=Caller(account_id, scopes=frozenset()))

    def may(self, *permissions: str) -> bool:
        """Whether the caller has one of these permissions over everyone."""
        return self.caller.grants.holds(*permissions)

    def require(self, *permissions: str, to: str) -> None:
        """Raises Forbidden unless the caller has one of these permissions over everyone. `to` names the action: "edit teams"."""
        if not self.may(*permissions):
            raise Forbidden(f"You may not {to}: it needs {' or '.join(permissions) or 'an administrator'}.")

    def require_administrator(self, to: str) -> None:
        self.require(to=to)

    def record(
        self,
        entity: Entity[Record],
        entity_id: int | str,
        action: changes.Action,
        *,
        before: Record | None = None,
        after: Record | None = None,
    ) -> None:
        """Writes a row of the change log."""
        self.record_all(entity, action, [(entity_id, before, after)])

    def record_all(self, entity: Entity[Record], action: changes.Action, records: Iterable[RecordChange[Record]]) -> None:
        """Writes one row of the change log for each record."""
        changes.insert_all(self.db, entity, action, self._origin, records)

    def record_created(self, entity: Entity[Record], records: Iterable[Record]) -> None:
        self.record_all(entity, changes.Action.CREATED, ((entity.id_of(record), None, record) for record in records))

    def record_updated(self, entity: Entity[Record], records: Iterable[tuple[Record, Record]]) -> None:
        """`records` are pairs: before and after."""
        self.record_all(entity, changes.Action.UPDATED, ((entity.id_of(after), before, after) for before, after in records))

    def record_deleted(self, entity: Entity[Record], records: Iterable[Record]) -> None:
        self.record_all(entity, changes.Action.DELETED, ((entity.id_of(record), record, None) for record in records))

    def record_cascades(self, column: Column[Any], value: object) -> None:
        """Records what the database deletes or changes, through foreign keys to `column`, when it deletes the row with this
        value. Call it before the deletion. Worklogs are deleted together: their value is a list of ids."""
        changes.insert_cascades(self.db, column, value, self._origin)

    @property
    def _origin(self) -> Origin:
        return Origin(self.me, self.write_time, self.request_id)

    def link(self, operation: Operation[Any, Any], *path_values: int | str) -> str:
        """The URL of a resource: that of its GET operation."""
        return operation.url(self.base_url, *path_values)

    def user(self, account_id: str) -> UserRef:
        return UserRef(self_=f"{self.base_url}/rest/api/2/user?accountId={account_id}", account_id=account_id)

    def issue(self, id: int, key: str | None = None) -> IssueRef:
        return IssueRef(self_=f"{self.base_url}/rest/api/2/issue/{id}", id=id, key=key)

    def project(self, id: int) -> ProjectRef:
        return ProjectRef(self_=f"{self.base_url}/rest/api/2/project/{id}", id=id)

    def page(
        self,
        paging: Paging,
        rows: list[Row],
        render: Callable[["Call", Row], Item],
        key: Callable[[Row], SortKey] | None = None,
    ) -> Page[Item]:
        """The requested page of a list; see `kit.paging.page_of`."""
        return page_of(self.url, paging, rows, lambda row: render(self, row), key)

    def unlinked_page(self, paging: Paging, rows: list[Row], render: Callable[["Call", Row], Item]) -> UnlinkedPage[Item]:
        """The requested page of a search whose paging parameters are in the body."""
        return unlinked_page_of(paging, rows, lambda row: render(self, row))

    def results(self, rows: list[Row], render: Callable[["Call", Row], Item]) -> Results[Item]:
        """A list without paging."""
        return Results(self_=self.url, metadata=ResultsInfo(len(rows)), results=[render(self, row) for row in rows])
