"""Objects that don't exist are not found, with any characters in the path. Ids that are not numbers are refused before they reach a
domain, so SQLite is enough. Strange names are queried, on both engines."""

from typing import Any

from andante.kit.operation import Operation
from tests.cast import faults, message

from .inputs import any_path, ids_of, kit_only, operations
from .seeded import SeededServer

INVALID_IDS = [
    "abc",
    "1.5",
    "-1",
    "0",
    "99999999999999999999",
    "9" * 5000,
    "%00",
    "1%00",
    "%FF",
    "%C3%28",
    "NaN",
    "null",
    "1_000",
    "1e0",
    "1.0",
    "+1",
]
STRANGE = [*INVALID_IDS, "nobody", "%EF%BC%91", "%C2%B2", "'%20OR%201=1", "%F0%9F%92%A9", "x" * 5000, "..%5C..", "%ED%A0%80", "%0D%0Aa:b"]


def spelled(name: str) -> str:
    """The parameter as the API spells it."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


@kit_only
@operations(lambda operation: bool(ids_of(operation)))
def test_a_path_id_that_is_not_a_number_is_not_found(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for name in ids_of(operation):
        for bad in INVALID_IDS:
            with seeded.refused_by_the_kit():
                response = seeded.administrator.http.request(operation.method, any_path(operation, **{name: bad}), json={})

            assert response.status_code == 404, bad
            assert faults(response) == [(spelled(name), "not_found")], bad


@operations(lambda operation: len(operation.path_parameters) > len(ids_of(operation)))
def test_a_strange_name_in_a_path_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for name in operation.path_parameters.keys() - set(ids_of(operation)):
        for bad in STRANGE:
            with seeded.unchanged():
                response = seeded.administrator.http.request(operation.method, any_path(operation, **{name: bad}))

            assert response.status_code in (400, 404), (name, bad, response.text)
            assert message(response)


@kit_only
def test_an_unknown_path_is_not_found(seeded: SeededServer) -> None:
    for path in ("/4", "/4/nothing", "/4/worklogs/1/2/3", "/4-andante/nothing", "/4/%00", "/4/%FF", "/4//worklogs"):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            with seeded.refused_by_the_kit():
                response = seeded.administrator.http.request(method, path)

            assert response.status_code == 404, (method, path)
            assert message(response) == f"Path {response.request.url.path} not found"
