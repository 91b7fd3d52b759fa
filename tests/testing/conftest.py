"""The fixtures of the pytest plugin, as if Andante were installed."""

import pytest

from andante.testing.plugin import andante, andante_cache, andante_demo
from tests.conftest import StoppedClock

__all__ = ["andante", "andante_cache", "andante_demo"]


@pytest.fixture(autouse=True)
def stopped_clock() -> StoppedClock:
    """Overrides the stopped clock of the other tests: sandboxes use the real time."""
    return StoppedClock()
