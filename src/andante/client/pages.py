"""Finds the next page of a list. Supports every paging style of the API: links, tokens and offsets in the body."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import msgspec

from andante.activity.audit.wire import DeletedPageInfo
from andante.kit.paging import PagedBody, Paging
from andante.kit.wire import PageInfo, UnlinkedPageInfo
from andante.timekeeping.timesheets.wire import TokenPageInfo, TokenPaging

from .bound_call import BoundCall
from .errors import InvalidResponse

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

LIMIT = 1000
"""The page size if the call doesn't set one. Every list of Tempo Cloud allows pages of this size."""


class ListPage(Protocol[T_co]):
    """A page of a list."""

    @property
    def results(self) -> Sequence[T_co]: ...


def first_page(call: BoundCall[R]) -> BoundCall[R]:
    """The call for the first page. Requests large pages unless the call sets a page size."""
    arguments = dict(call.arguments)
    for name, kind in call.operation.query_groups.items():
        if issubclass(kind, Paging | TokenPaging):
            arguments.setdefault(name, kind(limit=LIMIT))
    if getattr(arguments.get("body"), "limit", LIMIT) is None:
        arguments["body"] = msgspec.structs.replace(arguments["body"], limit=LIMIT)
    return replace(call, arguments=arguments)


def next_page(call: BoundCall[R], page: Any) -> BoundCall[R] | None:
    """The call for the page after this one; None after the last page."""
    following = _following(call, page.metadata)
    if following == call:
        raise InvalidResponse(f"{call.operation.id} returned the same page as its next page")
    return following


def _following(call: BoundCall[R], metadata: Any) -> BoundCall[R] | None:
    match metadata:
        case PageInfo(next=str(link)) | DeletedPageInfo(next=str(link)):
            return _with_query_of(call, link)
        case PageInfo(offset=offset, count=count, limit=limit) if _has_page_in_body(call) and count >= limit > 0:
            return _with_fields(call, "body", offset=offset + count, limit=limit)
        case TokenPageInfo(next_page_token=str(token)):
            return _with_token(call, token)
        case UnlinkedPageInfo(offset=offset, count=count, limit=limit) if count >= limit > 0:
            return _with_fields(call, "body", offset=offset + count, limit=limit)
    return None


def _has_page_in_body(call: BoundCall[Any]) -> bool:
    """Whether the body requests the page, not a link. Tempo returns no links for some searches."""
    return call.query is None and isinstance(call.arguments.get("body"), PagedBody)


def _with_query_of(call: BoundCall[R], link: str) -> BoundCall[R]:
    """Uses only the query of a link and ignores its host: a server behind a proxy may not know its own address, and the
    token must not be sent to any other host."""
    return replace(call, query=link.partition("?")[2])


def _with_token(call: BoundCall[R], token: str) -> BoundCall[R]:
    (name,) = (name for name, kind in call.operation.query_groups.items() if issubclass(kind, TokenPaging))
    return _with_fields(call, name, next_page_token=token)


def _with_fields(call: BoundCall[R], name: str, **fields: Any) -> BoundCall[R]:
    return replace(call, arguments={**call.arguments, name: msgspec.structs.replace(call.arguments[name], **fields)})
