"""Runs every test with the fixture `server` twice: with the sync and with the async client."""

import pytest

from .fake_server import FakeServer


@pytest.fixture(params=["sync", "async"])
def server(request: pytest.FixtureRequest) -> FakeServer:
    return FakeServer(request.param)
