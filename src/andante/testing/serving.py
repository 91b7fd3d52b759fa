"""Runs a WSGI application on a free local port, in a thread of this process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_PENDING_CONNECTIONS = 128


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = MAX_PENDING_CONNECTIONS


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Prints nothing, to keep the output of tests clean."""


@contextmanager
def serving(app: WSGIApplication, worker: Executor) -> Iterator[str]:
    """Runs the application until the end of the block, and yields its URL. Each connection has its own thread, so that an idle
    connection doesn't block the others. The application runs on the worker."""
    with make_server("127.0.0.1", 0, _run_on(worker, app), _Server, _QuietHandler) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _run_on(worker: Executor, app: WSGIApplication) -> WSGIApplication:
    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return worker.submit(_run_completely, app, environ, start_response).result()

    return run


def _run_completely(
    app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], environ: WSGIEnvironment, start: StartResponse
) -> list[bytes]:
    return [b"".join(app(environ, start))]
