"""`python -m benchmarks [PART …] [--rows N] [--engine NAME]`: measures, and prints one table as Markdown."""

import argparse
import os
import platform
from collections.abc import Callable

from benchmarks.client import client
from benchmarks.engines import ENGINES, World, world
from benchmarks.measure import Line, table

from . import machinery, organised, reading, servlets, writing

PARTS: dict[str, Callable[[World], list[Line]]] = {
    "pages": reading.pages,
    "single": reading.single,
    "post": writing.post,
    "import": writing.importing,
    "walk": reading.walk,
    "mixed": writing.mixed,
    "client": client,
    "approvals": organised.approvals,
    "plans": organised.plans,
    "token": organised.token,
    "servlets": servlets.exports,
    "processes": writing.processes,
    "machinery": machinery.machinery,
}
BY_DEFAULT = [name for name in PARTS if name not in ("processes", "machinery")]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; without any: all but processes and machinery")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many worklogs there are")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="both, unless told otherwise")
    given = parser.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"there is no part {unknown.pop()!r}; there are {', '.join(PARTS)}")
    lines: list[Line] = []
    try:
        for engine in given.engine or ENGINES:
            with world(engine, given.rows) as found:
                for part in given.parts or BY_DEFAULT:
                    print(f"{engine}: {part} …", flush=True)
                    lines += PARTS[part](found)
    finally:
        print(f"\n{given.rows:,} worklogs, Python {platform.python_version()}, {os.cpu_count()} cores\n\n{table(lines)}")


if __name__ == "__main__":
    main()
