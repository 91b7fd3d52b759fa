"""What everything that crosses the wire is made of."""

import datetime as dt
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from .errors import Fault, FaultCode

T = TypeVar("T")

MAX_INT64 = 2**63 - 1
MAX_INT32 = 2**31 - 1


def _wire_name(name: str) -> str:
    """`time_spent_seconds` is `timeSpentSeconds` on the wire; `self_` and `from_` shed what Python made them wear."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(word.capitalize() for word in tail)


class Wire(Struct, rename=_wire_name, omit_defaults=True, gc=False):
    """A JSON object: snake_case here, camelCase on the wire, absent where it equals its default."""


class Query(Struct, rename=_wire_name, omit_defaults=True, frozen=True, gc=False):
    """Query parameters that belong together; each field is one parameter, a list a repeated one."""


def one_of(*values: str) -> Meta:
    """A closed list in the documentation and an open one in the client, which a newer server must not break."""
    return Meta(extra_json_schema={"enum": list(values)})


Id = Annotated[int, Meta(ge=1, le=MAX_INT64)]
Seconds = Annotated[int, Meta(ge=0, le=MAX_INT32)]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
Key = Annotated[str, Meta(min_length=1, max_length=255)]
Text = Annotated[str, Meta(max_length=32_767)]
ClockTime = Annotated[str, Meta(pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\Z", description="a time of day like 09:30:00")]
DateOrInstant = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?Z?)?\Z",
        description="a date like 2026-03-31 or a UTC date-time like 2026-03-31T08:00:00Z",
    ),
]


class DateRange(Query, frozen=True):
    """Both ends belong to it; one that is not given is open."""

    from_: dt.date | None = None
    to: dt.date | None = None


class DateSpan(Query, frozen=True):
    """Both ends are required and belong to it."""

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
    """One page of a list. `metadata.next` leads on; `count` is the number on this page."""

    self_: str
    metadata: PageInfo
    results: list[T]


class UnlinkedPageInfo(Wire, kw_only=True):
    count: int
    offset: int
    limit: int


class UnlinkedPage(Wire, Generic[T], kw_only=True):
    """One page of a search that is paged by its body: whoever wants the next one asks with a larger `offset`."""

    metadata: UnlinkedPageInfo
    results: list[T]


class ResultsInfo(Wire):
    count: int


class Results(Wire, Generic[T], kw_only=True):
    """A whole list."""

    self_: str
    metadata: ResultsInfo
    results: list[T]


class ErrorMessage(Wire, omit_defaults=False):
    """`message` joins the faults by `; `. A fault is written as `'field' message` if its message begins without a capital
    letter; otherwise as the message alone, after the index if the field begins with one."""

    message: str
    faults: list[Fault]


class Errors(Wire):
    """The documented form of a refusal."""

    errors: ErrorMessage


class ListedError(Wire, omit_defaults=False):
    """One fault; `message` includes the field."""

    message: str
    field: str
    code: FaultCode


class ErrorList(Wire):
    """The other form, with `ANDANTE_ERROR_STYLE=list`."""

    errors: list[ListedError]
