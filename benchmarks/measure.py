"""Measures run times on a shared machine: alternates the runs, and uses the fastest ones."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5
SCHEDULE = Path("/proc/thread-self/schedstat")


class Line(NamedTuple):
    """One line of the table: what was measured, the baseline, their ratio, and the target for the ratio."""

    engine: str
    what: str
    duration: str
    baseline: str = ""
    ratio: float | None = None
    bound: str = ""


def alternate(*runs: Callable[[], object], seconds: float = 2.0, alone: bool = True) -> list[float]:
    """The seconds of one run of each function: the 10th percentile, without the time that the thread waited for a processor. If
    `alone` is False, the waiting time counts too, because a server works during it. Other measures would mostly show the load of
    other processes, especially for long runs. The runs alternate so that a disturbance affects all functions."""
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
    """The seconds of one long run, without the time that it waited for a processor."""
    waited, start = _waited_seconds(), time.perf_counter()
    run()
    return time.perf_counter() - start - (_waited_seconds() - waited)


def _waited_seconds() -> float:
    """How long this thread has waited for a processor. 0 if the system doesn't report it."""
    return int(SCHEDULE.read_text().split()[1]) / 1e9 if SCHEDULE.exists() else 0.0


def formatted(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"


def table(lines: list[Line]) -> str:
    """The lines as Markdown."""
    head = "| engine | what | time or rate | baseline | ratio | target |\n|---|---|--:|---|--:|---|\n"
    return head + "\n".join(
        f"| {line.engine} | {line.what} | {line.duration} | {line.baseline} | {ratio} | {line.bound} |"
        for line in lines
        for ratio in ["" if line.ratio is None else f"{line.ratio:.2f}"]
    )
