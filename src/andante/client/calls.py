"""How a declared operation becomes methods, of both halves: `get_worklogs = calls(wire.get_worklogs)`."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, overload

from andante.kit.operation import Operation

from .halves import Async, Sync
from .pages import Listed

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Half = TypeVar("Half", bound=Sync | Async, covariant=True)


class Group(Generic[Half]):
    """Operations that belong together, called through one client."""

    def __init__(self, client: Half) -> None:
        self.client = client


class calls(Generic[P, R]):
    """A method with the signature of the operation it calls."""

    def __init__(self, operation: Operation[P, R]) -> None:
        self.operation = operation
        self.__doc__ = operation.declaration.__doc__

    @overload
    def __get__(self, group: Group[Sync], owner: Any = None) -> Callable[P, R]: ...
    @overload
    def __get__(self, group: Group[Async], owner: Any = None) -> Callable[P, Coroutine[Any, Any, R]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> "calls[P, R]": ...
    def __get__(self, group: Any, owner: Any = None) -> Any:
        return self if group is None else _method(group.client.call, self.operation)


class iterates(Generic[P, T]):
    """A method that goes through all pages of the list that an operation gives one page of, lazily: each is fetched when it is
    reached. Without a limit of its own it asks for 1,000 entries at once."""

    def __init__(self, operation: Operation[P, Listed[T]]) -> None:
        self.operation = operation
        self.__doc__ = operation.declaration.__doc__

    @overload
    def __get__(self, group: Group[Sync], owner: Any = None) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, group: Group[Async], owner: Any = None) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> "iterates[P, T]": ...
    def __get__(self, group: Any, owner: Any = None) -> Any:
        return self if group is None else _method(group.client.each, self.operation)


def _method(send: Callable[..., Any], operation: Operation[Any, Any]) -> Callable[..., Any]:
    """Looks like the declaration of the operation, for whoever asks for its signature or for help."""

    @wraps(operation.declaration)
    def method(*args: Any, **kwargs: Any) -> Any:
        return send(operation, *args, **kwargs)

    return method
