"""Measures the gain of each special part of `sql`: alternates the same request with and without it."""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy import Connection as Session

from andante.app import from_settings
from andante.sql import prepared, write_lock
from andante.sql.prepared import Prepared
from andante.sql.query_cache import _CACHE, CachedQuery, QueryCache
from andante.sql.thread_local import ThreadLocalConnection, ThreadLocalConnections
from benchmarks.engines import Dataset, scratch
from benchmarks.in_process import in_process
from benchmarks.load import Connection, request
from benchmarks.measure import Line, alternate, formatted
from benchmarks.network import distant
from benchmarks.servers import Running, served
from benchmarks.writing import BODY

Part = Callable[[], AbstractContextManager[Any]]
"""Returns a context in which the part is switched off."""

WRITERS = 8
WRITING_SECONDS = 4.0
WRITING_TURNS = 3
SECONDS = 3.0
REQUESTS_PER_TURN = 10
ROUND_TRIP = 0.0005
"""Seconds that the simulated network adds to a round trip. The threads that forward messages add more."""


@contextmanager
def without_prepared_statements() -> Iterator[None]:
    """SQLAlchemy executes the statements, from its cache of compiled statements."""

    def every(self: Prepared, db: Session, **given: Any) -> list[Any]:
        return [tuple(row) for row in db.execute(self._statement, given)]

    def one_or_none(self: Prepared, db: Session, **given: Any) -> Any:
        row = db.execute(self._statement, given).first()
        return None if row is None else tuple(row)

    def run_all(self: Prepared, db: Session, rows: Any) -> None:
        if rows := list(rows):
            db.execute(self._statement, rows if len(rows) > 1 else rows[0])

    with patch.multiple(Prepared, all=every, one_or_none=one_or_none, run_all=run_all):
        yield


def without_query_cache() -> AbstractContextManager[Any]:
    return patch.object(CachedQuery, "__call__", lambda self, db, key: self._run(db, key))


def without_pipeline() -> AbstractContextManager[Any]:
    return patch.object(prepared, "enter_pipeline", lambda db: None)


class _Pooled(ThreadLocalConnection):
    """A connection of the engine's pool, for one transaction. The query cache stays with the driver's connection."""

    def __init__(self, connections: Any) -> None:
        self.db = connections._engine.connect()
        self.driver = self.db.connection.driver_connection
        self._lock, self._check_file = connections._lock, connections.check_file
        self._max_wait_seconds = self._busy_seconds = connections._max_wait_seconds
        self._cache = self.db.info.get(_CACHE) or QueryCache(self.db)

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.db.close()


def without_thread_local_connections() -> AbstractContextManager[Any]:
    return patch.object(ThreadLocalConnections, "get", lambda self: _Pooled(self))


def without_write_lock() -> AbstractContextManager[Any]:
    """Writers wait in `BEGIN IMMEDIATE`, where SQLite sleeps and retries."""
    return patch.object(write_lock, "write_lock", lambda path, timeout: nullcontext())


PARTS: dict[str, dict[str, Part]] = {
    "sqlite": {
        "prepared statements": without_prepared_statements,
        "query cache": without_query_cache,
        "thread-local connections": without_thread_local_connections,
        "write lock": without_write_lock,
    },
    "postgresql": {"prepared statements": without_prepared_statements, "pipeline": without_pipeline},
}
SWITCH_PATH = "/without/"


def machinery(original: Dataset) -> list[Line]:
    """Measures GET one, a page of 50 and POST. On PostgreSQL also over a network, on SQLite also with eight processes that write
    concurrently."""
    with scratch(original) as dataset:
        lines = [*_in_process(dataset, "in process"), *_over_http(dataset)]
        if original.engine == "postgresql":
            with distant(dataset, ROUND_TRIP) as away:
                lines += _in_process(away, f"in process, round trip {formatted(_round_trip(away))}")
    return lines if original.engine != "sqlite" else [*lines, *_concurrently(original)]


def _round_trip(dataset: Dataset) -> float:
    """The seconds that the shortest query takes."""
    with in_process(dataset) as app, app.database.read() as db:
        return alternate(lambda: db.exec_driver_sql("SELECT 1"), seconds=0.5, alone=False)[0]


def _in_process(dataset: Dataset, where: str) -> Iterator[Line]:
    body = json.dumps(BODY).encode()
    ids = _ids(dataset)
    with in_process(dataset) as app:
        requests: dict[str, Callable[[], object]] = {
            "GET one": lambda: app.send("GET", f"/4/worklogs/{next(ids)}"),
            "page of 50": lambda: app.send("GET", "/4/worklogs", "limit=50"),
            "POST": lambda: app.send("POST", "/4/worklogs", body=body),
        }
        for what, send in requests.items():
            for name, part in PARTS[dataset.engine].items():
                times = _alternate(partial(_time_in_process, send, nullcontext), partial(_time_in_process, send, part))
                yield _line(dataset.engine, f"{what}, {where}", name, times)


