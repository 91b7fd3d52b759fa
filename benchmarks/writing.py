"""Measures writing: logging time, alone and during reads, and importing."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import ADMINISTRATOR, worklogs
from benchmarks.driver import ISSUE_ID, count, open_driver
from benchmarks.engines import Dataset, scratch
from benchmarks.in_process import in_process
from benchmarks.load import Connection, Requests, request, run_loads
from benchmarks.measure import Line, alternate, formatted

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


def post(original: Dataset) -> list[Line]:
    """Compares POST with durable transactions of the raw driver: only the worklog's row, and everything that a POST writes."""
    body = json.dumps(BODY).encode()
    with scratch(original) as dataset:
        with in_process(dataset) as app, open_driver(dataset) as driver:
            ours, row, all_rows = alternate(
                lambda: app.send("POST", "/4/worklogs", body=body), driver.insert_worklog, driver.insert_all, seconds=4
            )
        with servers.andante(dataset, workers=1, threads=1) as server, open_driver(dataset) as driver:
            connection, raw_post = Connection(server.port), _post(dataset)
            served, served_row, served_all = alternate(
                lambda: connection.round_trip(raw_post), driver.insert_worklog, driver.insert_all, seconds=4, alone=False
            )
    return [
        Line(dataset.engine, "POST, in process", formatted(ours), f"bare durable INSERT of one row {formatted(row)}", ours / row, "≤ 3"),
        Line(
            dataset.engine, "POST, in process", formatted(ours), f"the same rows, bare and durable {formatted(all_rows)}", ours / all_rows
        ),
        Line(
            dataset.engine,
            "POST, over HTTP",
            formatted(served),
            f"bare durable INSERT of one row {formatted(served_row)}",
            served / served_row,
            "≤ 3",
        ),
        Line(
            dataset.engine,
            "POST, over HTTP",
            formatted(served),
            f"the same rows, bare and durable {formatted(served_all)}",
            served / served_all,
        ),
    ]


def mixed(original: Dataset) -> list[Line]:
    """Measures a server with default settings while eight clients write and eight read."""
    with scratch(original) as dataset:
        before = count(dataset)
        with servers.andante(dataset) as server:
            writer = (server.port, Repeated(_post(dataset)), MIXED_CONNECTIONS, MIXED_SECONDS)
            reader = (
                server.port,
                Repeated(request("GET", "/4/worklogs?limit=50", dataset.tokens.administrator)),
                MIXED_CONNECTIONS,
                MIXED_SECONDS,
            )
            written, read = run_loads(writer, reader)
            memory = server.peak_memory()
        lost = before + len(written.latencies) - count(dataset)
    refused = [*written.refused, *read.refused]
    if refused or lost > 0:
        raise RuntimeError(f"{lost} worklogs were lost, {len(refused)} requests refused: {refused[:3]}")
    return [
        *(
            Line(
                dataset.engine,
                f"eight writers and eight readers: {name}, p99",
                formatted(result.percentile(99)),
                f"its median {formatted(result.percentile(50))}, {result.rate:,.0f}/s",
                result.percentile(99) / result.percentile(50),
            )
            for name, result in (("POST", written), ("page of 50", read))
        ),
        Line(dataset.engine, "memory of a process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def importing(original: Dataset) -> list[Line]:
    """Measures `andante import` of a CSV file."""
    with scratch(original) as dataset, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "worklogs.csv"
        _write(file)
        before, start = count(dataset), time.perf_counter()
        command = [sys.executable, "-c", servers.ANDANTE, "import", str(file)]
        subprocess.run(command, env=os.environ | {"ANDANTE_DATABASE_URL": dataset.url}, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        if count(dataset) - before != IMPORTED_ROWS:
            raise RuntimeError(f"{count(dataset) - before} of {IMPORTED_ROWS} rows were imported")
    return [Line(original.engine, f"import of {IMPORTED_ROWS:,} rows", f"{IMPORTED_ROWS / seconds:,.0f} rows/s")]


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


def _post(dataset: Dataset) -> bytes:
    return request("POST", "/4/worklogs", dataset.tokens.administrator, BODY)


class Repeated:
    """Always returns the same request. Unlike a lambda, it can be sent to another process."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __call__(self, _: int) -> bytes:
        return self.raw


def rates(original: Dataset, workers: int, threads: int) -> dict[str, str]:
    """Measures GET one, a page of 50 and POST with 16 connections each, on a server with these processes and threads."""
    get = request("GET", f"/4/worklogs/{original.rows // 2}", original.tokens.administrator)
    page = request("GET", "/4/worklogs?limit=50", original.tokens.administrator)
    loads: dict[str, Requests] = {"GET one": Repeated(get), "page of 50": Repeated(page), "POST": Repeated(_post(original))}
    found = {}
    with servers.andante(original, workers, threads) as server:
        for name, requests in loads.items():
            best = max((run_loads((server.port, requests, 16, 1.5))[0] for _ in range(4)), key=lambda one: one.rate)
            found[name] = f"{best.rate:,.0f}/s, p99 {formatted(best.percentile(99))}"
    return found


def processes(original: Dataset) -> list[Line]:
    """Compares numbers of processes and threads."""
    with scratch(original) as dataset:
        return [
            Line(dataset.engine, f"{workers} processes × {threads} threads: {name}", taken)
            for workers in (1, 2, 4)
            for threads in (1, 2, 4)
            for name, taken in rates(dataset, workers, threads).items()
        ]
