"""Runs a WSGI application on Granian: the event loop receives the bodies of requests, and threads run the application.

With Granian's own WSGI interface, a thread waits for the body, so a few clients that send slowly would block a process.
"""

import asyncio
import logging
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable
from functools import cache
from io import BytesIO
from types import CoroutineType, coroutine
from typing import Any, Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from andante.kit.errors import BodyTooLarge, FaultCode, Invalid, Refusal
from andante.kit.settings import Settings

from .request_body import BodyReceiver, discard
from .response_stream import ResponseStream

REFUSAL = "andante.refusal"
"""The key of a refusal in the WSGI environment: the application returns it instead of working on the request."""

COMMON_HEADERS = (
    *("accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection", "cookie", "expect", "host"),
    *("idempotency-key", "if-none-match", "origin", "referer", "transfer-encoding", "user-agent", "x-forwarded-for"),
    *("x-forwarded-host", "x-forwarded-proto", "x-request-id"),
)

Headers = list[tuple[str, str]]
_log = logging.getLogger("andante")


class RequestHeaders(Protocol):
    def keys(self) -> list[str]: ...
    def items(self) -> Headers: ...


class Scope(Protocol):
    """The part of RSGI's scope that is used."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: RequestHeaders


class HttpProtocol(Protocol):
    """The part of RSGI's protocol that is used."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes, /) -> None: ...
    def response_file(self, status: int, headers: Headers, file: str, /) -> None: ...


