"""Other users of the machine can't read the files of a database, and can't lock it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from andante.cli.stdio import open_target
from andante.cli.user import state_file
from andante.kit.database import Database
from andante.sql.private_files import prepare


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_a_new_database_and_its_files_belong_to_their_owner_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    with database.write() as db:
        db.exec_driver_sql("CREATE TABLE things (id INTEGER)")

    assert _modes(tmp_path) == dict.fromkeys(("a.db", "a.db-wal", "a.db-shm", "a.db-queue"), 0o600)
    database.close()


@pytest.mark.parametrize(("database_mode", "lock_mode"), [(0o600, 0o600), (0o644, 0o600), (0o660, 0o660), (0o664, 0o660), (0o666, 0o666)])
def test_only_users_who_may_write_can_lock(tmp_path: Path, database_mode: int, lock_mode: int) -> None:
    database, lock = tmp_path / "a.db", tmp_path / "a.db-queue"
    for file in (database, lock):
        file.touch()
        file.chmod(0o644)
    database.chmod(database_mode)

    prepare(str(database), str(lock))

    assert _modes(tmp_path) == {"a.db": database_mode, "a.db-queue": lock_mode}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can create files for others")
def test_the_lock_file_of_a_command_of_root_belongs_to_the_owner_of_the_database(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    database.touch()
    os.chown(database, 1234, 1234)

    prepare(str(database), f"{database}-queue")

    assert (tmp_path / "a.db-queue").stat().st_uid == 1234


def test_exports_belong_to_their_owner_only(tmp_path: Path) -> None:
    for _ in range(2):
        with open_target(str(tmp_path / "worklogs.csv")) as target:
            assert set(_modes(tmp_path).values()) == {0o600}
            target.write("date")
        (tmp_path / "worklogs.csv.part").write_text("left behind by an interrupted export")  # with the mode 0644

    (tmp_path / "worklogs.csv.part").unlink()
    assert _modes(tmp_path) == {"worklogs.csv": 0o600}


def test_folders_for_state_belong_to_their_owner_only(tmp_path: Path) -> None:
    state_file.save(tmp_path / "andante" / "profiles.json", {})

    assert _modes(tmp_path) == {"andante": 0o700}
