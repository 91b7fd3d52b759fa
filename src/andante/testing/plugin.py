"""The fixtures, as pytest finds them.

Whoever has Andante installed has this loaded at every start of pytest, so that it imports nothing and does nothing until
a test asks for a fixture.
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
    """A running Andante with nobody but its administrator in it."""
    with _running(demo=False, cache=andante_cache) as running:
        yield running


@pytest.fixture
def andante_demo(andante_cache: Path) -> "Iterator[Sandbox]":
    """A running Andante with the company of `andante demo` in it."""
    with _running(demo=True, cache=andante_cache) as running:
        yield running


@pytest.fixture(scope="session")
def andante_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the databases are kept that sandboxes begin with: in pytest's cache, where there is one."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    return cache.mkdir("andante") if cache else tmp_path_factory.mktemp("andante")


def _running(*, demo: bool, cache: Path) -> "AbstractContextManager[Sandbox]":
    try:
        from .sandbox import sandbox
    except ModuleNotFoundError as error:
        raise pytest.UsageError(f"A sandbox needs the whole server ({error}): pip install 'andante[server]'") from None
    return sandbox(demo=demo, cache=cache)
