"""Pages: offset and limit at the door, a keyset inside."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from msgspec import Meta

from .errors import FaultCode, Invalid
from .wire import MAX_INT32, MAX_INT64, Page, PageInfo, Query, UnlinkedPage, UnlinkedPageInfo, Wire

Row = TypeVar("Row")
Item = TypeVar("Item")

Offset = Annotated[int, Meta(ge=0, le=MAX_INT32)]
Limit = Annotated[int, Meta(ge=1, le=MAX_INT32)]

SortKey = tuple[Any, ...]
"""The values of a row that its list is sorted by; the last one is unique."""


class Paging(Query, frozen=True):
    """Which part of a list: `limit` rows after the first `offset`. A limit above the largest page is lowered to it."""

    offset: Offset = 0
    limit: Limit = 50
    cursor: str | None = None

    def limited_to(self, largest: int) -> "Paging":
        return self if self.limit <= largest else msgspec.structs.replace(self, limit=largest)

    def after(self, kinds: Sequence[Any]) -> SortKey | None:
        """Where the page before this one ended, as values of these types; None where only the offset tells.

        A cursor belongs to one offset: whoever changes the offset of a `next` link gets what the offset says.
        """
        if self.cursor is None:
            return None
        try:
            offset, *key = msgspec.json.decode(base64.urlsafe_b64decode(self.cursor))
            values: SortKey = msgspec.convert(key, tuple[tuple(kinds)])  # type: ignore[misc]
            if not all(map(_can_be_stored, values)):
                raise ValueError
        except (ValueError, TypeError, binascii.Error, msgspec.MsgspecError):
            raise Invalid("cursor", FaultCode.INVALID, "must be one that this server gave in a next link") from None
        return values if offset == self.offset else None


def _can_be_stored(value: Any) -> bool:
    """Whether a database can be asked about it at all."""
    return abs(value) <= MAX_INT64 if isinstance(value, int) else not isinstance(value, str) or "\0" not in value


FIRST_PAGE = Paging()


class PagedBody(Wire, kw_only=True):
    """A search whose page is asked for in its body."""

    offset: Offset | None = None
    limit: Limit | None = None

    def paging(self, largest: int) -> Paging:
        asked = Paging(self.offset or FIRST_PAGE.offset, self.limit or FIRST_PAGE.limit)
        return asked.limited_to(largest)


def page_of(url: str, paging: Paging, rows: list[Row], render: Callable[[Row], Item], key: Callable[[Row], SortKey] | None) -> Page[Item]:
    """The page that was asked for at `url`.

    `rows` holds one row more than the page where there is a next one; `key` gives a row's sort key, from which
    the next link gets its cursor, so that the last page costs no more than the first.
    """
    more = len(rows) > paging.limit
    shown = rows[: paging.limit]
    following = paging.offset + paging.limit
    cursor = _cursor(following, key(shown[-1])) if more and key else None
    info = PageInfo(
        count=len(shown),
        offset=paging.offset,
        limit=paging.limit,
        next=_at(url, following, paging.limit, cursor) if more else None,
        previous=_at(url, max(0, paging.offset - paging.limit), paging.limit, None) if paging.offset else None,
    )
    return Page(self_=url, metadata=info, results=[render(row) for row in shown])


def unlinked_page_of(paging: Paging, rows: list[Row], render: Callable[[Row], Item]) -> UnlinkedPage[Item]:
    """The page of a search that is paged by its body. `rows` may hold one row more than the page."""
    shown = rows[: paging.limit]
    info = UnlinkedPageInfo(count=len(shown), offset=paging.offset, limit=paging.limit)
    return UnlinkedPage(metadata=info, results=[render(row) for row in shown])


def _cursor(offset: int, key: SortKey) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([offset, *key])).decode()


def _at(url: str, offset: int, limit: int, cursor: str | None) -> str:
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in ("offset", "limit", "cursor")]
    placed = [("offset", str(offset)), ("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]
    return parts._replace(query=urlencode(kept + placed)).geturl()
