"""The plugin, as those have it who installed Andante."""

import pytest

from andante.testing.plugin import andante, andante_cache, andante_demo
from tests.conftest import StoppedClock

__all__ = ["andante", "andante_cache", "andante_demo"]


@pytest.fixture(autouse=True)
def stopped_clock() -> StoppedClock:
    """It goes here: sandboxes live in the present, as nobody who uses one stops our clock."""
    return StoppedClock()
