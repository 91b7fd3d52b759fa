"""`python -m benchmarks [PART …] [--rows N] [--engine NAME]`: runs benchmarks and prints a Markdown table."""

import argparse
import os
import platform
from collections.abc import Callable

from benchmarks.client import client
from benchmarks.engines import ENGINES, Dataset, dataset
from benchmarks.measure import Line, table

from . import audit, cells, expensive, machinery, reading, reports, servlets, teams, webhooks, weeks, writing

PARTS: dict[str, Callable[[Dataset], list[Line]]] = {
    "pages": reading.pages,
    "single": reading.single,
    "post": writing.post,
    "import": writing.importing,
    "walk": reading.walk,
    "mixed": writing.mixed,
    "client": client,
    "approvals": teams.approvals,
    "plans": teams.plans,
    "token": teams.token,
    "weeks": weeks.weeks,
    "cells": cells.cells,
    "servlets": servlets.exports,
    "webhooks": webhooks.webhooks,
    "reports": reports.reports,
    "processes": writing.processes,
    "machinery": machinery.machinery,
    "expensive": expensive.expensive,
    "audit": audit.audit,
}
ON_REQUEST = ("cells", "processes", "machinery", "expensive", "audit")
BY_DEFAULT = [name for name in PARTS if name not in ON_REQUEST]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}. Default: all except {', '.join(ON_REQUEST)}.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="Number of worklogs.")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="Default: both.")
    given = parser.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"unknown part {unknown.pop()!r}; use one of {', '.join(PARTS)}")
    lines: list[Line] = []
    try:
        for engine in given.engine or ENGINES:
            with dataset(engine, given.rows) as found:
                for part in given.parts or BY_DEFAULT:
                    print(f"{engine}: {part} …", flush=True)
                    lines += PARTS[part](found)
    finally:
        print(f"\n{given.rows:,} worklogs, Python {platform.python_version()}, {os.cpu_count()} cores\n\n{table(lines)}")


if __name__ == "__main__":
    main()
