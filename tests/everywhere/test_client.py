"""Every operation is described, and is a method of both clients."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from andante.client import Andante, AsyncAndante
from andante.client.calls import calls
from andante.kit.operation import Operation

from .inputs import every_operation, is_paged
from .standing import OPERATIONS


def _methods(client: type[Any]) -> Iterator[tuple[str, Operation[Any, Any]]]:
    """(`group.method`, operation) of every method of a client."""
    with_groups = client("token", "https://time.example.com")
    for group_name, group in vars(with_groups).items():
        for owner in type(group).__mro__:
            for name, member in vars(owner).items():
                if isinstance(member, calls):
                    yield f"{group_name}.{name}", member.operation


SYNC, ASYNC = ({operation.id: (name, operation) for name, operation in _methods(client)} for client in (Andante, AsyncAndante))


@every_operation
def test_it_is_in_both_clients_under_its_own_name(operation: Operation[Any, Any]) -> None:
    assert operation.id in SYNC, "Give it a line in client/groups.py, and its group one in client/andante.py"
    assert SYNC[operation.id] == ASYNC[operation.id]
    assert SYNC[operation.id][1] is operation
    assert SYNC[operation.id][0].partition(".")[2] == operation.id


def test_the_clients_have_nothing_that_the_server_does_not_answer() -> None:
    assert SYNC.keys() == ASYNC.keys() == {operation.id for operation in OPERATIONS}


def test_no_two_operations_share_a_name_or_an_address() -> None:
    assert len({operation.id for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(operation.method, operation.path) for operation in OPERATIONS}) == len(OPERATIONS)


@every_operation
def test_it_says_in_a_sentence_what_it_does(operation: Operation[Any, Any]) -> None:
    assert operation.summary[:1].isupper()
    assert operation.summary.endswith(".")
    assert len(operation.summary) <= 100


@every_operation
def test_its_signature_is_complete(operation: Operation[Any, Any]) -> None:
    """Path parameters first, then the body, then query parameters with a default; no others exist."""
    given = inspect.signature(operation.declaration).parameters
    body = ["body"] if operation.body else []

    assert list(given) == [*operation.path_parameters, *body, *operation.query_groups]
    assert operation.returns is not Any


@every_operation
def test_reading_changes_nothing_by_its_method(operation: Operation[Any, Any]) -> None:
    """What writes is never a GET; what only reads is a GET or a search by POST."""
    assert operation.method != "GET" if operation.writes else operation.method in ("GET", "POST")
    assert operation.scope.endswith(":manage" if operation.writes else ":view")


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if is_paged(operation)], ids=lambda operation: operation.id)
def test_a_page_is_asked_for_where_a_page_is_answered(operation: Operation[Any, Any]) -> None:
    assert operation.returns.__origin__.__name__ == "Page"
