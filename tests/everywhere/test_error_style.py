"""`ANDANTE_ERROR_STYLE=list` gives every refusal the other documented form."""

from typing import Any

import pytest

from andante.app import application
from andante.kit.operation import Operation
from andante.kit.settings import Settings
from tests.cast import Person

from .inputs import any_path, every_operation, operations
from .standing import Standing


@pytest.fixture
def carol_with_lists(standing: Standing) -> Person:
    app = application(Settings(access_log=False, error_style="list"), standing.database)
    return Person("carol", standing.administrator.token, app)


@operations(lambda operation: bool(operation.body or operation.path_parameters))
def test_a_refusal_is_a_list_of_faults(carol_with_lists: Person, operation: Operation[Any, Any]) -> None:
    strange = dict.fromkeys(operation.path_parameters, "%00")
    response = carol_with_lists.http.request(operation.method, any_path(operation, **strange), content=b"5")

    assert response.status_code == (404 if strange else 400)
    assert [list(fault) for fault in response.json()["errors"]] == [["message"]] * len(response.json()["errors"])
    assert response.json()["errors"]


@every_operation
def test_a_missing_token_is_told_as_ever(carol_with_lists: Person, operation: Operation[Any, Any]) -> None:
    response = carol_with_lists.http.request(operation.method, any_path(operation), headers={"Authorization": ""})

    assert response.status_code == 401
    assert response.headers["content-type"] == "text/html; charset=utf-8"
