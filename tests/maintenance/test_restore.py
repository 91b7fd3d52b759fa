"""andante restore"""

import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from andante import schema
from andante.kit.database import Database
from andante.maintenance import restore as restoring
from andante.schema import head_revision
from andante.sql.integrity import table_names
from tests.databases import sqlite_only
from tests.shell import Shell

from .contents import rows_of

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def backup(andante: Shell, tmp_path: Path) -> Path:
    """A backup of `database`."""
    andante("backup", tmp_path / "backup.tar.gz")
    return tmp_path / "backup.tar.gz"


@pytest.fixture
def restored(empty: Shell) -> Iterator[Database]:
    """The database that a test restores into."""
    opened = Database(empty.url)
    yield opened
    opened.close()


def is_empty(shell: Shell) -> bool:
    """Whether the database has no tables, and nothing else was left next to it."""
    with closing(Database(shell.url)) as database:
        file = Path(str(database.url.database))
        leftovers = list(file.parent.glob(f"{file.name}.*")) if database.sqlite else []
        return schema.current_revision(database) is None and not leftovers


def repacked(backup: Path, change: Change) -> Path:
    """A copy of the backup with changed members."""
    with tarfile.open(backup) as opened:
        members = {info.name: opened.extractfile(info).read() for info in opened}  # type: ignore[union-attr]
    change(members)
    target = backup.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz", compresslevel=1) as changed:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            changed.addfile(info, io.BytesIO(content))
    return target


def set_in_manifest(**values: Any) -> Change:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()

    return change


def test_the_restored_database_has_the_same_rows(backup: Path, empty: Shell, database: Database, restored: Database) -> None:
    assert empty("restore", backup).startswith("Restored ")

    assert rows_of(restored) == rows_of(database)


def test_new_rows_get_new_ids(backup: Path, empty: Shell, andante: Shell) -> None:
    empty("restore", backup)

    assert empty("token", "list", "--user", "alice@example.com") == andante("token", "list", "--user", "alice@example.com")
    empty("token", "create", "--user", "alice@example.com")
    assert empty("team", "add", "Westerners").strip() == "2"


@sqlite_only
def test_a_backup_can_come_from_standard_input(backup: Path, empty: Shell, database: Database, restored: Database) -> None:
    empty("restore", "-", given=backup.read_bytes())

    assert rows_of(restored) == rows_of(database)


def test_an_older_backup_is_migrated(new_database: Callable[[], str], empty: Shell, tmp_path: Path) -> None:
    older = Shell(new_database())
    with closing(Database(older.url)) as database, schema.schema_transaction(database) as db:
        command.upgrade(schema._config(db), "0010")
    older("backup", tmp_path / "old.tar.gz")

    said = empty("restore", tmp_path / "old.tar.gz")

    assert f"migrated from revision 0010 to {head_revision()}" in said
    assert empty("user", "list") == ""


def test_a_database_with_tables_is_refused(backup: Path, andante: Shell, database: Database) -> None:
    before = rows_of(database)
    andante("restore", backup, code=1)

    assert andante.errors.startswith("The database is not empty: it has the tables account_categories, account_links, accounts and ")
    assert andante.errors.count("\n") == 1
    assert rows_of(database) == before


def test_a_newer_schema_is_refused(backup: Path, empty: Shell) -> None:
    empty("restore", repacked(backup, set_in_manifest(revision="9999", version="7.1")), code=1)

    assert empty.errors == "The backup has the schema 9999 of the newer version 7.1. Update Andante before you restore it.\n"
    assert is_empty(empty)


@sqlite_only
def test_a_newer_format_is_refused(backup: Path, empty: Shell) -> None:
    empty("restore", repacked(backup, set_in_manifest(format=2, version="7.1", rows=None)), code=1)

    assert empty.errors == "The backup was made by the newer version 7.1. Update Andante first.\n"


def test_a_backup_of_the_other_engine_is_refused(backup: Path, empty: Shell, database: Database) -> None:
    other = "postgresql" if database.sqlite else "sqlite"
    with tarfile.open(backup) as opened:
        (member,) = json.loads(opened.extractfile("manifest.json").read())["members"]  # type: ignore[union-attr]
    name = {"sqlite": "database.sqlite", "postgresql": "database.dump"}[other]
    empty("restore", repacked(backup, set_in_manifest(engine=other, members=[member | {"name": name}])), code=1)

    assert "To move to another kind of database, use an archive: andante admin archive export" in empty.errors
    assert is_empty(empty)


