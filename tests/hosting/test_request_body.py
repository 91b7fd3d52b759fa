"""Bodies of requests share the memory of a process."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from andante.hosting.request_body import LARGE_BODIES, SMALL_BYTES, BodyReceiver
from andante.kit.errors import Unavailable
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
