"""Base classes and limited types for JSON bodies and query parameters."""

import datetime as dt
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from .errors import Fault, FaultCode

T = TypeVar("T")

MAX_INT64 = 2**63 - 1
MAX_INT32 = 2**31 - 1
MAX_ENTRIES = 10_000
"""Lists of ids, keys and texts in requests have at most this many entries."""


def wire_name(name: str) -> str:
    """`time_spent_seconds` is `timeSpentSeconds` in JSON; `self_` and `from_` lose the underscore that Python needs."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(word.capitalize() for word in tail)


class Wire(Struct, rename=wire_name, omit_defaults=True, gc=False):
    """A JSON object. Fields are snake_case in Python and camelCase in JSON. Fields that equal their default are omitted."""


class Query(Struct, rename=wire_name, omit_defaults=True, frozen=True, gc=False):
    """A group of query parameters. Each field is one parameter; a list is a parameter that can be repeated."""


def one_of(*values: str) -> Meta:
    """An enum in the documentation. The client accepts any text, so that a newer server can return more values."""
    return Meta(extra_json_schema={"enum": list(values)})


Id = Annotated[int, Meta(ge=1, le=MAX_INT64)]
Seconds = Annotated[int, Meta(ge=0, le=MAX_INT32)]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
Key = Annotated[str, Meta(min_length=1, max_length=255)]
Text = Annotated[str, Meta(max_length=32_767)]
Ids = Annotated[list[Id], Meta(max_length=MAX_ENTRIES)]
Keys = Annotated[list[Key], Meta(max_length=MAX_ENTRIES)]
Texts = Annotated[list[str], Meta(max_length=MAX_ENTRIES)]
ClockTime = Annotated[str, Meta(pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\Z", description="a time of day like 09:30:00")]
DateOrInstant = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?Z?)?\Z",
        description="a date like 2026-03-31 or a UTC date-time like 2026-03-31T08:00:00Z",
    ),
]


class DateRange(Query, frozen=True):
    """An inclusive range of dates. A missing end is open."""

    from_: dt.date | None = None
    to: dt.date | None = None


class DateSpan(Query, frozen=True):
    """An inclusive range of dates with both ends."""

    from_: dt.date
    to: dt.date


class Link(Wire):
    self_: str


class PageInfo(Wire, kw_only=True):
    count: int
    offset: int
    limit: int
    next: str | None = None
    previous: str | None = None


class Page(Wire, Generic[T], kw_only=True):
    """One page of a list. `metadata.next` links to the next page; `count` is the number of results on this page."""

    self_: str
    metadata: PageInfo
    results: list[T]


class SearchPage(Wire, Generic[T], kw_only=True):
    """One page of a search. To get the next page, send the same body to `metadata.next`."""

    metadata: PageInfo
    results: list[T]


class UnlinkedPageInfo(Wire, kw_only=True):
    count: int
    offset: int
    limit: int


class UnlinkedPage(Wire, Generic[T], kw_only=True):
    """One page of a search with its paging parameters in the body. Request the next page with a larger `offset`."""

    metadata: UnlinkedPageInfo
    results: list[T]


class ResultsInfo(Wire):
    count: int


class Results(Wire, Generic[T], kw_only=True):
    """A list without paging."""

    self_: str
    metadata: ResultsInfo
    results: list[T]


class ErrorMessage(Wire, omit_defaults=False):
    """`message` joins the texts of the faults with `; `. If the message of a fault begins with a capital letter, it is the text,
    after the index if the field begins with one: `[2] Issue not found`. Otherwise, the text is the field and the message: `'to' is
    required`."""

    message: str
    faults: list[Fault]


class Errors(Wire):
    """The body of a refused request, as documented."""

    errors: ErrorMessage


class ListedError(Wire, omit_defaults=False):
    """One fault; `message` includes the field."""

    message: str
    field: str
    code: FaultCode


class ErrorList(Wire):
    """The body of a refused request with `ANDANTE_ERROR_STYLE=list`."""

    errors: list[ListedError]
