"""Every operation, called by each kind of user in `operations.tsv`."""

from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.scopes import Permission
from tests.conftest import Template

from .rollback import Callers, company_with_rollback
from .samples import SAMPLES, sample_of
from .table import MEANINGS, Row, rows

OPERATIONS = {handler.operation.id: handler.operation for handler in [*TEMPO_HANDLERS, *EXTENSION_HANDLERS]}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def callers(request: pytest.FixtureRequest) -> Iterator[Callers]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with company_with_rollback(template) as callers:
        yield callers


def send_request(http: httpx.Client, operation_id: str) -> httpx.Response:
    operation, sample = OPERATIONS[operation_id], sample_of(operation_id)
    url = operation.url("", *sample.values) + (f"?{sample.query}" if sample.query else "")
    return http.request(operation.method, url, json=sample.body)


def outcome(response: httpx.Response, trace: str) -> str:
    """The outcome of a request, as a word of the table."""
    match response.status_code:
        case 200 | 204:
            return "yes" if trace in response.text else "own"
        case 403:
            return "no"
        case 404:
            return "hidden" if trace not in response.text or trace in unquote(str(response.request.url)) else f"leaked: {response.text}"
    return f"{response.status_code}: {response.text}"


def test_the_table_lists_every_operation_once_in_the_order_of_the_api() -> None:
    listed = [row.operation for row in rows()]

    assert OPERATIONS.keys() <= set(listed), "Add a row to tests/organization/permissions/operations.tsv for each new operation"
    assert listed == list(OPERATIONS)
    assert OPERATIONS.keys() <= SAMPLES.keys(), "Add a sample to tests/organization/permissions/samples.py for each new operation"
    assert SAMPLES.keys() == OPERATIONS.keys()


def test_the_table_names_existing_permissions_only() -> None:
    assert {row.permission for row in rows()} <= {*Permission, "-"}
    assert {word for row in rows() for word in row.outcomes.values()} <= MEANINGS.keys()
    assert all((row.permission == "-") == (row.holder == "-") for row in rows())


every_row = pytest.mark.parametrize("row", [pytest.param(row, id=row.operation) for row in rows() if row.operation in OPERATIONS])


def outcomes(callers: Callers, row: Row, credential: str) -> dict[str, str]:
    """The outcome for each person for whom the table has one."""
    found = {}
    for who in (who for who, word in row.outcomes.items() if word != "-"):
        response = send_request(callers.http(who, row.permission, credential), row.operation)
        found[who] = outcome(response, sample_of(row.operation).trace)
    return found


@every_row
def test_every_operation_is_allowed_and_refused_as_the_table_says(callers: Callers, row: Row) -> None:
    assert outcomes(callers, row, "token") == {who: word for who, word in row.outcomes.items() if word != "-"}


@pytest.mark.parametrize("callers", ["sqlite"], indirect=True)
@every_row
def test_a_session_allows_and_refuses_the_same_as_a_token(callers: Callers, row: Row) -> None:
    """SQLite is enough: a session runs the same SQL of domains as a token, and tests/everywhere/test_sessions.py runs the lookup of a
    session on both engines."""
    assert outcomes(callers, row, "session") == {who: word for who, word in row.outcomes.items() if word != "-"}
