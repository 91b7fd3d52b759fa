"""From one page of a list to the next, in each of the ways in which the API pages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import msgspec

from andante.kit.paging import Paging
from andante.kit.wire import PageInfo, UnlinkedPageInfo
from andante.timekeeping.timesheets.wire import TokenPageInfo, TokenPaging

from .asking import Asked
from .errors import Unreadable

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

LIMIT = 1000
"""How many entries are asked for at once, unless the call says so itself; every list of Tempo's gives that many."""


class Listed(Protocol[T_co]):
    """A page of a list."""

    @property
    def results(self) -> Sequence[T_co]: ...


def first_page(asked: Asked[R]) -> Asked[R]:
    """The same with large pages, unless it asks for a page of its own."""
    arguments = dict(asked.arguments)
    for name, kind in asked.operation.query_groups.items():
        if issubclass(kind, Paging | TokenPaging):
            arguments.setdefault(name, kind(limit=LIMIT))
    if getattr(arguments.get("body"), "limit", LIMIT) is None:
        arguments["body"] = msgspec.structs.replace(arguments["body"], limit=LIMIT)
    return replace(asked, arguments=arguments)


def page_after(asked: Asked[R], page: Any) -> Asked[R] | None:
    """What asks for the page after this one; None where it is the last."""
    following = _following(asked, page.metadata)
    if following == asked:
        raise Unreadable(f"{asked.operation.id} answers that after this page comes the same one again")
    return following


def _following(asked: Asked[R], metadata: Any) -> Asked[R] | None:
    match metadata:
        case PageInfo(next=str(link)):
            return _at(asked, link)
        case TokenPageInfo(next_page_token=str(token)):
            return _with_token(asked, token)
        case UnlinkedPageInfo(offset=offset, count=count, limit=limit) if count >= limit > 0:
            return _changed(asked, "body", offset=offset + count, limit=limit)
    return None


def _at(asked: Asked[R], link: str) -> Asked[R]:
    """Of a link only what it asks counts, not where it leads: behind a proxy the server may not know how it is called, and a
    token goes nowhere but where it belongs."""
    return replace(asked, query=link.partition("?")[2])


def _with_token(asked: Asked[R], token: str) -> Asked[R]:
    (name,) = (name for name, kind in asked.operation.query_groups.items() if issubclass(kind, TokenPaging))
    return _changed(asked, name, next_page_token=token)


def _changed(asked: Asked[R], name: str, **fields: Any) -> Asked[R]:
    return replace(asked, arguments={**asked.arguments, name: msgspec.structs.replace(asked.arguments[name], **fields)})
