"""andante backup"""

import gzip
import hashlib
import json
import os
import stat
import tarfile
import time
from io import BytesIO
from pathlib import Path

import pytest

from andante.kit.database import Database
from andante.maintenance import archive, programs
from andante.schema import head_revision
from tests.databases import sqlite_only
from tests.shell import Shell

NAME = "andante-2026-03-18T1200Z.tar.gz"
"""The name of a backup that is made at the time of the stopped clock."""


def contents_of(backup: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=BytesIO(backup)) as opened:
        return {info.name: opened.extractfile(info).read() for info in opened}  # type: ignore[union-attr]


def test_a_directory_gets_a_file_with_a_manifest_and_the_database(andante: Shell, database: Database, tmp_path: Path) -> None:
    andante.environment = {"ANDANTE_OIDC_CLIENT_SECRET": "hush", "ANDANTE_PUBLIC_URL": "https://time.example.com"}
    said = andante("backup", tmp_path, "--verify")

    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    contents = contents_of((tmp_path / NAME).read_bytes())
    manifest = json.loads(contents["manifest.json"])
    (member,) = manifest["members"]
    assert list(contents) == ["manifest.json", member["name"]]
    assert member["size"] == len(contents[member["name"]])
    assert member["sha256"] == hashlib.sha256(contents[member["name"]]).hexdigest()
    assert manifest["revision"] == head_revision()
    assert manifest["engine"] == database.url.get_backend_name()
    assert manifest["created"] == "2026-03-18T12:00:00Z"
    assert manifest["rows"].items() >= {"users": 6, "issues": 3, "alembic_version": 1}.items()
    assert manifest["settings"]["public_url"] == "https://time.example.com"
    assert "database_url" not in manifest["settings"]
    assert "hush" not in contents["manifest.json"].decode()
    assert f"{sum(manifest['rows'].values())} rows in {len(manifest['rows'])} tables to {tmp_path / NAME}" in said


@sqlite_only
def test_only_its_owner_can_read_a_backup(andante: Shell, tmp_path: Path) -> None:
    before = os.umask(0o000)
    andante("backup", tmp_path / "mine.tar.gz")
    os.umask(before)

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {"mine.tar.gz": 0o600}


def test_standard_output_gets_the_same(andante: Shell, tmp_path: Path) -> None:
    andante("backup", tmp_path)
    target = tmp_path / "stdout.tar.gz"
    target.write_bytes(_output(andante, "backup", "-"))

    assert _manifest(target).items() >= {key: value for key, value in _manifest(tmp_path / NAME).items() if key != "members"}.items()


def _output(andante: Shell, *arguments: str) -> bytes:
    from typer.testing import CliRunner

    from andante.cli import app

    return CliRunner().invoke(app, arguments, env={"ANDANTE_DATABASE_URL": andante.url}).stdout_bytes


def _manifest(path: Path) -> dict[str, object]:
    return dict(json.loads(contents_of(path.read_bytes())["manifest.json"]))


@sqlite_only
def test_the_newest_are_kept_and_other_files_stay(andante: Shell, tmp_path: Path) -> None:
    older = [f"andante-2026-03-{day}T0300Z.tar.gz" for day in (15, 16, 17)]
    others = ["andante.db", "andante-notes.tar.gz", f"{older[0]}.sha256", "Andante-2026-03-01T0300Z.tar.gz"]
    for name in [*older, *others]:
        (tmp_path / name).touch()

    said = andante("backup", tmp_path, "--keep", 2)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, older[2], NAME])
    assert [line for line in said.splitlines() if "Deleted" in line] == [f"Deleted {tmp_path / name}." for name in older[:2]]


@sqlite_only
def test_what_killed_backups_left_behind_is_deleted_after_a_day(andante: Shell, tmp_path: Path) -> None:
    (abandoned := tmp_path / "andante-2026-03-16T0300Z.tar.gz.part").touch()
    (folder := tmp_path / ".andante-backup-abc123").mkdir()
    (running := tmp_path / "andante-2026-03-18T1159Z.tar.gz.part").touch()
    for path in (abandoned, folder):
        os.utime(path, (time.time(), 1773655200))  # 2026-03-16T10:00:00Z

    andante("backup", tmp_path, "--keep", 9)

    assert sorted(path.name for path in tmp_path.iterdir()) == [running.name, NAME]


@sqlite_only
@pytest.mark.parametrize("options", [["-", "--keep", "1"], ["-", "--verify"], ["{}/file.tar.gz", "--keep", "1"]])
def test_options_that_need_a_directory_or_file(andante: Shell, tmp_path: Path, options: list[str]) -> None:
    andante("backup", *(option.format(tmp_path) for option in options), code=2)

    assert "directory" in andante.errors
    assert list(tmp_path.iterdir()) == []


@sqlite_only
def test_a_missing_directory_is_named(andante: Shell, tmp_path: Path) -> None:
    andante("backup", tmp_path / "missing" / "a.tar.gz", code=1)

    assert andante.errors == f"{tmp_path}/missing/a.tar.gz.part can't be used: No such file or directory\n"


def test_an_empty_database_is_refused(empty: Shell, tmp_path: Path) -> None:
    (folder := tmp_path / "backups").mkdir()
    empty("backup", folder, code=1)

    assert empty.errors == "The database is empty. No backup was made.\n"
    assert list(folder.iterdir()) == []


@sqlite_only
@pytest.mark.own_database
def test_a_damaged_database_is_not_backed_up_and_older_backups_stay(andante: Shell, database: Database, tmp_path: Path) -> None:
    (tmp_path / "andante-2026-03-17T0300Z.tar.gz").touch()
    with database.write() as db:
        (page,) = db.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'ix_worklogs_updated'").one()
    database.close()
    with open(str(database.url.database), "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)

    andante("backup", tmp_path, "--keep", 1, code=1)

    assert "The database is damaged" in andante.errors
    assert [path.name for path in tmp_path.iterdir()] == ["andante-2026-03-17T0300Z.tar.gz"]


def test_a_failed_backup_leaves_the_previous_file(andante: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / NAME).write_bytes(b"previous")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", fail)
    andante("backup", tmp_path, code=1)

    assert andante.errors == "The file can't be used: No space left on device\n"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {NAME: b"previous"}


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_a_missing_pg_dump_is_reported(andante: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    andante("backup", tmp_path, code=1)

    assert andante.errors == (
        "pg_dump of PostgreSQL 18 or newer is needed. Install it (on Debian: postgresql-client-18), or add its folder to PATH.\n"
    )


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_the_oldest_program_that_is_new_enough_is_used(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    for version in (15, 20, 19):
        program = tmp_path / str(version) / "bin" / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.1 (Debian {version}.1-1)'")
        program.chmod(0o755)

    with database.read() as db:
        assert programs.find_program("pg_dump", db) == tmp_path / "19" / "bin" / "pg_dump"


def test_the_file_is_a_gzip_file(andante: Shell, tmp_path: Path) -> None:
    andante("backup", tmp_path / "a.tar.gz")

    assert gzip.decompress((tmp_path / "a.tar.gz").read_bytes())[:13] == b"manifest.json"
