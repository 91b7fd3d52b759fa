"""Measures reading: pages, single worklogs, and following `next` through all pages."""

import json
import statistics
import time
from urllib.parse import urlsplit

from andante.cli.admin.server import processes_and_threads
from benchmarks.driver import open_driver
from benchmarks.engines import Dataset
from benchmarks.in_process import in_process
from benchmarks.load import Connection, LoadResult, load, request
from benchmarks.measure import Line, alternate, formatted

from . import servers

PAGES = (50, 1000, 5000)
CONNECTIONS = 16
SECONDS = 2.0
TURNS = 5
WALKED_PAGE = 1000
COMPARED_PAGES = 100


def pages(dataset: Dataset) -> list[Line]:
    """Compares pages with a plain SELECT in one process, and with an empty handler over HTTP."""
    lines = []
    with in_process(dataset) as app, open_driver(dataset) as driver:
        for limit in PAGES:
            query = f"limit={limit}"
            page, select = alternate(lambda q=query: app.send("GET", "/4/worklogs", q), lambda n=limit: driver.page(n))  # type: ignore[misc]
            bound = "≤ 4" if limit == 1000 else ""
            lines.append(
                Line(
                    dataset.engine,
                    f"page of {limit:,}, in process",
                    formatted(page),
                    f"bare SELECT {formatted(select)}",
                    page / select,
                    bound,
                )
            )
    with servers.andante(dataset, workers=1, threads=1) as server, servers.baseline(dataset, 1, 1) as empty:
        ours, baseline = Connection(server.port), Connection(empty.port)
        bare_request = request("GET", "/")
        for limit in PAGES:
            raw_page = request("GET", f"/4/worklogs?limit={limit}", dataset.tokens.administrator)
            page, least = alternate(lambda raw=raw_page: ours.round_trip(raw), lambda: baseline.round_trip(bare_request), alone=False)  # type: ignore[misc]
            lines.append(
                Line(dataset.engine, f"page of {limit:,}, over HTTP", formatted(page), f"empty handler {formatted(least)}", page / least)
            )
    return lines


def single(dataset: Dataset) -> list[Line]:
    """Measures GET by id with 16 connections, with the default settings and with one process."""
    workers, threads = processes_and_threads(on_sqlite=dataset.engine == "sqlite")
    return [*_single(dataset, workers, threads, "≥ 0.25"), *_single(dataset, 1, threads)]


def _single(dataset: Dataset, workers: int, threads: int, bound: str = "") -> list[Line]:
    """Compares with handlers that do nothing or only use the raw driver, with the same settings. Uses the best of several turns."""
    ids = [1 + n * 7919 % dataset.rows for n in range(1000)]
    api_requests = [request("GET", f"/4/worklogs/{id}", dataset.tokens.administrator) for id in ids]
    driver_requests = [request("GET", f"/{id}") for id in ids]
    empty_request = request("GET", "/")
    api: list[LoadResult] = []
    driver: list[LoadResult] = []
    empty: list[LoadResult] = []
    with servers.andante(dataset, workers, threads) as server, servers.baseline(dataset, workers, threads) as minimal:
        for _ in range(TURNS):
            api.append(load(server.port, lambda n: api_requests[n % len(ids)], CONNECTIONS, SECONDS))
            driver.append(load(minimal.port, lambda n: driver_requests[n % len(ids)], CONNECTIONS, SECONDS))
            empty.append(load(minimal.port, lambda _: empty_request, CONNECTIONS, SECONDS))
        memory = server.peak_memory()
    if refused := [message for result in (*api, *driver, *empty) for message in result.refused]:
        raise RuntimeError(f"{len(refused)} requests were refused: {refused[0]}")
    best = max(api, key=lambda result: result.rate)
    driver_rate, empty_rate = (max(result.rate for result in results) for results in (driver, empty))
    median, p99 = best.percentile(50), best.percentile(99)
    what, baseline = f"GET one, {CONNECTIONS} connections, {workers} × {threads}", f"empty handler {empty_rate:,.0f}/s"
    return [
        Line(dataset.engine, what, f"{best.rate:,.0f}/s", baseline, best.rate / empty_rate, bound),
        Line(dataset.engine, f"{what}: bare driver in an empty handler", f"{driver_rate:,.0f}/s", baseline, driver_rate / empty_rate),
        Line(dataset.engine, f"{what}: p99", formatted(p99), f"its median {formatted(median)}", p99 / median, "≤ 10"),
        Line(dataset.engine, "memory of a process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def walk(dataset: Dataset) -> list[Line]:
    """Reads all worklogs by following `next`, and compares the last pages with the first ones."""
    with servers.andante(dataset, workers=1, threads=1) as server:
        connection = Connection(server.port)
        times, seen, address = [], 0, f"/4/worklogs?limit={WALKED_PAGE}"
        while address:
            start = time.perf_counter()
            content = connection.round_trip(request("GET", address, dataset.tokens.administrator))
            times.append(time.perf_counter() - start)
            metadata = json.loads(content)["metadata"]
            seen += metadata["count"]
            address = _path(metadata["next"]) if "next" in metadata else ""
        memory = server.peak_memory()
    if seen != dataset.rows:
        raise RuntimeError(f"only {seen} of {dataset.rows} worklogs were read")
    compared = min(COMPARED_PAGES, len(times) // 2)
    first, last = statistics.median(times[:compared]), statistics.median(times[-compared:])
    return [
        Line(
            dataset.engine,
            f"walk over {seen:,} in {len(times):,} pages: one of the last {compared}",
            formatted(last),
            f"one of the first {formatted(first)}",
            last / first,
            "about 1",
        ),
        Line(dataset.engine, "memory of the process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
