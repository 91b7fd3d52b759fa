"""The pytest fixtures for sandboxes.

If Andante is installed, pytest loads this module at every start. Therefore it imports nothing and does nothing until a test uses
a fixture.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sandbox import Sandbox


@pytest.fixture
def andante(andante_cache: Path) -> "Iterator[Sandbox]":
    """A running Andante whose only user is its administrator."""
    with _running(demo=False, cache=andante_cache) as running:
        yield running


@pytest.fixture
def andante_demo(andante_cache: Path) -> "Iterator[Sandbox]":
    """A running Andante with the example company of `andante demo`."""
    with _running(demo=True, cache=andante_cache) as running:
        yield running


@pytest.fixture(scope="session")
def andante_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the template databases of sandboxes: in pytest's cache if it is enabled."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    return cache.mkdir("andante") if cache else tmp_path_factory.mktemp("andante")


def _running(*, demo: bool, cache: Path) -> "AbstractContextManager[Sandbox]":
    try:
        from .sandbox import sandbox
    except ModuleNotFoundError as error:
        raise pytest.UsageError(f"A sandbox needs the server ({error}). Install it: pip install '/path/to/andante[server]'") from None
    return sandbox(demo=demo, cache=cache)
