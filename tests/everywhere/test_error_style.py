"""`ANDANTE_ERROR_STYLE=list` returns refusals in the other documented format. This doesn't depend on domains, so SQLite is enough."""

from typing import Any

from andante.kit.operation import Operation

from .inputs import any_path, every_operation, kit_only, operations
from .seeded import SeededServer

pytestmark = kit_only


@operations(lambda operation: bool(operation.body or operation.path_parameters))
def test_a_refusal_is_a_list_of_faults(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    carol = seeded.administrator_with(error_style="list")
    strange = dict.fromkeys(operation.path_parameters, "%00")
    with seeded.refused_by_the_kit():
        response = carol.http.request(operation.method, any_path(operation, **strange), content=b"5")

    assert response.status_code == (404 if strange else 400)
    faults = response.json()["errors"]
    assert [list(fault) for fault in faults] == [["message", "field", "code"]] * len(faults)
    assert {fault["code"] for fault in faults} == ({"not_found"} if strange else {"wrong_type"})
    assert all(fault["message"].startswith(f"'{fault['field']}' " if fault["field"] else "the body must be") for fault in faults)
    assert faults


@every_operation
def test_a_missing_token_is_refused_in_the_same_format(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    carol = seeded.administrator_with(error_style="list")
    with seeded.refused_by_the_kit():
        response = carol.http.request(operation.method, any_path(operation), headers={"Authorization": ""})

    assert response.status_code == 401
    assert response.headers["content-type"] == "text/html; charset=utf-8"
