"""Every test that asks for `half` runs with the blocking client and with the one that is awaited."""

import pytest

from .halves import Half


@pytest.fixture(params=["sync", "async"])
def half(request: pytest.FixtureRequest) -> Half:
    return Half(request.param)
