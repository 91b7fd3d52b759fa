"""Measures the servlets: all worklogs as XML, and the worklogs of a quarter as Excel."""

import http.client
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import cycle
from typing import Any

from lxml import etree

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.servlets.access import actions as access
from benchmarks.engines import Dataset
from benchmarks.in_process import in_process
from benchmarks.measure import Line, once

from . import servers

PATH = "/plugins/servlet/tempo-getWorklog"
ALL_WORKLOGS = "dateFrom=1970-01-01"
QUARTER = "dateFrom=2025-01-01&dateTo=2025-03-31"
SAMPLE = 20_000
"""The number of worklogs that are kept in memory and written repeatedly."""

CHUNK_BYTES = 1 << 20
END = b"</worklog>"


class WorklogCounter:
    """Counts the worklogs in a document that arrives in chunks."""

    def __init__(self) -> None:
        self.ends = 0
        self.rest = b""

    def write(self, piece: bytes) -> None:
        self.rest += piece
        self.ends += self.rest.count(END)
        self.rest = self.rest[self.rest.rfind(END) + len(END) :] if END in self.rest else self.rest[-len(END) :]


class ByteCounter:
    """Counts the bytes that are written to it."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, piece: bytes) -> None:
        self.bytes += len(piece)


def exports(dataset: Dataset) -> list[Line]:
    secret = _secret(dataset)
    return [_speed(dataset, secret), *_memory(dataset, secret)]


def _speed(dataset: Dataset, secret: str) -> Line:
    """Compares all worklogs as XML in this process with writing the same number of bytes with lxml from memory."""
    query = f"{ALL_WORKLOGS}&tempoApiToken={secret}"
    with in_process(dataset) as app:
        sample = list(_sample(app.stream("GET", PATH, query)))
        found = ByteCounter()
        ours = once(lambda: _consume(app.stream("GET", PATH, query), found))
    least = once(lambda: _write(sample, found.bytes))
    what = f"{dataset.rows:,} worklogs as XML, {found.bytes / 1e6:,.0f} MB, in process"
    return Line(dataset.engine, what, f"{ours:.1f} s", f"lxml from memory {least:.1f} s", least / ours, "≥ 0.33")


def _memory(dataset: Dataset, secret: str) -> Iterator[Line]:
    """The increase of a server's peak memory during a large download."""
    for what, query, expected in (("XML of all", ALL_WORKLOGS, dataset.rows), ("Excel of a quarter", f"{QUARTER}&format=excel", None)):
        with servers.andante(dataset, workers=1, threads=1) as server:
            _download(server.port, f"{query}&headerOnly=true&tempoApiToken={secret}")
            before = server.peak_memory()
            counted = _download(server.port, f"{query}&tempoApiToken={secret}")
            added = server.peak_memory() - before
        if expected is not None and counted.ends != expected:
            raise RuntimeError(f"only {counted.ends} of {expected} worklogs were received")
        yield Line(dataset.engine, f"{what}: added memory of the process", f"{added / 1e6:.0f} MB", bound="< 100 MB")


def _secret(dataset: Dataset) -> str:
    with closing(Database(dataset.url)) as database, database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        return access.rotate_token(call) if access.token(call) else access.create_token(call)


def _consume(pieces: Iterable[bytes], target: ByteCounter) -> None:
    for piece in pieces:
        target.write(piece)


def _sample(pieces: Iterable[bytes]) -> Iterator[list[tuple[str, str]]]:
    """Yields the first worklogs of a document as names and texts."""
    parser = etree.XMLPullParser(events=("end",), tag="worklog")
    left = SAMPLE
    for piece in pieces:
        parser.feed(piece)
        found: Any = parser.read_events()
        for _, element in found:
            if not left:
                return
            yield [(str(child.tag), child.text or "") for child in element]
            element.clear()
            left -= 1


def _write(sample: list[list[tuple[str, str]]], size: int) -> None:
    target = ByteCounter()
    with etree.xmlfile(target, encoding="UTF-8") as file, file.element("worklogs"):
        for worklog in cycle(sample):
            element = etree.Element("worklog")
            for name, text in worklog:
                etree.SubElement(element, name).text = text
            file.write(element)
            if target.bytes >= size:
                return


def _download(port: int, query: str) -> WorklogCounter:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=600)) as connection:
        connection.request("GET", f"{PATH}?{query}")
        response = connection.getresponse()
        counted = WorklogCounter()
        while piece := response.read(CHUNK_BYTES):
            counted.write(piece)
        if response.status != http.client.OK:
            raise RuntimeError(f"{response.status} {counted.rest.decode()}")
        return counted
