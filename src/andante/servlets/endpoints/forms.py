"""Reads posted forms: first only their start, which must contain the token, then the document in pieces.

The body is kept once, never decoded as a whole, and forgotten while it is parsed. So memory use stays below twice its size.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from urllib.parse import unquote_to_bytes

from falcon import HTTPError, Request
from falcon.media import MultipartFormHandler
from falcon.typing import ReadableIO
from falcon.util import BufferedReader

from andante.kit.decode import MAX_PARAMETERS
from andante.kit.errors import BodyTooLarge, FaultCode, Invalid

START_BYTES = 64 * 1024
"""How much of the body is read before the token is checked."""

ADVICE = ": send several updates"
PIECE_BYTES = 64 * 1024
URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


class Form:
    """A posted form whose body is read only when it is needed. Values are bytes, because an XML document declares its own encoding.
    If a field occurs several times, the first value that isn't empty counts."""

    def __init__(self, req: Request, max_bytes: int) -> None:
        self._content_type = req.content_type or URL_ENCODED
        self._media_type = self._content_type.partition(";")[0].strip().lower()
        self._length = req.content_length or 0
        self._stream = req.bounded_stream if self._length else req.stream
        self._max_bytes = max_bytes
        self._received = _Received()

    def value_at_start(self, name: str) -> str:
        """The value of a field in the first `START_BYTES` of the form; empty if it isn't there."""
        self._receive(START_BYTES)
        start = b"".join(self._received.pieces)[:START_BYTES]
        found: list[bytes] = []
        with suppress(HTTPError, Invalid):  # the start usually ends within a part; other faults are reported later
            found.extend(self._values(BytesIO(start), len(start), name))
        return b"".join(found).decode("latin-1")

    @property
    def is_longer_than_start(self) -> bool:
        return self._receive(START_BYTES + 1) > START_BYTES

    def receive(self) -> None:
        """Reads the whole body. Raises BodyTooLarge, and Invalid if it isn't a form."""
        if self._media_type not in (URL_ENCODED, MULTIPART):
            raise Invalid(
                "",
                FaultCode.MALFORMED,
                f"the XML must be sent as the parameter 'worklogs' of a form ({URL_ENCODED} or {MULTIPART}), not as {self._media_type}",
            )
        if self._length > self._max_bytes:
            raise BodyTooLarge(self._max_bytes, self._length, ADVICE)
        if self._receive(self._max_bytes + 1) > self._max_bytes:
            raise BodyTooLarge(self._max_bytes, advice=ADVICE)

    def take(self, name: str) -> Iterator[bytes]:
        """The value of a field, in pieces. Call `receive` first. What was read is forgotten."""
        return self._values(self._received, self._received.size, name)

    def _values(self, body: ReadableIO, size: int, name: str) -> Iterator[bytes]:
        if self._media_type == URL_ENCODED:
            return _url_encoded(body, size, name)
        return _multipart(body, size, name, self._content_type) if self._media_type == MULTIPART else iter(())

    def _receive(self, size: int) -> int:
        """Reads until `size` bytes of the body are received or it ends. Returns how many are received."""
        while (missing := size - self._received.size) > 0 and (piece := _read(self._stream, min(missing, PIECE_BYTES))):
            self._received.add(piece)
        return self._received.size


class _Received:
    """A stream of received bytes, which are forgotten when they are read."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.size += len(piece)

    def read(self, n: int | None = None, /) -> bytes:
        """The next bytes: at most `n`, perhaps fewer, and none at the end."""
        piece = self.pieces.popleft() if self.pieces else b""
        if n is not None and len(piece) > n:
            self.pieces.appendleft(piece[n:])
            return piece[:n]
        return piece


def _read(stream: ReadableIO, size: int) -> bytes:
    """Reads this many bytes, or all if there are fewer. Short pieces are joined, because each one would need memory of its own."""
    received = bytearray()
    while len(received) < size and (piece := stream.read(size - len(received))):
        received += piece
    return bytes(received)


def _url_encoded(body: ReadableIO, size: int, name: str) -> Iterator[bytes]:
    """The decoded value of a field in pieces. Other values and long names are skipped without decoding them."""
    reader = BufferedReader(body.read, size, PIECE_BYTES)
    found = False
    for _ in range(MAX_PARAMETERS):
        field = reader.delimit(b"&")
        start = field.read_until(b"=", 3 * len(name))  # each character has at most three bytes
        if not found and field.read(1) == b"=" and unquote_to_bytes(start) == name.encode():
            for piece in _decoded(field):
                found = True
                yield piece
        field.exhaust()
        if not reader.read(1):
            return
    raise Invalid("", FaultCode.TOO_LARGE, f"the form must have at most {MAX_PARAMETERS} fields")


def _decoded(value: ReadableIO) -> Iterator[bytes]:
    """The decoded text in pieces. A `%XX` is not divided."""
    rest = b""
    while piece := value.read(PIECE_BYTES):
        piece = rest + piece
        escape = piece.rfind(b"%", -2)
        end = len(piece) if escape < 0 else escape
        rest = piece[end:]
        yield unquote_to_bytes(piece[:end].replace(b"+", b" "))
    if rest:
        yield unquote_to_bytes(rest)


def _multipart(body: ReadableIO, size: int, name: str, content_type: str) -> Iterator[bytes]:
    """The value of a part in pieces. The form is read to its end, because later parts may be malformed."""
    found = False
    for part in MultipartFormHandler().deserialize(body, content_type, size):
        matches = not found and part.name == name
        while matches and (piece := part.stream.read(PIECE_BYTES)):
            found = True
            yield piece
