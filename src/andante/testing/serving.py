"""A WSGI application on a free port of this machine, in a thread of this process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

WAITING_CONNECTIONS = 128


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = WAITING_CONNECTIONS


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the output of a test belongs to the test."""


@contextmanager
def serving(app: WSGIApplication, worker: Executor) -> Iterator[str]:
    """The address at which the application answers until the end of the block. Connections have threads of their own,
    so that none keeps another waiting; the application runs on the worker."""
    with make_server("127.0.0.1", 0, _on(worker, app), _Server, _Quiet) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _on(worker: Executor, app: WSGIApplication) -> WSGIApplication:
    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return worker.submit(_whole, app, environ, start_response).result()

    return run


def _whole(app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    return [b"".join(app(environ, start))]
