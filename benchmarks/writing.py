"""Logging time, alone and while others read, and importing."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bare import ISSUE_ID, bare, count
from benchmarks.data import ADMINISTRATOR, worklogs
from benchmarks.engines import World, scratch
from benchmarks.inside import inside
from benchmarks.load import Connection, Requests, request, together
from benchmarks.measure import Line, in_turns, shown

from . import servers

IMPORTED_ROWS = 20_000
MIXED_CONNECTIONS = 8
MIXED_SECONDS = 5.0
BODY = {
    "authorAccountId": ADMINISTRATOR,
    "issueId": ISSUE_ID,
    "startDate": "2026-06-30",
    "startTime": "09:00:00",
    "timeSpentSeconds": 3600,
    "description": "Worked on it",
    "attributes": [{"key": "_Activity_", "value": "Review"}, {"key": "_OnSite_", "value": "true"}],
}


def post(kept: World) -> list[Line]:
    """POST against bare durable transactions: of the worklog's row only, and of everything that a POST writes."""
    body = json.dumps(BODY).encode()
    with scratch(kept) as world:
        with inside(world) as app, bare(world) as driver:
            ours, row, all_rows = in_turns(
                lambda: app.ask("POST", "/4/worklogs", body=body), driver.insert_worklog, driver.insert_all, seconds=4
            )
        with servers.andante(world, workers=1, threads=1) as server, bare(world) as driver:
            connection, asked = Connection(server.port), _post(world)
            served, served_row, served_all = in_turns(
                lambda: connection.ask(asked), driver.insert_worklog, driver.insert_all, seconds=4, alone=False
            )
    return [
        Line(world.engine, "POST, in process", shown(ours), f"bare durable INSERT of one row {shown(row)}", ours / row, "≤ 3"),
        Line(world.engine, "POST, in process", shown(ours), f"the same rows, bare and durable {shown(all_rows)}", ours / all_rows),
        Line(
            world.engine,
            "POST, over HTTP",
            shown(served),
            f"bare durable INSERT of one row {shown(served_row)}",
            served / served_row,
            "≤ 3",
        ),
        Line(world.engine, "POST, over HTTP", shown(served), f"the same rows, bare and durable {shown(served_all)}", served / served_all),
    ]


def mixed(kept: World) -> list[Line]:
    """Eight write while eight read, on a server as it is by default."""
    with scratch(kept) as world:
        before = count(world)
        with servers.andante(world) as server:
            writer = (server.port, Repeated(_post(world)), MIXED_CONNECTIONS, MIXED_SECONDS)
            reader = (
                server.port,
                Repeated(request("GET", "/4/worklogs?limit=50", world.tokens.administrator)),
                MIXED_CONNECTIONS,
                MIXED_SECONDS,
            )
            written, read = together(writer, reader)
            memory = server.peak_memory()
        lost = before + len(written.latencies) - count(world)
    refused = [*written.refused, *read.refused]
    if refused or lost > 0:
        raise RuntimeError(f"{lost} worklogs were lost, {len(refused)} requests refused: {refused[:3]}")
    return [
        *(
            Line(
                world.engine,
                f"eight writers and eight readers: {name}, p99",
                shown(answers.percentile(99)),
                f"its median {shown(answers.percentile(50))}, {answers.rate:,.0f}/s",
                answers.percentile(99) / answers.percentile(50),
            )
            for name, answers in (("POST", written), ("page of 50", read))
        ),
        Line(world.engine, "memory of a process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def importing(kept: World) -> list[Line]:
    """`andante import` of a CSV file."""
    with scratch(kept) as world, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "worklogs.csv"
        _write(file)
        before, start = count(world), time.perf_counter()
        command = [sys.executable, "-c", servers.ANDANTE, "import", str(file)]
        subprocess.run(command, env=os.environ | {"ANDANTE_DATABASE_URL": world.url}, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        if count(world) - before != IMPORTED_ROWS:
            raise RuntimeError(f"{count(world) - before} of {IMPORTED_ROWS} rows were imported")
    return [Line(kept.engine, f"import of {IMPORTED_ROWS:,} rows", f"{IMPORTED_ROWS / seconds:,.0f} rows/s")]


def _write(file: Path) -> None:
    with file.open("w", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["date", "start_time", "user", "issue", "time_spent", "description", "attribute:_Activity_", "attribute:_OnSite_"])
        for worklog in worklogs(IMPORTED_ROWS):
            issue = worklog.issue_id - 10_000
            key = f"P{issue // 100}-{issue % 100 + 1}"
            rows.writerow(
                [
                    worklog.start_date,
                    worklog.start_time,
                    worklog.author_id,
                    key,
                    worklog.time_spent_seconds,
                    worklog.description,
                    "Review",
                    "true",
                ]
            )


def _post(world: World) -> bytes:
    return request("POST", "/4/worklogs", world.tokens.administrator, BODY)


class Repeated:
    """Always the same request; can be sent to another process, as a lambda can't."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __call__(self, _: int) -> bytes:
        return self.raw


def rates(kept: World, workers: int, threads: int) -> dict[str, str]:
    """GET one, a page of 50 and POST with 16 connections each, on a server with so many processes and threads."""
    get = request("GET", f"/4/worklogs/{kept.rows // 2}", kept.tokens.administrator)
    page = request("GET", "/4/worklogs?limit=50", kept.tokens.administrator)
    loads: dict[str, Requests] = {"GET one": Repeated(get), "page of 50": Repeated(page), "POST": Repeated(_post(kept))}
    found = {}
    with servers.andante(kept, workers, threads) as server:
        for name, requests in loads.items():
            best = max((together((server.port, requests, 16, 1.5))[0] for _ in range(4)), key=lambda one: one.rate)
            found[name] = f"{best.rate:,.0f}/s, p99 {shown(best.percentile(99))}"
    return found


def processes(kept: World) -> list[Line]:
    """Which number of processes and threads serves best."""
    with scratch(kept) as world:
        return [
            Line(world.engine, f"{workers} processes × {threads} threads: {name}", taken)
            for workers in (1, 2, 4)
            for threads in (1, 2, 4)
            for name, taken in rates(world, workers, threads).items()
        ]
