"""The check of responses finds undocumented ones."""

from typing import Any

import httpx
import pytest

from tests.cast import Person

from .judge import judge

HTML = {"content-type": "text/html; charset=utf-8"}


def test_a_documented_response_passes(alice: Person) -> None:
    judge("POST", "/4/worklogs", httpx.Response(200, json=alice.logs()))


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (httpx.Response(201, json={}), "create_worklog returned 201, which is not documented"),
        (httpx.Response(500, json={"errors": {"message": "x"}}), "returned 500, which is not documented"),
        (httpx.Response(400, text="bad"), "returned 400 as 'text/plain', not as application/json"),
        (httpx.Response(400, json={"message": "bad"}), "returned 400, which our own document does not allow"),
        (httpx.Response(400, json={"errors": []}), "returned 400, which our own document does not allow"),
        (httpx.Response(401, json={"errors": {"message": "x"}}), "returned 401 as 'application/json', not as text/html"),
        (httpx.Response(200, json={}), "returned 200, which our own document does not allow"),
    ],
)
def test_an_undocumented_response_fails(response: httpx.Response, expected: str) -> None:
    with pytest.raises(AssertionError, match=expected):
        judge("POST", "/4/worklogs", response)


@pytest.mark.parametrize("wrong", [{"createdAt": None}, {"startDate": "17.3.2026"}, {"tempoWorklogId": "1"}, {"author": {}}])
def test_every_response_is_checked_against_the_contracts(alice: Person, wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="create_worklog returned 200"):
        judge("POST", "/4/worklogs", httpx.Response(200, json=alice.logs() | wrong))


def test_a_body_fails_if_none_is_documented() -> None:
    with pytest.raises(AssertionError, match="not as nothing"):
        judge("DELETE", "/4/worklogs/1", httpx.Response(204, json={}))


def test_literal_paths_are_distinguished_from_parameters() -> None:
    with pytest.raises(AssertionError, match="search_worklogs returned 418"):
        judge("POST", "/4/worklogs/search", httpx.Response(418))


def test_other_paths_are_not_checked() -> None:
    judge("GET", "/healthz", httpx.Response(418))
    judge("PATCH", "/4/worklogs", httpx.Response(405))
    judge("PUT", "/4/worklogs/search", httpx.Response(405))


FAULT = {"message": "x", "field": "", "code": "invalid"}


@pytest.mark.parametrize("body", [{"errors": {"message": "x", "faults": [FAULT]}}, {"errors": [FAULT]}])
def test_both_formats_of_refusals_pass(body: Any) -> None:
    judge("GET", "/4/worklogs/1", httpx.Response(404, json=body))


@pytest.mark.parametrize(
    "body",
    [
        {"errors": {"message": "x"}},
        {"errors": {"message": "x", "faults": []}},
        {"errors": [{"message": "x"}]},
        {"errors": [FAULT | {"code": "nonsense"}]},
        {"errors": {"message": "x", "faults": [FAULT | {"code": "nonsense"}]}},
    ],
)
def test_a_refusal_without_documented_faults_fails(body: Any) -> None:
    with pytest.raises(AssertionError, match="returned 404, which our own document does not allow"):
        judge("GET", "/4/worklogs/1", httpx.Response(404, json=body))
