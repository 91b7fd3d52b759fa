"""A bad query parameter is refused with its name before it reaches a domain, so SQLite is enough."""

from typing import Any

from andante.kit.operation import Operation
from tests.cast import faults, message

from .inputs import any_path, any_url, bad_queries, is_paged, kit_only, operations
from .seeded import SeededServer

pytestmark = kit_only


@operations(lambda operation: bool(operation.query_groups))
def test_a_bad_value_is_refused_with_its_name(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for query, name in bad_queries(operation):
        with seeded.refused_by_the_kit():
            response = seeded.administrator.http.request(operation.method, f"{any_path(operation)}?{query}", json=_body(operation))

        assert response.status_code == 400, query
        assert f"'{name}" in message(response), query
        assert [field for field, _ in faults(response) if field.startswith(name)], query


@operations(lambda operation: bool(operation.query_groups))
def test_a_query_that_is_not_utf8_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for query in ("%FF", "x=%FF", "x=%C3%28", "%ED%A0%80=1", "a&" * 10_001):
        with seeded.refused_by_the_kit():
            response = seeded.administrator.http.request(operation.method, f"{any_path(operation)}?{query}", json=_body(operation))

        assert response.status_code == 400, query[:20]
        assert "the query string must be UTF-8" in message(response)


@operations(is_paged)
def test_limit_and_offset_out_of_range_are_refused_with_their_names(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for name, values in {"limit": ("0", "-1", "abc", "", str(2**31)), "offset": ("-1", "abc", "", str(2**31))}.items():
        for value in values:
            start = any_url(operation)
            url = f"{start}{'&' if '?' in start else '?'}{name}={value}"
            with seeded.refused_by_the_kit():
                response = seeded.administrator.http.request(operation.method, url, json=_body(operation))

            assert response.status_code == 400, (name, value)
            assert f"'{name}' must be a whole number from" in message(response)
            assert (name, "out_of_range" if value.lstrip("-").isdigit() else "wrong_type") in faults(response)


def test_all_faults_are_reported_at_once(seeded: SeededServer) -> None:
    bad = {"limit": "abc", "offset": -1, "from": "2026-02-30", "orderBy": "X", "projectId": ["1", "x"]}
    with seeded.refused_by_the_kit():
        text = message(seeded.administrator.get("/worklogs", **bad))

    for name in ("limit", "offset", "from", "orderBy", "projectId[1]"):
        assert f"'{name}' must be" in text


def _body(operation: Operation[Any, Any]) -> Any:
    return {} if operation.body else None
