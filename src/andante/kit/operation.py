"""Declares API operations as typed signatures, which the server handles, the client calls and OpenAPI describes."""

import datetime as dt
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints
from urllib.parse import quote

from .wire import Query

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

MAX_PAGE_SIZE = 1000


@dataclass(frozen=True, eq=False)
class Operation(Generic[P, R_co]):
    """An operation of the API.

    Names in the path are path parameters. `body` is the JSON body. Any other `Query` struct is a group of query parameters. There
    are no other kinds of parameters. `refusals` are the status codes to document, besides those that every such operation has.
    """

    method: str
    path: str
    tag: str
    scope: str
    writes: bool
    max_page_size: int
    refusals: tuple[int, ...]
    declaration: Callable[P, R_co]
    success: int = 200
    public: bool = False
    """Whether it also accepts requests without credentials."""

    @cached_property
    def id(self) -> str:
        return self.declaration.__name__

    @cached_property
    def summary(self) -> str:
        return (inspect.getdoc(self.declaration) or "").partition("\n")[0]

    @cached_property
    def description(self) -> str:
        return (inspect.getdoc(self.declaration) or "").partition("\n")[2].strip()

    @cached_property
    def parameters(self) -> dict[str, Any]:
        hints = get_type_hints(self.declaration, include_extras=True)
        return {name: kind for name, kind in hints.items() if name != "return"}

    @cached_property
    def returns(self) -> Any:
        return get_type_hints(self.declaration, include_extras=True)["return"]

    @cached_property
    def empty(self) -> bool:
        """Whether it returns 204 without a body."""
        return self.returns is type(None)

    @cached_property
    def keyed(self) -> bool:
        """Whether an `Idempotency-Key` makes it safe to repeat a request. PUT and DELETE are safe to repeat anyway."""
        return self.writes and self.method == "POST"

    @cached_property
    def body(self) -> Any:
        return self.parameters.get("body")

    @cached_property
    def path_parameters(self) -> dict[str, Any]:
        return {_python_name(name): self.parameters[_python_name(name)] for name in self.path_names}

    @cached_property
    def path_names(self) -> list[str]:
        """The path parameters in order, as the API spells them."""
        return re.findall(r"{(\w+)}", self.path)

    @cached_property
    def query_groups(self) -> dict[str, type[Query]]:
        return {name: kind for name, kind in self.parameters.items() if isinstance(kind, type) and issubclass(kind, Query)}

    @cached_property
    def _template(self) -> str:
        return re.sub(r"{\w+}", "{}", self.path)

    def url(self, base: str, *path_values: int | str | dt.date) -> str:
        """The URL under `base`, with these values of the path parameters in order."""
        return base + self._template.format(*[value if isinstance(value, int) else quote(str(value), safe=":") for value in path_values])


@dataclass(frozen=True)
class Group:
    """Operations with the same tag in the documentation, the same scopes and the same group in the client. If the scope is empty, any
    valid token is enough."""

    tag: str
    view: str
    manage: str

    def reads(
        self, method: str, path: str, *, refuses: tuple[int, ...] = (), max_page_size: int = MAX_PAGE_SIZE, public: bool = False
    ) -> Callable[[Callable[P, R]], Operation[P, R]]:
        """Declares an operation that only reads."""
        return lambda declaration: Operation(method, path, self.tag, self.view, False, max_page_size, refuses, declaration, public=public)

    def writes(
        self, method: str, path: str, *, refuses: tuple[int, ...] = (), success: int = 200
    ) -> Callable[[Callable[P, R]], Operation[P, R]]:
        """Declares an operation that writes, in one transaction."""
        return lambda declaration: Operation(method, path, self.tag, self.manage, True, MAX_PAGE_SIZE, refuses, declaration, success)


def _python_name(name: str) -> str:
    """`accountId` in a path of the contract is `account_id` here."""
    return re.sub(r"([A-Z])", lambda letter: "_" + letter[1].lower(), name)
