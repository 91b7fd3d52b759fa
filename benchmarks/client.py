"""The client: what it costs to load, and to read a page."""

import subprocess
import sys
from collections.abc import Callable

import httpx
import msgspec

from andante.client import Andante
from andante.client.asking import answer_of
from andante.kit.wire import Page
from andante.timekeeping.worklogs.wire import Worklog, get_worklogs
from benchmarks.engines import World
from benchmarks.inside import inside
from benchmarks.measure import Line, in_turns, shown


def client(world: World) -> list[Line]:
    return [*_reading(world), _loading(world)]


def _reading(world: World) -> list[Line]:
    """A page that a real server gave, read over and over again."""
    with inside(world) as server:
        content = server.ask("GET", "/4/worklogs", "limit=1000")
    response, bare = httpx.Response(200, content=content), msgspec.json.Decoder(Page[Worklog])
    andante = Andante("token", "https://time.example.com", transport=httpx.MockTransport(lambda _: httpx.Response(200, content=content)))
    decoded, called, least = in_turns(
        lambda: answer_of(get_worklogs, response), lambda: andante.worklogs.get_worklogs(), lambda: bare.decode(content)
    )
    against = f"msgspec into the bare Structs {shown(least)}"
    return [
        Line(world.engine, "client: decoding a page of 1,000", shown(decoded), against, decoded / least, "≤ 2"),
        Line(world.engine, "client: a whole call for it, without a network", shown(called), against, called / least),
    ]


def _loading(world: World) -> Line:
    """In new processes, without what a process costs that loads nothing."""
    ours, httpx_alone, nothing = in_turns(_process("import andante.client"), _process("import httpx"), _process(""), seconds=8, alone=False)
    took, least = ours - nothing, httpx_alone - nothing
    return Line(world.engine, "client: importing it", shown(took), f"importing httpx {shown(least)}", took / least, "< 2")


def _process(program: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", program], check=True)
