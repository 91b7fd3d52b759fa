"""How things are timed on a machine that others use too: in turns, and by the turns that nobody disturbed."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5
SCHEDULE = Path("/proc/thread-self/schedstat")


class Line(NamedTuple):
    """One line of the table: what was measured, against what, and how many times as much it took."""

    engine: str
    what: str
    took: str
    against: str = ""
    ratio: float | None = None
    bound: str = ""


def in_turns(*runs: Callable[[], object], seconds: float = 2.0, alone: bool = True) -> list[float]:
    """The seconds that one run of each takes when it is left in peace: the lowest tenth, without what it waited for a
    processor (unless it is not `alone`: while it waits, a server works for it). Otherwise it says more of the neighbours
    than of the code, the more the longer a run is. They take turns, so that a disturbance hits all of them."""
    times: list[list[float]] = [[] for _ in runs]
    for run in runs:
        run()
    until = time.perf_counter() + seconds * len(runs)
    while time.perf_counter() < until or len(times[0]) < ROUNDS:
        for run, taken in zip(runs, times, strict=True):
            waited, start = _waited_seconds(), time.perf_counter()
            run()
            taken.append(time.perf_counter() - start - (_waited_seconds() - waited if alone else 0))
    return [statistics.quantiles(taken, n=10)[0] for taken in times]


def once(run: Callable[[], object]) -> float:
    """The seconds that one long run takes, without what it waited for a processor."""
    waited, start = _waited_seconds(), time.perf_counter()
    run()
    return time.perf_counter() - start - (_waited_seconds() - waited)


def _waited_seconds() -> float:
    """How long this thread has been ready to run while others ran, where Linux tells."""
    return int(SCHEDULE.read_text().split()[1]) / 1e9 if SCHEDULE.exists() else 0.0


def shown(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"


def table(lines: list[Line]) -> str:
    """The lines as Markdown."""
    head = "| engine | what | takes | against | ratio | must be |\n|---|---|--:|---|--:|---|\n"
    return head + "\n".join(
        f"| {line.engine} | {line.what} | {line.took} | {line.against} | {ratio} | {line.bound} |"
        for line in lines
        for ratio in ["" if line.ratio is None else f"{line.ratio:.2f}"]
    )
