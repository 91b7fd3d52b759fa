"""A migration that is killed at any time leaves the old or the new state, and can be repeated."""

import datetime as dt
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from andante import schema
from andante.kit.database import Database
from tests.cast import NOW
from tests.shell import Shell

from .contents import rows_of
from .history import REVISIONS, History
from .killed_migrations import AFTER_COMMIT, BEFORE_COPY_IS_COMPLETE, POINTS

OLD, NEW = "0006", REVISIONS[-1]
"""The migrations after the old revision create, change and fill tables."""

State = tuple[str | None, dict[str, list[str]]]


def state_of(url: str) -> State:
    with closing(Database(url)) as database:
        return schema.current_revision(database), rows_of(database)


@pytest.fixture(scope="module")
def killed(history: History) -> dict[float | str, str]:
    """The URL of a database for each point at which its migration was killed."""
    sqlite = history.copy(OLD).startswith("sqlite")
    points = [point for point in POINTS if sqlite or point != BEFORE_COPY_IS_COMPLETE]
    urls = [history.copy(OLD) for _ in points]
    now = str(dt.datetime.fromisoformat(NOW).timestamp())
    program = [sys.executable, "-m", "tests.maintenance.killed_migrations", now, history.copy(OLD), *urls]
    ended = subprocess.run(program, cwd=Path(__file__).parents[2], env=os.environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 100
    return dict(zip(points, urls, strict=True))


def test_a_killed_migration_leaves_the_old_or_the_new_state(history: History, killed: dict[float | str, str]) -> None:
    old, upgraded = state_of(history.copy(OLD)), history.copy(OLD)
    Shell(upgraded)("admin", "migrate")
    new = state_of(upgraded)

    assert (old[0], new[0]) == (OLD, NEW)
    for point, url in killed.items():
        assert state_of(url) == (new if point == AFTER_COMMIT else old), point
        Shell(url)("admin", "migrate")
        assert state_of(url) == new, point