def flip_a_byte(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name != "manifest.json")
    content = bytearray(members[name])
    content[len(content) // 2] ^= 1
    members[name] = bytes(content)


def drop_the_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def drop_the_database(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name != "manifest.json")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (flip_a_byte, "has a wrong checksum"),
        (drop_the_manifest, "manifest.json is missing"),
        (drop_the_database, "is missing"),
        (set_in_manifest(product="other"), "manifest.json is not valid"),
        (set_in_manifest(members=[]), "has other members"),
        (set_in_manifest(rows={"users": 7}), "has other rows than its manifest states in "),
    ],
)
@sqlite_only
def test_a_damaged_backup_is_refused(backup: Path, empty: Shell, change: Change, message: str) -> None:
    empty("restore", repacked(backup, change), code=1)

    assert message in empty.errors
    assert is_empty(empty)


@sqlite_only
def test_an_incomplete_backup_is_refused(backup: Path, empty: Shell) -> None:
    content = backup.read_bytes()
    for length in (0, 10, 1000, len(content) // 2, len(content) - 4):
        (part := backup.with_name("part.tar.gz")).write_bytes(content[:length])
        empty("restore", part, code=1)
        assert is_empty(empty)


@sqlite_only
@pytest.mark.parametrize(
    "content",
    [b"text", gzip.compress(b"text"), gzip.compress(bytes(10_240)), b"SQLite format 3\0"],
    ids=["text", "compressed text", "compressed zeros", "database"],
)
def test_another_file_is_refused(empty: Shell, tmp_path: Path, content: bytes) -> None:
    (file := tmp_path / "other").write_bytes(content)
    empty("restore", file, code=1)

    assert empty.errors.count("\n") == 1
    assert is_empty(empty)


@sqlite_only
def test_a_missing_file_is_reported(empty: Shell) -> None:
    empty("restore", "/missing.tar.gz", code=1)

    assert empty.errors == "/missing.tar.gz can't be read: No such file or directory\n"


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_a_dump_that_fails_in_the_middle_leaves_nothing(
    backup: Path, empty: Shell, restored: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone else creates a table, after the database was checked, that is also one of the last in the dump."""

    def create_table(*_: object) -> None:
        with restored.write() as db:
            db.exec_driver_sql("CREATE TABLE worklogs (id INTEGER)")

    monkeypatch.setattr(restoring, "_check", create_table)
    empty("restore", backup, code=1)

    assert 'relation "worklogs" already exists' in empty.errors
    with restored.read() as db:
        assert table_names(db) == ["worklogs"]


@sqlite_only
def test_a_database_that_is_open_elsewhere_is_not_replaced(backup: Path, empty: Shell, restored: Database) -> None:
    with restored.read(), closing(sqlite3.connect(str(restored.url.database))) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM sqlite_master").fetchall()
        empty("restore", backup, code=1)

    assert empty.errors == f"{restored.url.database} is in use by another program. Stop it, and try again.\n"


@sqlite_only
def test_pages_of_the_empty_database_do_not_reach_the_restored_one(backup: Path, empty: Shell, restored: Database) -> None:
    """An empty database may have a WAL, from tables that were created and dropped."""
    with restored.write() as db:
        db.exec_driver_sql("CREATE TABLE gone (id INTEGER)")
        db.exec_driver_sql("DROP TABLE gone")
    file = Path(str(restored.url.database))
    wal = Path(f"{file}-wal").read_bytes()
    restored.close()
    Path(f"{file}-wal").write_bytes(wal)

    empty("restore", backup)

    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM users").fetchone() == (6,)


KILLED = """
import os, signal
from andante.cli import app
from andante.maintenance import restore
restore.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
app()
"""


@sqlite_only
def test_a_restore_that_is_killed_leaves_an_empty_database_and_can_be_repeated(backup: Path, empty: Shell, restored: Database) -> None:
    """It is killed before the last step, when the restored file gets its name."""
    command = [sys.executable, "-c", KILLED, "restore", str(backup)]
    killed = subprocess.run(command, env=os.environ | {"ANDANTE_DATABASE_URL": empty.url}, capture_output=True, check=False)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert schema.current_revision(restored) is None
    restored.close()
    empty("restore", backup)
    assert not is_empty(empty)
    file = Path(str(restored.url.database))
    assert list(file.parent.glob(f"{file.name}.*")) == []
