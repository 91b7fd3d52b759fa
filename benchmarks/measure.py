"""How things are timed on a machine that others use too: in turns, and by the turns that nobody disturbed."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

ROUNDS = 5


class Line(NamedTuple):
    """One line of the table: what was measured, against what, and how many times as much it took."""

    engine: str
    what: str
    took: str
    against: str = ""
    ratio: float | None = None
    bound: str = ""


def in_turns(*runs: Callable[[], object], seconds: float = 2.0) -> list[float]:
    """The seconds that one run of each takes when it is left in peace: the lowest tenth. A median would say more of the
    neighbours than of the code, the more the longer a run is. They take turns, so that a disturbance hits all of them."""
    times: list[list[float]] = [[] for _ in runs]
    for run in runs:
        run()
    until = time.perf_counter() + seconds * len(runs)
    while time.perf_counter() < until or len(times[0]) < ROUNDS:
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [statistics.quantiles(taken, n=10)[0] for taken in times]


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