def _over_http(dataset: Dataset) -> Iterator[Line]:
    """One connection to one process with one thread: two processes would differ by more than most parts gain."""
    token, ids = dataset.tokens.administrator, _ids(dataset)
    requests: dict[str, Callable[[], bytes]] = {
        "GET one": lambda: request("GET", f"/4/worklogs/{next(ids)}", token),
        "page of 50": lambda: request("GET", "/4/worklogs?limit=50", token),
        "POST": lambda: request("POST", "/4/worklogs", token, BODY),
    }
    settings = {"ANDANTE_DATABASE_URL": dataset.url}
    with served("benchmarks.machinery:application", workers=1, threads=1, settings=settings) as server:
        connection = Connection(server.port)
        for what, raw in requests.items():
            for name in PARTS[dataset.engine]:
                times = _alternate(*(partial(_time_over_http, connection, server, raw, without) for without in ("", name)))
                yield _line(dataset.engine, f"{what}, over HTTP", name, times)


def application() -> WSGIApplication:
    """The application of `andante serve` with an additional path: a request to `/without/<part>` switches this part off, and
    switches all others on."""
    served, switched_off = from_settings(), ExitStack()
    parts = {name: part for engine in PARTS.values() for name, part in engine.items()}

    def switching(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(SWITCH_PATH):
            return served(environ, start_response)
        switched_off.close()
        switched_off.enter_context(parts.get(environ["PATH_INFO"].removeprefix(SWITCH_PATH), nullcontext)())
        start_response("204 No Content", [])
        return []

    return switching


def _ids(dataset: Dataset) -> Iterator[int]:
    return itertools.cycle(1 + n * 7919 % dataset.rows for n in range(1000))


class RequestTime(NamedTuple):
    """The seconds of one request: elapsed time and processor time."""

    wall: float
    cpu: float


def _time_in_process(send: Callable[[], object], part: Part) -> RequestTime:
    with part():
        send()
        cpu, start = time.process_time(), time.perf_counter()
        for _ in range(REQUESTS_PER_TURN):
            send()
        wall = time.perf_counter() - start
        return RequestTime(wall / REQUESTS_PER_TURN, (time.process_time() - cpu) / REQUESTS_PER_TURN)


def _time_over_http(connection: Connection, server: Running, raw: Callable[[], bytes], without: str) -> RequestTime:
    connection.round_trip(request("POST", SWITCH_PATH + quote(without)))
    connection.round_trip(raw())
    cpu, wall = server.processor_seconds(), 0.0
    for _ in range(REQUESTS_PER_TURN):
        content = raw()
        start = time.perf_counter()
        connection.round_trip(content)
        wall += time.perf_counter() - start
    return RequestTime(wall / REQUESTS_PER_TURN, (server.processor_seconds() - cpu) / REQUESTS_PER_TURN)


def _alternate(whole: Callable[[], RequestTime], without: Callable[[], RequestTime]) -> tuple[list[RequestTime], list[RequestTime]]:
    """The times with a part, and without it. Times at the same position were measured one after the other."""
    times: tuple[list[RequestTime], list[RequestTime]] = [], []
    runs = list(zip((whole, without), times, strict=True))
    for run in (whole, without):
        run()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        for run, measured in runs:
            measured.append(run())
        runs.reverse()
    return times


def _line(engine: str, what: str, name: str, times: tuple[list[RequestTime], list[RequestTime]]) -> Line:
    """The medians, the median of the ratios of times at the same position, and the ratio of the total processor time."""
    whole, without = times
    least, wall = (statistics.median(one.wall for one in turns) for turns in (whole, without))
    ratio = statistics.median(b.wall / a.wall for a, b in zip(whole, without, strict=True))
    cpu = sum(one.cpu for one in without) / sum(one.cpu for one in whole)
    return Line(engine, f"{what}: without {name}", formatted(wall), f"with it {formatted(least)}; CPU {cpu:.2f}", ratio)


def _concurrently(original: Dataset) -> Iterator[Line]:
    """Measures eight processes that log time without a break."""
    found: dict[str, list[tuple[list[float], int]]] = {"with": [], "without": []}
    for _ in range(WRITING_TURNS):
        for name, part in (("with", nullcontext), ("without", without_write_lock)):
            with scratch(original) as dataset, get_context("fork").Pool(WRITERS) as pool:
                written = pool.starmap(_write, [(dataset, part)] * WRITERS, chunksize=1)
            found[name].append(([latency for one, _ in written for latency in one], sum(failed for _, failed in written)))
    for name, turns in found.items():
        latencies, failed = [latency for turn, _ in turns for latency in turn], sum(failed for _, failed in turns)
        cuts = statistics.quantiles(latencies, n=100)
        rate = len(latencies) / WRITING_SECONDS / WRITING_TURNS
        slowest = f"p50 {formatted(cuts[49])}, slowest {formatted(max(latencies))}, {rate:,.0f}/s, {failed} refused"
        yield Line(
            original.engine, f"{WRITERS} processes that POST {name} write lock: p99", formatted(cuts[98]), slowest, cuts[98] / cuts[49]
        )


def _write(dataset: Dataset, part: Part) -> tuple[list[float], int]:
    """The seconds of each POST, and the number of refused ones."""
    body, latencies, failed = json.dumps(BODY).encode(), [], 0
    with ExitStack() as stack:
        stack.enter_context(part())
        app = stack.enter_context(in_process(dataset))
        until = time.perf_counter() + WRITING_SECONDS
        while (start := time.perf_counter()) < until:
            try:
                app.send("POST", "/4/worklogs", body=body)
            except RuntimeError:
                failed += 1
            latencies.append(time.perf_counter() - start)
    return latencies, failed
