"""Receives request bodies on the event loop, with limits of size and time, before a thread works on the request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from io import BytesIO

from andante.kit.errors import BodyTooLarge, BodyTooSlow, FaultCode, Invalid, Unavailable
from andante.kit.settings import Settings

SMALL_BYTES = 64 * 1024
"""Bodies up to this size are always accepted. Larger ones share the memory of a process for bodies."""

LARGE_BODIES = 4
"""The memory of a process for large bodies, in bodies of the maximum size."""

LINGER_IDLE_SECONDS, LINGER_SECONDS = 2, 10
"""How long the rest of a refused body is read and discarded. If the server closed the connection while the client is sending,
the client would see a network error instead of the response."""


class BodyReceiver:
    """Receives the bodies of a process. It must be used on the event loop only."""

    def __init__(self, settings: Settings, delayed: Callable[[], bool] = lambda: False) -> None:
        """`delayed` returns whether a request occupies a thread that delivers chunks."""
        self.max_bytes = settings.max_body_bytes
        self.idle_seconds = settings.body_idle_seconds
        self.total_seconds = settings.body_total_seconds
        self._delayed = delayed
        self.free_bytes = LARGE_BODIES * settings.max_body_bytes

    @asynccontextmanager
    async def receive(self, chunks: AsyncIterator[bytes], length: int | None) -> AsyncIterator[BytesIO]:
        """The body, whose memory is reserved during the block. `length` is that of the Content-Length header; None if the body is
        chunked. Raises BodyTooLarge, BodyTooSlow, Invalid if the body is incomplete, and Unavailable if the process has too many
        large bodies."""
        if length is not None and length > self.max_bytes:
            raise BodyTooLarge(self.max_bytes, length)
        body, size, reserved = BytesIO(), 0, 0
        try:
            async with asyncio.timeout(self.total_seconds):
                while (length is None or size < length) and (chunk := await self._next(chunks)):
                    size += body.write(chunk)
                    if size > self.max_bytes:
                        raise BodyTooLarge(self.max_bytes)
                    reserved += self._reserve(size, reserved)
            if length is not None and size < length:
                raise Invalid("", FaultCode.MALFORMED, f"The body has {size} bytes, not {length} as announced")
            body.seek(0)
            yield body
        except TimeoutError:
            raise BodyTooSlow(self.idle_seconds, self.total_seconds) from None
        finally:
            self.free_bytes += reserved

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next chunk, or None after the last one. Granian ends a body with an empty chunk. It returns two if the body was cut off
        or is malformed, and if it has trailers, which no client of this API sends."""
        async with self._idle_timeout():
            chunk = await _next_or_none(chunks)
            if chunk == b"" and await _next_or_none(chunks) is not None:
                raise Invalid("", FaultCode.MALFORMED, "The body is incomplete, malformed or has trailers")
        return chunk

    @asynccontextmanager
    async def _idle_timeout(self) -> AsyncIterator[None]:
        """Like `asyncio.timeout(self.idle_seconds)`, but starts again while chunks are delayed: the client may have sent them."""
        timer: asyncio.TimerHandle

        def check() -> None:
            nonlocal timer
            if self._delayed():
                timer = loop.call_later(self.idle_seconds, check)
            else:
                limit.reschedule(loop.time())

        loop = asyncio.get_running_loop()
        timer = loop.call_later(self.idle_seconds, check)
        try:
            async with asyncio.timeout(None) as limit:
                yield
        finally:
            timer.cancel()

    def _reserve(self, size: int, reserved: int) -> int:
        """Reserves memory for a large body that has grown. Returns the number of bytes."""
        added = size - reserved if size > SMALL_BYTES else 0
        if added > self.free_bytes:
            raise Unavailable("The server is receiving too many large requests. Try again.")
        self.free_bytes -= added
        return added


async def discard(chunks: AsyncIterator[bytes]) -> None:
    """Reads the rest of a body for a limited time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            more = True
            while more:
                async with asyncio.timeout(LINGER_IDLE_SECONDS):
                    more = bool(await _next_or_none(chunks))


async def _next_or_none(chunks: AsyncIterator[bytes]) -> bytes | None:
    """Not `anext(chunks, None)`: it would not catch the exception, because Granian raises it before it returns an awaitable."""
    try:
        return await anext(chunks)
    except StopAsyncIteration:
        return None
