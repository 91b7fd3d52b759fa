"""Writers of one SQLite file work one at a time."""

import threading
import time
from pathlib import Path

import pytest

from andante.sql.write_lock import SECONDS_AFTER_TIMEOUT, LockTimeout, WriteLock, write_lock


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


def test_after_a_timeout_writers_wait_only_briefly_until_one_gets_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, waits, outcomes = WriteLock(str(tmp_path / "lock")), list[float](), [False, False, True, True]

    def acquire(_: int, timeout: float) -> bool:
        waits.append(timeout)
        return outcomes[len(waits) - 1]

    monkeypatch.setattr("andante.sql.write_lock._acquire", acquire)
    for gets_it in outcomes:
        if gets_it:
            with lock.hold(5):
                pass
        else:
            with pytest.raises(LockTimeout), lock.hold(5):
                pass

    assert waits == [5, SECONDS_AFTER_TIMEOUT, SECONDS_AFTER_TIMEOUT, 5]


def test_a_writer_that_does_not_wait_does_not_shorten_the_waits_of_others(tmp_path: Path) -> None:
    lock, seconds_left = WriteLock(str(tmp_path / "lock")), list[float]()
    with write_lock(str(tmp_path / "lock"), 60), pytest.raises(LockTimeout), lock.hold(0):
        pass

    with lock.hold(5) as left:
        seconds_left.append(left)

    assert seconds_left[0] > SECONDS_AFTER_TIMEOUT


def test_a_program_that_does_not_use_the_lock_counts_as_a_writer(tmp_path: Path) -> None:
    lock, seconds_left = WriteLock(str(tmp_path / "lock")), list[float]()
    with pytest.raises(LockTimeout), lock.hold(5):
        raise LockTimeout

    with lock.hold(5) as left:
        seconds_left.append(left)

    assert seconds_left[0] <= SECONDS_AFTER_TIMEOUT


def test_without_file_locks_no_writer_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("andante.sql.write_lock.fcntl", None)
    path = str(tmp_path / "lock")

    with write_lock(path, 60), write_lock(path, 60):
        pass
