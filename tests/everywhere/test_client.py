"""Every operation is documented, and is a method of both clients."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import andante.client
from andante.client import Andante, AsyncAndante
from andante.client.calls import Group, calls, iterates
from andante.kit.operation import Operation
from andante.kit.paging import Paging
from andante.kit.wire import Page, PageInfo
from tests.contract import documents
from tests.contract.documents import VERSIONS, by_shape

from .inputs import every_operation, is_paged
from .seeded import OPERATIONS

Method = calls[..., Any] | iterates[..., Any]

CLIENTS = (Andante("token", "https://time.example.com"), AsyncAndante("token", "https://time.example.com"))
PAGES = (
    "Page[",
    "SearchPage[",
    "UnlinkedPage[",
    "GenericResourcePage",
    "TimesheetApprovalLogPage",
    "AuditLogPage",
    "DeletedWorklogs",
    "DeletedAllocations",
)
"""The response of a list with pages."""


def _groups(client: Andante | AsyncAndante) -> dict[str, Group[Any]]:
    return {name: value for name, value in vars(client).items() if isinstance(value, Group)}


def _methods(client: Andante | AsyncAndante) -> Iterator[tuple[str, str, Method]]:
    """(group, name, method) of all methods of a client."""
    for group_name, group in _groups(client).items():
        for name, member in vars(type(group)).items():
            if isinstance(member, calls | iterates):
                yield group_name, name, member


SYNC, ASYNC = ({(group, name): method for group, name, method in _methods(client)} for client in CLIENTS)


@every_operation
def test_each_operation_is_one_method_of_the_client_with_the_same_name(operation: Operation[Any, Any]) -> None:
    names = [name for (_, name), method in SYNC.items() if isinstance(method, calls) and method.operation is operation]

    assert names == [operation.id], (
        "Add a line for the operation in client/groups.py or client/extension_groups.py, and one for its group in client/andante.py"
    )


@every_operation
def test_an_operation_that_returns_pages_has_a_method_that_iterates_over_them(operation: Operation[Any, Any]) -> None:
    paged = any(kind in str(operation.returns) for kind in PAGES)
    names = [name for (_, name), method in SYNC.items() if isinstance(method, iterates) and method.operation is operation]

    assert names == ([f"iter_{operation.id.removeprefix('get_')}"] if paged else [])


def test_the_clients_have_only_methods_of_operations() -> None:
    assert {method.operation for method in SYNC.values()} == set(OPERATIONS)


def test_both_clients_are_the_same() -> None:
    """They have the same groups of the same classes, so they have the same methods."""
    sync_groups, async_groups = (_groups(client) for client in CLIENTS)

    assert {name: type(group) for name, group in sync_groups.items()} == {name: type(group) for name, group in async_groups.items()}
    assert SYNC == ASYNC


@pytest.mark.parametrize(("group", "name"), SYNC, ids=str)
def test_a_method_has_its_signature_and_docstring_in_both_clients(group: str, name: str) -> None:
    declaration = SYNC[group, name].operation.declaration
    for client in CLIENTS:
        method = getattr(getattr(client, group), name)

        assert inspect.signature(method) == inspect.signature(declaration)
        assert inspect.getdoc(method) == inspect.getdoc(declaration) is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_groups_have_the_names_and_operations_of_generated_clients(version: int) -> None:
    contract, ours = by_shape(documents.contract(version)), by_shape(documents.ours())
    expected = {
        (f"{re.sub('[^A-Za-z]', '', contract[shape].entry['tags'][0])}Api", ours[shape].id) for shape in contract.keys() & ours.keys()
    }

    assert {each for each in expected if not hasattr(getattr(andante.client, each[0]), each[1])} == set()


def test_names_and_paths_of_operations_are_unique() -> None:
    assert len({operation.id for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(operation.method, operation.path) for operation in OPERATIONS}) == len(OPERATIONS)


@every_operation
def test_the_docstring_of_an_operation_begins_with_a_sentence(operation: Operation[Any, Any]) -> None:
    assert operation.summary[:1].isupper()
    assert operation.summary.endswith(".")
    assert len(operation.summary) <= 100


@every_operation
def test_the_signature_of_an_operation_is_complete(operation: Operation[Any, Any]) -> None:
    """Path parameters first, then the body, then query parameters with a default, and no others."""
    parameters = inspect.signature(operation.declaration).parameters
    body = ["body"] if operation.body else []

    assert list(parameters) == [*operation.path_parameters, *body, *operation.query_groups]
    assert operation.returns is not Any


@every_operation
def test_the_http_method_fits_reading_or_writing(operation: Operation[Any, Any]) -> None:
    """Writing operations are never GET. Reading operations are GET, or searches by POST."""
    assert operation.method != "GET" if operation.writes else operation.method in ("GET", "POST")
    assert operation.scope.endswith(":manage" if operation.writes else ":view")


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if is_paged(operation)], ids=lambda operation: operation.id)
def test_an_operation_with_paging_parameters_returns_pages(operation: Operation[Any, Any]) -> None:
    metadata = {field.name: field.type for field in msgspec.structs.fields(operation.returns)}["metadata"]

    assert metadata is PageInfo
    assert Paging not in operation.query_groups.values() or operation.returns.__origin__ is Page