class RsgiApplication:
    """A WSGI application with the interface of Granian's RSGI."""

    def __init__(self, app: WSGIApplication, settings: Settings, threads: int) -> None:
        self._app = app
        self._threads = threads
        self._bodies = BodyReceiver(settings)
        self._tasks: set[asyncio.Task[None]] = set()
        self._work: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._running: set[object] = set()
        self._server = ""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Starts the threads. Granian calls it in each process.

        Granian starts the coroutine of a request with `loop.call_soon_threadsafe`. This is changed so that a thread starts it. A
        request without a body is then finished without the event loop, which would cost a third of the time of a GET.
        """
        self._loop = loop
        self._call_on_loop = loop.call_soon_threadsafe
        loop.call_soon_threadsafe = self._start  # type: ignore[assignment, method-assign]
        for _ in range(self._threads):
            threading.Thread(target=self._work_on_requests, daemon=True).start()

    @property
    def idle(self) -> bool:
        """Whether no request is being worked on. Requests whose body is still being received don't count."""
        return not self._running and self._work.empty()

    async def __rsgi__(self, scope: Scope, protocol: HttpProtocol) -> None:
        self._server = self._server or scope.server  # reading it takes a microsecond
        environ = environ_of(scope, self._server)
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            self._respond(environ, protocol)
            return
        await _continue_on_loop()
        chunks = aiter(protocol)
        try:
            async with self._bodies.receive(chunks, _content_length(environ)) as body:
                environ["wsgi.input"] = body
                await self._respond_in_thread(environ, protocol)
                return
        except Refusal as error:
            refusal = environ[REFUSAL] = _without_frames(error)
        await self._respond_in_thread(environ, protocol)
        if isinstance(refusal, BodyTooLarge) and "HTTP_EXPECT" not in environ:
            await discard(chunks)

    def _start(self, function: Callable[..., Any], *arguments: Any, context: Any = None) -> Any:
        """Like `loop.call_soon_threadsafe`, but threads start the coroutines of requests."""
        if arguments and type(arguments[0]) is CoroutineType:
            self._work.put(arguments[0])
            return None
        return self._call_on_loop(function, *arguments, context=context)

    def _work_on_requests(self) -> None:
        this_thread = object()
        while True:
            work = self._work.get()
            self._running.add(this_thread)
            try:
                if isinstance(work, CoroutineType):
                    self._run_coroutine(work)
                else:
                    work()
            except Exception:
                _log.exception("A request failed")  # the thread must go on
            finally:
                del work
                self._running.discard(this_thread)

    def _run_coroutine(self, request: Coroutine[Any, Any, None]) -> None:
        """Runs the coroutine of a request, up to the point where it must wait."""
        try:
            request.send(None)
        except StopIteration:
            return
        self._call_on_loop(self._create_task, request)

    def _create_task(self, request: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(request)
        self._tasks.add(task)  # the event loop itself has only weak references
        task.add_done_callback(self._tasks.discard)

    async def _respond_in_thread(self, environ: WSGIEnvironment, protocol: HttpProtocol) -> None:
        done = self._loop.create_future()

        def finish(error: BaseException | None) -> None:
            if not done.done():
                done.set_exception(error) if error else done.set_result(None)

        def respond() -> None:
            try:
                self._respond(environ, protocol)
            except BaseException as error:
                self._call_on_loop(finish, error)
            else:
                self._call_on_loop(finish, None)

        self._work.put(respond)
        await done

    def _respond(self, environ: WSGIEnvironment, protocol: HttpProtocol) -> None:
        """Runs the application and sends its response. A response without a length is sent by its own thread."""
        status, headers = 500, Headers()

        def start_response(line: str, fields: Headers, *_: object) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = int(line[:3]), fields
            return _no_write

        content = self._app(environ, start_response)
        if isinstance(content, list) or any(name.lower() == "content-length" for name, _ in headers):
            protocol.response_bytes(status, headers, _joined(content))
        else:
            stream = ResponseStream(protocol, status, headers)
            self._running.add(stream)
            threading.Thread(target=self._send, args=(stream, content), daemon=True).start()

    def _send(self, stream: ResponseStream, content: Iterable[bytes]) -> None:
        try:
            stream.send(content)
        except Exception:
            _log.exception("A response was cut off by an error")
        finally:
            self._running.discard(stream)


def environ_of(scope: Scope, server: str) -> WSGIEnvironment:
    """The WSGI environment of a request, without its body. `server` is the address of this server.

    Several headers with the same name are joined. A header whose value is not ASCII has an empty value, because Granian leaves such
    values out: without X-Forwarded-For, a request would seem to come from the proxy itself. Headers with an underscore in their name
    are left out, because WSGI can't distinguish X_Forwarded_For and X-Forwarded-For.
    """
    path, query, fields = scope.path, scope.query_string, scope.headers
    environ = {
        **_constants(server, scope.scheme, scope.http_version),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else _as_latin_1(path),
        "QUERY_STRING": query if query.isascii() else _as_latin_1(query),
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.input": BytesIO(),
    }
    names, headers = fields.keys(), fields.items()
    for name, value in headers:
        key = _KEYS.get(name) or _key(name)
        environ[key] = f"{environ[key]}{';' if name == 'cookie' else ','}{value}" if key in environ else value
    if len(names) != len(headers):
        environ |= {key: "" for name in names if (key := _key(name)) not in environ}
    environ.pop("", None)
    return environ


def _key(name: str) -> str:
    """The key of a header in the environment; empty if the header must be left out."""
    if name in ("content-type", "content-length"):
        return name.upper().replace("-", "_")
    return "" if "_" in name else f"HTTP_{name.upper().replace('-', '_')}"


_KEYS = {name: _key(name) for name in (*COMMON_HEADERS, "content-type", "content-length")}


@cache
def _constants(server: str, scheme: str, http_version: str) -> WSGIEnvironment:
    """The entries that are the same for all requests of a process."""
    name, _, port = server.rpartition(":")
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{http_version}",
        "SERVER_SOFTWARE": "Granian",
        "wsgi.url_scheme": scheme,
        "wsgi.version": (1, 0),
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,  # werkzeug reads the bodies of chunked requests only with it
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _as_latin_1(text: str) -> str:
    """Text whose characters are the bytes of its UTF-8, as PEP 3333 requires."""
    return text.encode().decode("latin-1")


def _content_length(environ: WSGIEnvironment) -> int | None:
    """The length of the body, None if it is chunked. Raises Invalid."""
    text = environ.get("CONTENT_LENGTH")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Invalid("", FaultCode.MALFORMED, "The header Content-Length must be a number")
    return int(text)


def _without_frames(refusal: Refusal) -> Refusal:
    """The refusal without references to stack frames. They would keep the request in memory, and its connection open, until the next
    garbage collection."""
    refusal.__context__ = refusal.__cause__ = None
    return refusal.with_traceback(None)


def _joined(content: Iterable[bytes]) -> bytes:
    if isinstance(content, list) and len(content) == 1:
        return bytes(content[0])
    try:
        return b"".join(content)
    finally:
        if close := getattr(content, "close", None):
            close()


def _no_write(_: bytes) -> object:
    raise NotImplementedError("start_response returns no function to write with")


@coroutine
def _continue_on_loop() -> Generator[None, None, None]:
    """Suspends the coroutine of a request. If a thread runs it, it is continued on the event loop."""
    yield
