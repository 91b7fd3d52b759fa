"""Schemathesis generates valid and invalid requests from our OpenAPI document. No response is undocumented."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from andante.kit.operation import Operation
from tests.cast import ACCOUNT_IDS, NORTH_1
from tests.conftest import Template
from tests.contract import documents
from tests.contract.judge import judge

from .inputs import every_operation
from .seeded import SeededServer, seeded_server

EXAMPLES = 12
"""The number of examples for each operation and mode. More would take too long in a run of all tests."""


@pytest.fixture(scope="session")
def scratch_servers(sqlite_template: Template, postgresql_template: Template) -> Iterator[list[SeededServer]]:
    """Two servers whose data may change. Each request is sent to both engines, because generating it takes the most time."""
    with ExitStack() as stack:
        yield [stack.enter_context(seeded_server(template)) for template in (sqlite_template, postgresql_template)]


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(documents.with_extensions())


@every_operation
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_response_is_undocumented(scratch_servers: list[SeededServer], operation: Operation[Any, Any], mode: GenerationMode) -> None:
    described = _schema()[operation.path][operation.method]
    configured = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @configured
    @given(case=described.as_strategy(generation_mode=mode), plausible=st.booleans())
    def check(case: Case[Any], plausible: bool) -> None:
        if plausible:
            _make_plausible(case, scratch_servers[0].found.get(operation.path))
        for server in scratch_servers:
            _send(server, operation, case)

    check()


def _send(server: SeededServer, operation: Operation[Any, Any], case: Case[Any]) -> None:
    response = case.call(app=server.app, headers=dict(server.administrator.http.headers))
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    checked = httpx.Response(response.status_code, headers=headers, content=response.content)
    judge(operation.method, urlsplit(str(response.request.url)).path, checked)


def _make_plausible(case: Case[Any], found: tuple[str, ...] | None) -> None:
    """Replaces users, issues and paths in a generated request by existing ones."""
    if found and case.path_parameters:
        case.path_parameters.update(zip(re.findall(r"{(\w+)}", case.path), found, strict=True))
    _name_existing(case.body)


def _name_existing(value: Any) -> None:
    for name in value if isinstance(value, dict) else ():
        if name.endswith("ccountId"):
            value[name] = ACCOUNT_IDS["alice"]
        elif name == "issueId":
            value[name] = NORTH_1
        elif name.lower().endswith("date"):
            value[name] = "2026-03-17"
        _name_existing(value[name])
    for item in value if isinstance(value, list) else ():
        _name_existing(item)
