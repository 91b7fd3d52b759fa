"""The headers and the markup of responses outside of the pages."""

import pytest

from tests.cast import Person, message
from tests.databases import sqlite_only

MARKUP = "<img src=x onerror=alert(1)>"
PATHS = (
    "/4/worklogs",
    "/4/worklogs/999999",
    "/4/nowhere",
    "/4/docs",
    "/4/openapi.json",
    "/4-andante/docs",
    "/4-andante/openapi.json",
    "/healthz",
    "/readyz",
    "/rest/api/2/myself",
    "/rest/api/2/nowhere",
    "/plugins/servlet/tempo-getWorklog",
    "/plugins/servlet/tempo-nowhere",
)


@sqlite_only
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "Bearer wrong", None])
def test_browsers_neither_store_nor_reinterpret_responses(alice: Person, path: str, token: str | None) -> None:
    headers = alice.http.get(path, headers={} if token is None else {"Authorization": token}).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@sqlite_only
@pytest.mark.parametrize("path", ["/4/", "/4/accounts/", "/4/worklogs/", "/rest/api/2/issue/", "/rest/api/2/", "/plugins/servlet/tempo-"])
def test_markup_in_a_path_is_not_returned(alice: Person, path: str) -> None:
    response = alice.http.get(path + MARKUP)

    assert 400 <= response.status_code < 500
    assert "<img" not in response.text


@sqlite_only
def test_an_unknown_path_with_markup_is_not_named(alice: Person) -> None:
    assert message(alice.http.get(f"/4/{MARKUP}")) == "Path not found"
    assert message(alice.http.get("/4/nowhere")) == "Path /4/nowhere not found"
