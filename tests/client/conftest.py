"""Runs every test with the fixture `fake` twice: with the sync and with the async client."""

import pytest

from .fake_server import FakeServer


@pytest.fixture(params=["sync", "async"])
def fake(request: pytest.FixtureRequest) -> FakeServer:
    return FakeServer(request.param)
