"""Measures the client: importing it, and reading a page with it."""

import subprocess
import sys
from collections.abc import Callable

import httpx
import msgspec

from andante.client import Andante
from andante.client.bound_call import decode_response
from andante.kit.wire import Page
from andante.timekeeping.worklog_search.wire import get_worklogs
from andante.timekeeping.worklogs.wire import Worklog
from benchmarks.engines import Dataset
from benchmarks.in_process import in_process
from benchmarks.measure import Line, alternate, formatted


def client(dataset: Dataset) -> list[Line]:
    return [*_reading(dataset), _loading(dataset)]


def _reading(dataset: Dataset) -> list[Line]:
    """Decodes the same page of the real server repeatedly."""
    with in_process(dataset) as server:
        content = server.send("GET", "/4/worklogs", "limit=1000")
    response, bare = httpx.Response(200, content=content), msgspec.json.Decoder(Page[Worklog])
    andante = Andante("token", "https://time.example.com", transport=httpx.MockTransport(lambda _: httpx.Response(200, content=content)))
    decoded, called, least = alternate(
        lambda: decode_response(get_worklogs, response), lambda: andante.worklogs.get_worklogs(), lambda: bare.decode(content)
    )
    baseline = f"msgspec into the bare Structs {formatted(least)}"
    return [
        Line(dataset.engine, "client: decoding a page of 1,000", formatted(decoded), baseline, decoded / least, "≤ 2"),
        Line(dataset.engine, "client: a whole call for it, without a network", formatted(called), baseline, called / least),
    ]


def _loading(dataset: Dataset) -> Line:
    """Imports the client in new processes, and subtracts the time of an empty process."""
    ours, httpx_alone, nothing = alternate(
        _process("import andante.client"), _process("import httpx"), _process(""), seconds=8, alone=False
    )
    duration, least = ours - nothing, httpx_alone - nothing
    return Line(dataset.engine, "client: importing it", formatted(duration), f"importing httpx {formatted(least)}", duration / least, "< 2")


def _process(program: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", program], check=True)
