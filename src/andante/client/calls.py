"""Turns a declared operation into a method of both clients: `get_worklogs = calls(wire.get_worklogs)`."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, overload

from andante.kit.operation import Operation

from .pages import ListPage
from .sync_async import AsyncCaller, SyncCaller

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Caller = TypeVar("Caller", bound=SyncCaller | AsyncCaller, covariant=True)


class Group(Generic[Caller]):
    """A group of related operations, called through one client."""

    def __init__(self, client: Caller) -> None:
        self.client = client


class calls(Generic[P, R]):
    """A descriptor for a method that calls an operation. The method has the operation's signature."""

    def __init__(self, operation: Operation[P, R]) -> None:
        self.operation = operation
        self.__doc__ = operation.declaration.__doc__

    @overload
    def __get__(self, group: Group[SyncCaller], owner: Any = None) -> Callable[P, R]: ...
    @overload
    def __get__(self, group: Group[AsyncCaller], owner: Any = None) -> Callable[P, Coroutine[Any, Any, R]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> "calls[P, R]": ...
    def __get__(self, group: Any, owner: Any = None) -> Any:
        return self if group is None else _method(group.client.call, self.operation)


class iterates(Generic[P, T]):
    """A descriptor for a method that iterates over all pages of a list. The method has the operation's signature. It fetches each
    page when the iteration reaches it, with 1,000 entries unless the call sets a limit."""

    def __init__(self, operation: Operation[P, ListPage[T]]) -> None:
        self.operation = operation
        self.__doc__ = operation.declaration.__doc__

    @overload
    def __get__(self, group: Group[SyncCaller], owner: Any = None) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, group: Group[AsyncCaller], owner: Any = None) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> "iterates[P, T]": ...
    def __get__(self, group: Any, owner: Any = None) -> Any:
        return self if group is None else _method(group.client.iterate, self.operation)


def _method(send: Callable[..., Any], operation: Operation[Any, Any]) -> Callable[..., Any]:
    """A function with the operation's signature and docstring, for `inspect.signature` and `help`."""

    @wraps(operation.declaration)
    def method(*args: Any, **kwargs: Any) -> Any:
        return send(operation, *args, **kwargs)

    return method
