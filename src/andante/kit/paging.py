"""Splits lists into pages: offset and limit in the API, keyset pagination in SQL."""

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
"""The values by which a row is sorted. The last one is unique."""


class Paging(Query, frozen=True):
    """The requested part of a list: `limit` rows after the first `offset`. The server lowers a limit above its maximum."""

    offset: Offset = 0
    limit: Limit = 50
    cursor: str | None = None

    def limited_to(self, maximum: int) -> "Paging":
        return self if self.limit <= maximum else msgspec.structs.replace(self, limit=maximum)

    def after(self, kinds: Sequence[Any]) -> SortKey | None:
        """The sort key of the last row before this page, as values of these types. None if only the offset counts.

        A cursor is valid for one offset. If a client changes the offset of a `next` link, the cursor is ignored.
        """
        if self.cursor is None:
            return None
        try:
            offset, *key = msgspec.json.decode(base64.urlsafe_b64decode(self.cursor))
            values: SortKey = msgspec.convert(key, tuple[tuple(kinds)])  # type: ignore[misc]
            if not all(map(_can_be_stored, values)):
                raise ValueError
        except (ValueError, TypeError, binascii.Error, msgspec.MsgspecError):
            raise Invalid("cursor", FaultCode.INVALID, "must be copied from a next link of this server") from None
        return values if offset == self.offset else None


def _can_be_stored(value: Any) -> bool:
    """Whether the databases accept the value as a parameter."""
    return abs(value) <= MAX_INT64 if isinstance(value, int) else not isinstance(value, str) or "\0" not in value


FIRST_PAGE = Paging()


class PageInQuery(Query, frozen=True):
    """The page that a `next` link requests. It takes precedence over the page in the body."""

    offset: Offset | None = None
    limit: Limit | None = None
    cursor: str | None = None


PAGE_OF_BODY = PageInQuery()


class PagedBody(Wire, kw_only=True):
    """A search with its paging parameters in the body."""

    offset: Offset | None = None
    limit: Limit | None = None

    def paging(self, maximum: int, page: PageInQuery = PAGE_OF_BODY) -> Paging:
        """The requested page. The query string, as in `next` links, takes precedence over the body."""
        offset = self.offset if page.offset is None else page.offset
        limit = page.limit or self.limit
        return Paging(offset or FIRST_PAGE.offset, limit or FIRST_PAGE.limit, page.cursor).limited_to(maximum)


def page_of(url: str, paging: Paging, rows: list[Row], render: Callable[[Row], Item], key: Callable[[Row], SortKey] | None) -> Page[Item]:
    """The page that was requested at `url`.

    If there is a next page, `rows` has one row more than `paging.limit`. `key` returns the sort key of a row, for the cursor in the next
    link. With a cursor, the last page is as fast as the first one.
    """
    has_next = len(rows) > paging.limit
    page_rows = rows[: paging.limit]
    next_offset = paging.offset + paging.limit
    cursor = _cursor(next_offset, key(page_rows[-1])) if has_next and key else None
    info = PageInfo(
        count=len(page_rows),
        offset=paging.offset,
        limit=paging.limit,
        next=_with_paging(url, next_offset, paging.limit, cursor) if has_next else None,
        previous=_with_paging(url, max(0, paging.offset - paging.limit), paging.limit, None) if paging.offset else None,
    )
    return Page(self_=url, metadata=info, results=[render(row) for row in page_rows])


def unlinked_page_of(paging: Paging, rows: list[Row], render: Callable[[Row], Item]) -> UnlinkedPage[Item]:
    """The page of a search with its paging parameters in the body. `rows` may have one row more than the page."""
    page_rows = rows[: paging.limit]
    info = UnlinkedPageInfo(count=len(page_rows), offset=paging.offset, limit=paging.limit)
    return UnlinkedPage(metadata=info, results=[render(row) for row in page_rows])


def _cursor(offset: int, key: SortKey) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([offset, *key])).decode()


def _with_paging(url: str, offset: int, limit: int, cursor: str | None) -> str:
    parts = urlsplit(url)
    others = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in ("offset", "limit", "cursor")]
    paging = [("offset", str(offset)), ("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]
    return parts._replace(query=urlencode(others + paging)).geturl()
