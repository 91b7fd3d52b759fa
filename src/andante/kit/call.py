"""The one object that is handed down: who asks, on which connection, when, and under which address."""

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
from .wire import Page, Results, ResultsInfo, UnlinkedPage

Row = TypeVar("Row")
Item = TypeVar("Item")


class Caller(Struct, frozen=True):
    """Who asks: a person through a token, or the system itself."""

    account_id: str
    time_zone: str = "UTC"
    scopes: frozenset[str] | None = None
    """What the token is limited to; None: full access."""
    grants: Grants = Grants()
    token_to_touch: int | None = None
    """The token whose last use is stored after the request succeeded; None where that was done recently."""

    def require_scope(self, scope: str) -> None:
        if not covers(self.scopes, scope):
            raise Forbidden(f"The token lacks the scope {scope}." if scope else "The token has no scope that opens operations.")


SYSTEM = Caller("andante", grants=Grants(administrator=True))
"""The command line and jobs: no person, every right."""

ANONYMOUS = Caller("", scopes=frozenset())
"""Who is not signed in: no person, no right."""


class Call(Struct, frozen=True):
    """One request or job: one transaction, one caller, one moment."""

    db: Connection
    caller: Caller
    now: Instant
    base_url: str = ""
    url: str = ""
    request_id: str | None = None
    """What the access log calls the request; None for jobs and the command line."""

    @property
    def me(self) -> str:
        return self.caller.account_id

    @property
    def today(self) -> dt.date:
        """The calendar day that the caller has."""
        return today(self.now, self.caller.time_zone)

    def on_behalf_of(self, account_id: str) -> "Call":
        """The same, on behalf of somebody: what is written down names them, but they bring no rights with them."""
        return replace(self, caller=Caller(account_id, scopes=frozenset()))

    def may(self, *permissions: str) -> bool:
        """Whether the caller holds any of these over everyone."""
        return self.caller.grants.holds(*permissions)

    def require(self, *permissions: str, to: str) -> None:
        """Refuses unless the caller holds any of these over everyone; `to` says what they wanted to do."""
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
        """Writes a row of the change log, in the same transaction."""
        self.record_all(entity, action, [(entity_id, before, after)])

    def record_all(self, entity: Entity[Record], action: changes.Action, happened: Iterable[RecordChange[Record]]) -> None:
        """The same for many of a kind."""
        changes.insert_all(self.db, entity, action, self._origin, happened)

    def record_cascades(self, column: Column[Any], value: object) -> None:
        """Records what the database deletes or changes, through foreign keys to `column`, when the row with this value is
        deleted. Call it before the deletion."""
        changes.insert_cascades(self.db, column, value, self._origin)

    @property
    def _origin(self) -> Origin:
        return Origin(self.me, self.now, self.request_id)

    def link(self, operation: Operation[Any, Any], *path_values: int | str) -> str:
        """The address of a resource: where its own GET operation answers."""
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
        """The asked page of a list; see `kit.paging.page_of`."""
        return page_of(self.url, paging, rows, lambda row: render(self, row), key)

    def unlinked_page(self, paging: Paging, rows: list[Row], render: Callable[["Call", Row], Item]) -> UnlinkedPage[Item]:
        """The asked page of a search that is paged by its body."""
        return unlinked_page_of(paging, rows, lambda row: render(self, row))

    def results(self, rows: list[Row], render: Callable[["Call", Row], Item]) -> Results[Item]:
        """A whole list."""
        return Results(self_=self.url, metadata=ResultsInfo(len(rows)), results=[render(self, row) for row in rows])
