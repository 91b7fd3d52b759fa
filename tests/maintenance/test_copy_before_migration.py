"""A migration of an SQLite database first copies it."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from alembic import command
from sqlalchemy import text

from andante import schema
from andante.kit.database import Database
from andante.schema import head_revision
from tests.shell import Shell

from .contents import rows_of

OLD = "0019"
COPY = f"andante.db.before-{head_revision()}.backup"


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Database]:
    """A database with an older schema and a user."""
    opened = Database(f"sqlite:///{tmp_path / 'andante.db'}")
    with schema.schema_transaction(opened) as db:
        command.upgrade(schema._config(db), OLD)
        db.execute(text("INSERT INTO users (account_id, display_name, time_zone, active) VALUES ('712020:a', 'A', 'UTC', true)"))
    yield opened
    opened.close()


@pytest.fixture
def shell(older: Database) -> Shell:
    return Shell(older.url.render_as_string())


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "before" in path.name)


def test_the_copy_is_the_database_as_it_was(older: Database, shell: Shell, tmp_path: Path) -> None:
    before = rows_of(older)

    assert shell("migrate") == (
        f"A copy of the database from before the migration is in {tmp_path / COPY}.\nThe database is at revision {head_revision()}.\n"
    )

    assert copies(tmp_path) == [COPY]
    assert stat.S_IMODE((tmp_path / COPY).stat().st_mode) == 0o600
    with closing(Database(f"sqlite:///{tmp_path / COPY}")) as copy:
        assert schema.current_revision(copy) == OLD
        assert rows_of(copy) == before


def test_other_commands_migrate_and_copy_too(shell: Shell, tmp_path: Path) -> None:
    assert shell.listed("user", "list") == "712020:a\tA\t\tUTC\t\t\t\n"

    assert shell.errors == f"The database was migrated. A copy from before the migration is in {tmp_path / COPY}.\n"
    assert copies(tmp_path) == [COPY]


def test_nothing_is_copied_if_nothing_is_migrated(shell: Shell, tmp_path: Path) -> None:
    shell("migrate", "--no-backup")
    shell("migrate")

    assert copies(tmp_path) == []


def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    Shell(f"sqlite:///{tmp_path / 'andante.db'}")("migrate")

    assert copies(tmp_path) == []


def test_only_the_copy_of_the_last_migration_stays(shell: Shell, tmp_path: Path) -> None:
    for name in ("andante.db.before-0007.backup", "other.db.before-0007.backup", "andante.db.before-notes.txt"):
        (tmp_path / name).touch()

    shell("migrate")

    assert copies(tmp_path) == sorted([COPY, "other.db.before-0007.backup", "andante.db.before-notes.txt"])


class Usage(NamedTuple):
    free: int


def test_without_space_for_the_copy_nothing_is_migrated(
    older: Database, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "disk_usage", lambda _: Usage(3_000_000))
    shell("migrate", code=1)

    assert shell.errors.count("\n") == 1
    assert "there is no space to copy it first" in shell.errors
    assert "3 MB are free. Free some space, or run: andante admin migrate --no-backup" in shell.errors
    assert (schema.current_revision(older), copies(tmp_path)) == (OLD, [])
    shell("migrate", "--no-backup")
    assert schema.current_revision(older) == head_revision()


def test_a_copy_can_take_the_place_of_the_database(older: Database, shell: Shell, tmp_path: Path) -> None:
    shell("migrate")
    older.close()
    (tmp_path / COPY).rename(tmp_path / "andante.db")

    with closing(sqlite3.connect(tmp_path / "andante.db")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == (OLD,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
