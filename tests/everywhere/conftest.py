"""The seeded server for the whole session, on both engines."""

from collections.abc import Iterator

import pytest

from tests.conftest import Template

from .standing import Standing, standing_on


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def standing(request: pytest.FixtureRequest) -> Iterator[Standing]:
    """Runs a test on both engines, on one server for all tests. Tests that change data use `house` instead."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with standing_on(template) as standing:
        yield standing
