"""The house that stands for the whole session, on both engines."""

from collections.abc import Iterator

import pytest

from tests.conftest import Template

from .standing import Standing, standing_on


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def standing(request: pytest.FixtureRequest) -> Iterator[Standing]:
    """Makes a test run on both engines, in one house for all of them. Whoever would change it takes `house` instead."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with standing_on(template) as standing:
        yield standing
