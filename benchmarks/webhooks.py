"""Measures what webhooks cost the requests that cause them: POST of a worklog without and with subscriptions, in turns."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from urllib.parse import parse_qs, urlsplit

from andante.activity.webhooks.rules import MAX_SUBSCRIPTIONS
from benchmarks.engines import Dataset, scratch
from benchmarks.load import Connection, request
from benchmarks.measure import Line, formatted
from benchmarks.writing import BODY

from . import servers

POSTS = 2_000
STARTED = 100
"""The worker notices changes within a second. So this many POSTs don't count."""

PAUSE_SECONDS = 0.01
"""After each POST. There are more events than the worker can send, so it is busy all the time."""

TIMEOUT_SECONDS = 60
SETTINGS = {"ANDANTE_WEBHOOK_ALLOW_HTTP": "true", "ANDANTE_WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}


def webhooks(original: Dataset) -> list[Line]:
    """Compares POST on two servers: one without subscriptions, and one with as many as are possible, whose worker sends requests to a
    receiver on this machine. The POSTs alternate, so both servers suffer from the processor time of the worker and of other programs."""
    with (
        scratch(original) as without,
        scratch(original, "scratch_webhooks") as with_all,
        _receiver() as receiver,
        servers.andante(without, log=False, settings=SETTINGS) as plain_server,
        servers.andante(with_all, log=False, settings=SETTINGS) as server,
    ):
        plain, subscribed = _Company(plain_server.port, original), _Company(server.port, original)
        subscribed.subscribe(receiver.url)
        used = server.job_seconds()
        taken = [(plain.log_time(), subscribed.log_time()) for _ in range(POSTS)][STARTED:]
        used, sent = server.job_seconds() - used, receiver.count()
    before, after = (statistics.median(column) for column in zip(*taken, strict=True))
    baseline = f"without subscriptions {formatted(before)}"
    return [
        Line(original.engine, f"POST with {MAX_SUBSCRIPTIONS} subscriptions", formatted(after), baseline, after / before, "≤ 1.1"),
        Line(original.engine, f"processor time of the worker for each of {sent:,} requests", formatted(used / sent)),
    ]


class _Company:
    """The connection of an administrator to a server."""

    def __init__(self, port: int, dataset: Dataset) -> None:
        self._connection = Connection(port)
        self._token = dataset.tokens.administrator
        self._post = request("POST", "/4/worklogs", self._token, BODY)

    def log_time(self) -> float:
        """The seconds of a POST."""
        start = time.perf_counter()
        self._connection.round_trip(self._post)
        seconds = time.perf_counter() - start
        time.sleep(PAUSE_SECONDS)
        return seconds

    def subscribe(self, url: str) -> None:
        """Adds subscriptions, and returns when their handshakes have succeeded."""
        for n in range(MAX_SUBSCRIPTIONS):
            body = {"event": "worklog.created", "url": f"{url}/{n}"}
            self._connection.round_trip(request("POST", "/4/webhooks/subscriptions", self._token, body))
        until = time.monotonic() + TIMEOUT_SECONDS
        while not all(subscription["active"] for subscription in self._subscriptions()):
            if time.monotonic() > until:
                raise RuntimeError("The handshakes did not succeed")
            time.sleep(0.2)

    def _subscriptions(self) -> list[dict[str, object]]:
        content = self._connection.round_trip(request("GET", "/4/webhooks/subscriptions", self._token))
        found: list[dict[str, object]] = json.loads(content)["results"]
        return found


class _Receiver:
    """A receiver in another process."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.url = f"http://127.0.0.1:{pipe.recv()}"

    def count(self) -> int:
        """The number of events so far."""
        self._pipe.send(None)
        return int(self._pipe.recv())


@contextmanager
def _receiver() -> Iterator[_Receiver]:
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_receive, args=(theirs,), daemon=True)
    process.start()
    try:
        yield _Receiver(ours)
    finally:
        process.terminate()
        process.join()


def _receive(pipe: Pipe) -> None:
    asyncio.run(_serve(pipe))


async def _serve(pipe: Pipe) -> None:
    """Answers handshakes and events. Sends its port, and then for each message the number of events."""
    count = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        method, target, _ = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ", 2)
        count += method == "POST"
        text = parse_qs(urlsplit(target).query).get("randomString", [""])[0]
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    while True:
        await asyncio.to_thread(pipe.recv)
        pipe.send(count)
