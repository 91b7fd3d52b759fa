"""Runs actions concurrently in tests."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Refusal


def run_concurrently(database: Database, count: int, act: Callable[[Call, int], object], expected: type[Refusal] = Refusal) -> None:
    """Calls `act` with each number below `count`, in its own thread and write transaction. Ignores the expected refusals and
    raises all other errors."""
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        with suppress(expected), database.write() as db:
            act(Call(db, SYSTEM, clock.now()), number)

    with ThreadPoolExecutor(count) as threads:
        list(threads.map(run, range(count)))
