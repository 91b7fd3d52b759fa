"""Runs a WSGI application on Granian: the event loop receives the bodies of requests, and threads run the application.

With Granian's own WSGI interface, a thread waits for the body, so a few clients that send slowly would block a process. Reads don't wait
for requests that wait for a lock either.
"""

import asyncio
import logging
import queue
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterable
from functools import cache, partial
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

READING_METHODS = ("GET", "HEAD", "OPTIONS")

WAITING_PATHS = ("/signin/openid", "/signin/openid/back")
"""GET requests that wait: for the OpenID provider, and to store a session."""

COMMON_HEADERS = (
    *("accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection", "cookie", "expect", "host"),
    *("idempotency-key", "if-none-match", "origin", "referer", "transfer-encoding", "user-agent", "x-forwarded-for"),
    *("x-forwarded-host", "x-forwarded-proto", "x-request-id"),
)

Headers = list[tuple[str, str]]
Work = queue.SimpleQueue[Callable[[], None]]
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
        """`threads` is the number of threads for requests that have a body or may write. Granian has as many for the others, so that
        reads don't wait for a request that waits for SQLite's write lock. A single thread would let searches wait for it, so they get
        one of their own."""
        self._app = app
        self._threads = threads
        self._bodies = BodyReceiver(settings, delayed=lambda: bool(self._reading))
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes: Work = queue.SimpleQueue()
        self._searches: Work = self._writes if threads > 1 else queue.SimpleQueue()
        self._reading: set[object] = set()
        self._running: set[object] = set()
        self._server = ""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Starts the threads. Granian calls it in each process.

        Granian has a thread that passes each request to `loop.call_soon_threadsafe`. This is changed so that the request runs in that
        thread, as with WSGI. Passing it to another thread would cost a fifth of the rate of a GET.
        """
        self._loop = loop
        self._call_on_loop = loop.call_soon_threadsafe
        loop.call_soon_threadsafe = self._start  # type: ignore[assignment, method-assign]
        for requests in {self._writes, self._searches}:
            for _ in range(self._threads):
                threading.Thread(target=self._work_on, args=(requests,), daemon=True).start()

    @property
    def idle(self) -> bool:
        """Whether no request is being worked on. Requests whose body is still being received don't count."""
        return not (self._reading or self._running) and self._searches.empty() and self._writes.empty()

    def __rsgi__(self, scope: Scope, protocol: HttpProtocol) -> Awaitable[None]:
        """Responds at once to a request that only reads. The others respond when the result is awaited."""
        self._server = self._server or scope.server  # reading it takes a microsecond
        environ = environ_of(scope, self._server)
        has_body = "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ
        if has_body or may_write(environ):
            return self._respond_later(environ, protocol, has_body=has_body)
        self._respond(environ, protocol)
        return _FINISHED

    async def _respond_later(self, environ: WSGIEnvironment, protocol: HttpProtocol, *, has_body: bool) -> None:
        await _continue_on_loop()
        if not has_body:
            await self._respond_in_thread(environ, protocol)
            return
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
        """Like `loop.call_soon_threadsafe`, but runs the coroutine of a request up to the point where it must wait."""
        if not (arguments and type(arguments[0]) is CoroutineType):
            return self._call_on_loop(function, *arguments, context=context)
        request = arguments[0]
        self._reading.add(request)
        try:
            finished = next(request.__await__(), _FINISHED) is _FINISHED  # cheaper than send(), which raises StopIteration
        finally:
            self._reading.discard(request)
        if not finished:
            self._call_on_loop(self._create_task, request)
        return None

    def _create_task(self, request: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(request)
        self._tasks.add(task)  # the event loop itself has only weak references
        task.add_done_callback(self._tasks.discard)

    def _work_on(self, requests: Work) -> None:
        this_thread = object()
        while True:
            respond = requests.get()
            self._running.add(this_thread)
            respond()
            del respond  # frees the request
            self._running.discard(this_thread)

    async def _respond_in_thread(self, environ: WSGIEnvironment, protocol: HttpProtocol) -> None:
        done = self._loop.create_future()
        requests = self._writes if may_write(environ) else self._searches
        requests.put(partial(self._respond_and_tell, environ, protocol, done))
        await done

    def _respond_and_tell(self, environ: WSGIEnvironment, protocol: HttpProtocol, done: asyncio.Future[None]) -> None:
        try:
            self._respond(environ, protocol)
        except BaseException as error:
            self._call_on_loop(_finish, done, error)
        else:
            self._call_on_loop(_finish, done, None)

    def _respond(self, environ: WSGIEnvironment, protocol: HttpProtocol) -> None:
        """Runs the application and sends its response. A response without a length is sent by its own thread."""
        response = _Response()
        content = self._app(environ, response)
        if isinstance(content, list) or any(name.lower() == "content-length" for name, _ in response.headers):
            protocol.response_bytes(response.status, response.headers, _joined(content))
        else:
            stream = ResponseStream(protocol, response.status, response.headers)
            self._running.add(stream)
            threading.Thread(target=self._send, args=(stream, content), daemon=True).start()

    def _send(self, stream: ResponseStream, content: Iterable[bytes]) -> None:
        try:
            stream.send(content)
        except Exception:
            _log.exception("A response was cut off by an error")
        finally:
            self._running.discard(stream)


def may_write(environ: WSGIEnvironment) -> bool:
    """Whether a request may wait for a lock or for another server."""
    path = environ["PATH_INFO"]
    return path in WAITING_PATHS if environ["REQUEST_METHOD"] in READING_METHODS else not path.endswith("/search")


def environ_of(scope: Scope, server: str) -> WSGIEnvironment:
    """The WSGI environment of a request, without its body. `server` is the address of this server.

    Several headers with the same name are joined. A header whose value is not ASCII has an empty value, because Granian leaves such
    values out: without X-Forwarded-For, a request would seem to come from the proxy itself. Headers with an underscore in their name
    are left out, because WSGI can't distinguish X_Forwarded_For and X-Forwarded-For.
    """
    path, query, fields = scope.path, scope.query_string, scope.headers
    environ = _constants(server, scope.scheme).copy()
    environ["SERVER_PROTOCOL"] = f"HTTP/{scope.http_version}"
    environ["REQUEST_METHOD"] = scope.method
    environ["PATH_INFO"] = path if path.isascii() else _as_latin_1(path)
    environ["QUERY_STRING"] = query if query.isascii() else _as_latin_1(query)
    environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
    environ["wsgi.input"] = BytesIO()
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
def _constants(server: str, scheme: str) -> WSGIEnvironment:
    """The entries that are the same for all requests of a process."""
    name, _, port = server.rpartition(":")
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": name,
        "SERVER_PORT": port,
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


class _Response:
    """The status and headers of a response. Calling it is the `start_response` of WSGI."""

    __slots__ = ("headers", "status")

    status: int
    headers: Headers

    def __call__(self, line: str, fields: Headers, *_: object) -> Callable[[bytes], object]:
        self.status, self.headers = int(line[:3]), fields
        return _no_write


def _finish(done: asyncio.Future[None], error: BaseException | None) -> None:
    if not done.done():
        done.set_exception(error) if error else done.set_result(None)


def _no_write(_: bytes) -> object:
    raise NotImplementedError("start_response returns no function to write with")


class _Finished:
    """An awaitable that has nothing left to do."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


_FINISHED = _Finished()


@coroutine
def _continue_on_loop() -> Generator[None, None, None]:
    """Suspends the coroutine of a request. If a thread runs it, it is continued on the event loop."""
    yield
