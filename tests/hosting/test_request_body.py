"""Bodies of requests share the memory of a process."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from andante.hosting.request_body import LARGE_BODIES, SMALL_BYTES, BodyReceiver
from andante.kit.errors import BodyTooSlow, Unavailable
from andante.kit.settings import Settings

MAX_BYTES = 10 * SMALL_BYTES


async def parts(size: int) -> AsyncIterator[bytes]:
    """A body in two parts, as Granian returns it."""
    yield b"x" * (size // 2)
    yield b"x" * (size - size // 2)
    yield b""


def test_a_process_receives_a_limited_number_of_large_bodies_at_once() -> None:
    async def receive(bodies: BodyReceiver, number: int) -> None:
        if number == 0:
            async with bodies.receive(parts(SMALL_BYTES), SMALL_BYTES) as small:
                assert len(small.read()) == SMALL_BYTES, "small bodies are always accepted"
            with pytest.raises(Unavailable):
                async with bodies.receive(parts(MAX_BYTES), MAX_BYTES):
                    pass
            return
        async with bodies.receive(parts(MAX_BYTES), MAX_BYTES) as large:
            assert len(large.read()) == MAX_BYTES
            await receive(bodies, number - 1)

    bodies = BodyReceiver(Settings(max_body_bytes=MAX_BYTES))
    asyncio.run(receive(bodies, LARGE_BODIES))
    assert bodies.free_bytes == LARGE_BODIES * MAX_BYTES, "the memory is free again"


async def receive_slowly(bodies: BodyReceiver) -> bytes:
    """Receives a body that pauses for longer than it may."""

    async def slow_parts() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(10 * bodies.idle_seconds)
        yield b"}"

    async with bodies.receive(slow_parts(), 2) as body:
        return body.read()


def test_a_body_is_not_too_slow_while_a_request_delays_its_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    occupied, free = BodyReceiver(Settings(), delayed=lambda: True), BodyReceiver(Settings(), delayed=lambda: False)
    for bodies in (occupied, free):
        monkeypatch.setattr(bodies, "idle_seconds", 0.01)

    assert asyncio.run(receive_slowly(occupied)) == b"{}"
    with pytest.raises(BodyTooSlow):
        asyncio.run(receive_slowly(free))
