"""Writers of one SQLite file work one at a time."""

import threading
import time
from pathlib import Path

import pytest

from andante.sql.write_lock import LockTimeout, write_lock


def test_the_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    path, order = str(tmp_path / "lock"), list[str]()

    def second() -> None:
        with write_lock(path, 60):
            order.append("second")

    waiting = threading.Thread(target=second)
    with write_lock(path, 60):
        waiting.start()
        time.sleep(0.1)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]


def test_a_failed_writer_releases_the_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")

    with pytest.raises(ZeroDivisionError), write_lock(path, 60):
        raise ZeroDivisionError

    with write_lock(path, 60):
        pass


def test_a_writer_that_times_out_does_not_block_the_next(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")

    with write_lock(path, 60), pytest.raises(LockTimeout), write_lock(path, 0.05):
        pass

    with write_lock(path, 60):
        pass


def test_without_file_locks_no_writer_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("andante.sql.write_lock.fcntl", None)
    path = str(tmp_path / "lock")

    with write_lock(path, 60), write_lock(path, 60):
        pass
