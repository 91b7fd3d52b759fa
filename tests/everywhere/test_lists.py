"""Every reading operation returns data, and all lists have the same paging."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from andante.kit.operation import Operation
from andante.kit.paging import PageInQuery
from tests.cast import BASE_URL, message
from tests.contract import documents

from .inputs import is_paged, operations
from .seed import BODIES
from .seeded import OPERATIONS, SeededServer


@operations(lambda operation: not operation.writes)
def test_a_reading_operation_returns_existing_objects(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    response = seeded.read(operation)

    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"


def test_every_list_with_next_links_in_the_contract_has_them() -> None:
    has_next = [operation.id for operation in OPERATIONS if documents.has_next_link(2023, (operation.method, operation.path))]

    assert len(has_next) >= 24
    assert [operation.id for operation in OPERATIONS if operation.id in has_next and not is_paged(operation)] == []


@operations(is_paged)
def test_there_is_enough_data_for_several_pages(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    assert seeded.read(operation).json()["metadata"]["count"] >= 3, "Create more objects in tests/everywhere/seed.py"


@operations(is_paged)
def test_a_large_limit_is_lowered_and_reported(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    assert seeded.read(operation, "limit=1000000").json()["metadata"]["limit"] == operation.max_page_size


@operations(is_paged)
def test_a_page_after_the_end_is_empty(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    page = seeded.read(operation, "offset=100000&limit=10").json()

    assert page["results"] == []
    assert page["metadata"].items() >= {"count": 0, "offset": 100_000, "limit": 10}.items()
    assert "next" not in page["metadata"]
    assert "offset=99990&limit=10" in page["metadata"]["previous"]


@operations(is_paged)
def test_following_next_returns_everything_once(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    whole = seeded.read(operation, "limit=1000").json()["results"]
    page = seeded.read(operation, "limit=2&x=%C3%A9").json()
    seen = page["results"]
    while "next" in page["metadata"]:
        assert page["metadata"]["next"].startswith(f"{BASE_URL}{seeded.url(operation, 'x=%C3%A9')}&offset={len(seen)}&limit=2")
        page = seeded.administrator.http.request(operation.method, page["metadata"]["next"], json=BODIES.get(operation.id, {})).json()
        seen += page["results"]

    assert seen == whole


@operations(lambda operation: PageInQuery in operation.query_groups.values())
def test_following_next_with_the_page_in_the_body_returns_everything_once(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    body = BODIES.get(operation.id, {}) | {"limit": 2}
    page = seeded.administrator.http.post(operation.path, json=body).json()
    seen = page["results"]
    while "next" in page["metadata"]:
        page = seeded.administrator.http.post(page["metadata"]["next"], json=body).json()
        seen += page["results"]

    assert seen == seeded.read(operation, "limit=1000").json()["results"]


@operations(is_paged)
def test_offsets_without_a_cursor_return_the_same(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    whole = seeded.read(operation, "limit=1000").json()["results"]

    for offset in range(len(whole)):
        assert seeded.read(operation, f"limit=1&offset={offset}").json()["results"] == whole[offset : offset + 1]


@operations(is_paged)
def test_an_invented_cursor_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    given = parse_qs(urlsplit(seeded.read(operation, "limit=1").json()["metadata"]["next"]).query).get("cursor")
    if not given:
        assert seeded.read(operation, "cursor=abc").status_code == 200  # paged by offset only: the cursor is ignored
        return
    for cursor in (
        "abc",
        "",
        "%00",
        "%C3%A9",
        "W10=",
        _with_swapped_types(given[0]),
        "bnVsbA==",
        "WzAse31d",
        "W10",
        "e30=",
        "WzAsMWU5OTldCg==",
    ):
        response = seeded.read(operation, f"cursor={cursor}")

        assert response.status_code == 400, cursor
        assert "cursor" in message(response)


def _with_swapped_types(cursor: str) -> str:
    """A cursor with a number for every text and a text for every number."""
    offset, *key = json.loads(base64.urlsafe_b64decode(cursor))
    return base64.urlsafe_b64encode(json.dumps([offset, *(1 if isinstance(value, str) else "n" for value in key)]).encode()).decode()
