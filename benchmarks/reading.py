"""Pages, single worklogs, and the walk to the end."""

import json
import statistics
import time
from urllib.parse import urlsplit

from andante.cli.admin.server import processes_and_threads
from benchmarks.bare import bare
from benchmarks.engines import World
from benchmarks.inside import inside
from benchmarks.load import Answers, Connection, load, request
from benchmarks.measure import Line, in_turns, shown

from . import servers

PAGES = (50, 1000, 5000)
CONNECTIONS = 16
SECONDS = 2.0
TURNS = 5
WALKED_PAGE = 1000
COMPARED_PAGES = 100


def pages(world: World) -> list[Line]:
    """Pages against the bare SELECT, in one process, and over HTTP against an empty handler."""
    lines = []
    with inside(world) as app, bare(world) as driver:
        for limit in PAGES:
            query = f"limit={limit}"
            page, select = in_turns(lambda q=query: app.ask("GET", "/4/worklogs", q), lambda n=limit: driver.page(n))  # type: ignore[misc]
            bound = "≤ 4" if limit == 1000 else ""
            lines.append(
                Line(world.engine, f"page of {limit:,}, in process", shown(page), f"bare SELECT {shown(select)}", page / select, bound)
            )
    with servers.andante(world, workers=1, threads=1) as server, servers.empty(world, 1, 1) as nothing:
        ours, theirs = Connection(server.port), Connection(nothing.port)
        bare_request = request("GET", "/")
        for limit in PAGES:
            asked = request("GET", f"/4/worklogs?limit={limit}", world.tokens.administrator)
            page, least = in_turns(lambda raw=asked: ours.ask(raw), lambda: theirs.ask(bare_request), alone=False)  # type: ignore[misc]
            lines.append(Line(world.engine, f"page of {limit:,}, over HTTP", shown(page), f"empty handler {shown(least)}", page / least))
    return lines


def single(world: World) -> list[Line]:
    """GET by id with 16 connections, served as by default and by one process."""
    workers, threads = processes_and_threads(on_sqlite=world.engine == "sqlite")
    return [*_single(world, workers, threads, "≥ 0.25"), *_single(world, 1, threads)]


def _single(world: World, workers: int, threads: int, bound: str = "") -> list[Line]:
    """Against handlers that do nothing, or only ask the bare driver, under the same settings, in turns; the best turn of each."""
    ids = [1 + n * 7919 % world.rows for n in range(1000)]
    ours = [request("GET", f"/4/worklogs/{id}", world.tokens.administrator) for id in ids]
    asking = [request("GET", f"/{id}") for id in ids]
    idle = request("GET", "/")
    found: list[Answers] = []
    asked: list[Answers] = []
    least: list[Answers] = []
    with servers.andante(world, workers, threads) as server, servers.empty(world, workers, threads) as nothing:
        for _ in range(TURNS):
            found.append(load(server.port, lambda n: ours[n % len(ours)], CONNECTIONS, SECONDS))
            asked.append(load(nothing.port, lambda n: asking[n % len(asking)], CONNECTIONS, SECONDS))
            least.append(load(nothing.port, lambda _: idle, CONNECTIONS, SECONDS))
        memory = server.peak_memory()
    if refused := [words for answers in (*found, *asked, *least) for words in answers.refused]:
        raise RuntimeError(f"{len(refused)} requests were refused: {refused[0]}")
    best = max(found, key=lambda one: one.rate)
    driver, nothing_at_all = (max(one.rate for one in answers) for answers in (asked, least))
    middle, last = best.percentile(50), best.percentile(99)
    what, against = f"GET one, {CONNECTIONS} connections, {workers} × {threads}", f"empty handler {nothing_at_all:,.0f}/s"
    return [
        Line(world.engine, what, f"{best.rate:,.0f}/s", against, best.rate / nothing_at_all, bound),
        Line(world.engine, f"{what}: bare driver in an empty handler", f"{driver:,.0f}/s", against, driver / nothing_at_all),
        Line(world.engine, f"{what}: p99", shown(last), f"its median {shown(middle)}", last / middle, "≤ 10"),
        Line(world.engine, "memory of a process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def walk(world: World) -> list[Line]:
    """Every worklog, by following `next`: the first pages against the last ones."""
    with servers.andante(world, workers=1, threads=1) as server:
        connection = Connection(server.port)
        times, seen, address = [], 0, f"/4/worklogs?limit={WALKED_PAGE}"
        while address:
            start = time.perf_counter()
            content = connection.ask(request("GET", address, world.tokens.administrator))
            times.append(time.perf_counter() - start)
            metadata = json.loads(content)["metadata"]
            seen += metadata["count"]
            address = _path(metadata["next"]) if "next" in metadata else ""
        memory = server.peak_memory()
    if seen != world.rows:
        raise RuntimeError(f"{seen} of {world.rows} worklogs were seen")
    compared = min(COMPARED_PAGES, len(times) // 2)
    first, last = statistics.median(times[:compared]), statistics.median(times[-compared:])
    return [
        Line(
            world.engine,
            f"walk over {seen:,} in {len(times):,} pages: one of the last {compared}",
            shown(last),
            f"one of the first {shown(first)}",
            last / first,
            "about 1",
        ),
        Line(world.engine, "memory of the process after it", f"{memory / 1e6:.0f} MB", bound="< 250 MB"),
    ]


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
