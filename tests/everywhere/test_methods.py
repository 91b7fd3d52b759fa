"""Other methods than the documented ones. The method is a matter of HTTP, so SQLite is enough, also for HEAD, which runs the same
handler as GET (test_lists)."""

from typing import Any

from andante.kit.operation import Operation
from tests.cast import message
from tests.contract.documents import shape_of

from .inputs import any_path, every_operation, kit_only, operations
from .seeded import OPERATIONS, SeededServer

pytestmark = kit_only
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def _allowed(operation: Operation[Any, Any]) -> set[str]:
    found = {other.method for other in OPERATIONS if shape_of(other.path) == shape_of(operation.path)}
    return found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())


@every_operation
def test_another_method_is_refused_with_the_allowed_ones(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for method in METHODS - _allowed(operation):
        with seeded.refused_by_the_kit():
            response = seeded.administrator.http.request(method, any_path(operation))

        assert response.status_code == 405
        assert set(response.headers["allow"].split(", ")) == _allowed(operation)
        assert message(response) == f"This method is not allowed here, only {response.headers['allow']}"


@every_operation
def test_options_lists_the_methods_without_a_token(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    with seeded.refused_by_the_kit():
        response = seeded.administrator.http.options(any_path(operation), headers={"Authorization": ""})

    assert response.status_code == 200
    assert set(response.headers["allow"].split(", ")) == _allowed(operation) - {"OPTIONS"}
    assert not response.content


@operations(lambda operation: operation.method == "GET")
def test_head_returns_the_headers_of_get_without_the_body(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    path = seeded.url(operation)
    get, head = (seeded.administrator.http.request(method, path) for method in ("GET", "HEAD"))

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.content))


@operations(lambda operation: operation.method == "GET")
def test_head_needs_a_token_too(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    with seeded.refused_by_the_kit():
        response = seeded.administrator.http.head(any_path(operation), headers={"Authorization": ""})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_head_works_outside_of_operations(seeded: SeededServer) -> None:
    for path in ("/healthz", "/readyz", "/4/openapi.json", "/4/docs"):
        get, head = (seeded.administrator.http.request(method, path) for method in ("GET", "HEAD"))

        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(get.content)), b"")


def test_a_content_length_that_is_not_a_number_is_refused(seeded: SeededServer) -> None:
    for length in ("abc", "-5", "1e3"):
        response = seeded.administrator.http.post("/4/worklogs", content=b"{}", headers={"Content-Length": length})

        assert response.status_code == 400, length
        assert message(response)


def test_an_unknown_method_is_refused(seeded: SeededServer) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND", "BREW"):
        assert seeded.administrator.http.request(method, "/4/worklogs").status_code in (400, 405)
