"""`python -m benchmarks.sandbox`: measures the time until a sandbox of `andante.testing` responds to its first request.

Each line is the median of several processes. Each process opens a first sandbox, which includes all imports, and then more.
"""

import subprocess
import sys
import tempfile
from statistics import median

PROCESSES, LATER = 5, 10
RUN = """
import sys, time
from pathlib import Path
began = time.perf_counter()
from andante.testing.sandbox import sandbox
for _ in range(int(sys.argv[3])):
    with sandbox(demo=sys.argv[1] == "demo", cache=Path(sys.argv[2])) as andante:
        andante.client.teams.get_teams()
        print(time.perf_counter() - began)
    began = time.perf_counter()
"""


def main() -> None:
    print("| sandbox | first one on the machine | first one of a test run | others |\n|---|--:|--:|--:|")
    for kind in ("empty", "demo"):
        with tempfile.TemporaryDirectory() as cache:
            ever = _seconds(kind, cache, 1)[0]
            runs = [_seconds(kind, cache, LATER) for _ in range(PROCESSES)]
        first, other = median(run[0] for run in runs), median(seconds for run in runs for seconds in run[1:])
        print(f"| {kind} | {ever:.2f} s | {first:.2f} s | {other:.2f} s |")


def _seconds(kind: str, cache: str, times: int) -> list[float]:
    """The seconds of each sandbox, opened one after another in one process."""
    run = subprocess.run([sys.executable, "-c", RUN, kind, cache, str(times)], capture_output=True, text=True, check=True)
    return [float(line) for line in run.stdout.split()]


if __name__ == "__main__":
    main()
