"""Writers of one SQLite file take turns."""

import threading
import time
from pathlib import Path

import pytest

from andante.sql import queue
from andante.sql.queue import NoTurn, turn_to_write


def test_the_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    path, happened = str(tmp_path / "queue"), list[str]()

    def second() -> None:
        with turn_to_write(path, 60):
            happened.append("second")

    waiting = threading.Thread(target=second)
    with turn_to_write(path, 60):
        waiting.start()
        time.sleep(0.1)
        happened.append("first")
    waiting.join()

    assert happened == ["first", "second"]


def test_who_fails_leaves_the_queue(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")

    with pytest.raises(ZeroDivisionError), turn_to_write(path, 60):
        raise ZeroDivisionError

    with turn_to_write(path, 60):
        pass


def test_who_has_waited_long_enough_gives_up_and_is_in_nobodys_way(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")

    with turn_to_write(path, 60), pytest.raises(NoTurn), turn_to_write(path, 0.05):
        pass

    with turn_to_write(path, 60):
        pass


def test_without_locks_of_the_system_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "fcntl", None)
    path = str(tmp_path / "queue")

    with turn_to_write(path, 60), turn_to_write(path, 60):
        pass
