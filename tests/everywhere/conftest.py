"""The seeded server for the whole session, on both engines."""

from collections.abc import Iterator

import pytest

from tests.conftest import Template

from .seeded import SeededServer, seeded_server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest) -> Iterator[SeededServer]:
    """Runs a test on both engines, on one server for all tests. Tests that change data use `company` instead."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with seeded_server(template) as seeded:
        yield seeded
