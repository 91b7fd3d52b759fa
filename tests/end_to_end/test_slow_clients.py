"""Clients that send slowly, too much or nothing don't block other requests. All tests use real sockets."""

import resource
import select
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.databases import sqlite_only

from .conftest import TIMEOUT_SECONDS, Serve, Served, worklog

pytestmark = sqlite_only

PATHS = ("/4/worklogs", "/sign-in", "/plugins/servlet/tempo-updateWorklog")
"""The API, the pages and the servlets."""

SLOW_BODIES = 100
IDLE_CONNECTIONS = 1500  # more than the 1,024 that Granian accepts by default
SHUTDOWN_SECONDS = 20  # with idle connections, Granian alone needs 31
HALF_A_BODY = b"Content-Length: 9\r\n\r\n{"


@contextmanager
def connections(served: Served, *sent: bytes) -> Iterator[list[socket.socket]]:
    """Open connections on which these bytes were sent."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.create_connection(("127.0.0.1", served.port), TIMEOUT_SECONDS)) for _ in sent]
        for connection, data in zip(sockets, sent, strict=True):
            connection.sendall(data)
        yield sockets


def head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, ""]).encode()


def received(connection: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def response_on(connection: socket.socket) -> bytes:
    """The next response on a connection, which stays open."""
    content = b""
    while not content.endswith(b"}"):
        content += connection.recv(1 << 16)
    return content


def test_bodies_that_arrive_slowly_block_nothing(serve: Serve) -> None:
    served = serve("--workers", "1")

    with connections(served, *[head("POST", path) + HALF_A_BODY for path in PATHS * (SLOW_BODIES // 3)]), served.client() as alice:
        assert alice.get("/healthz").status_code == 200
        assert alice.post("/4/worklogs", json=worklog("in spite of slow bodies")).status_code == 200


def test_a_body_that_stops_returns_408_in_the_format_of_its_path(serve: Serve) -> None:
    served = serve("--workers", "1", body_idle_seconds=1)

    with connections(served, *[head("POST", path) + HALF_A_BODY for path in PATHS]) as sockets:
        responses = [received(connection) for connection in sockets]

    assert [response.split(b"\r\n")[0] for response in responses] == [b"HTTP/1.1 408 Request Timeout"] * 3
    assert [b'"code":"too_slow"' in response for response in responses] == [True, False, False]
    for response, media_type in zip(responses, (b"application/json", b"text/html", b"text/plain"), strict=True):
        assert b"content-type: " + media_type in response
        assert b"The body must arrive within 60 seconds, with no pause of more than 1 seconds" in response


def test_a_body_that_takes_too_long_in_total_returns_408(serve: Serve) -> None:
    served = serve("--workers", "1", body_idle_seconds=5, body_total_seconds=2)

    with connections(served, head("POST", "/4/worklogs", "Content-Length: 1000", "", "")) as (connection,):
        for _ in range(200):
            connection.sendall(b" ")
            if select.select([connection], [], [], 0.1)[0]:
                break
        assert received(connection).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_announces_too_many_bytes_returns_413_before_it_is_sent(serve: Serve, path: str) -> None:
    served = serve("--workers", "1", max_body_bytes=1000)

    with connections(served, head("POST", path, "Content-Length: 1001", "", "")) as (connection,):
        assert received(connection).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_sends_too_much_still_gets_the_response(serve: Serve) -> None:
    with serve("--workers", "1", max_body_bytes=1000).client() as alice:
        for content in (b" " * 5_000_000, iter([b" " * 5_000_000])):
            response = alice.post("/4/worklogs", content=content)
            assert response.status_code == 413
            assert response.json()["errors"]["faults"][0]["code"] == "too_large"


def test_an_incomplete_body_is_never_used(serve: Serve) -> None:
    served = serve("--workers", "1")
    chunked = ("Transfer-Encoding: chunked", "", "2", "{}", "")
    token = f"Authorization: Bearer {served.token}"
    requests = [
        head("POST", "/4/worklogs", token, "Content-Length: 9", "", "{}")[:-2],
        head("POST", "/4/worklogs", token, *chunked, "5", "ab")[:-2],
        head("POST", "/4/worklogs", token, *chunked, "not a length", ""),
    ]

    with connections(served, *requests) as sockets:
        for connection in sockets:
            connection.shutdown(socket.SHUT_WR)
            response = received(connection)
            assert response.startswith(b"HTTP/1.1 400 ")
            assert b'"code":"malformed"' in response


def test_a_connection_is_used_again_after_a_body(serve: Serve) -> None:
    served = serve("--workers", "1")
    with_length = head("POST", "/4/worklogs/search", f"Authorization: Bearer {served.token}", "Content-Length: 2", "", "{}")[:-2]
    chunked = head(
        "POST", "/4/worklogs/search", f"Authorization: Bearer {served.token}", "Transfer-Encoding: chunked", "", "2", "{}", "0", ""
    )

    with connections(served, b"") as (connection,):
        for request in (with_length, chunked + b"\r\n", with_length):
            connection.sendall(request)
            assert response_on(connection).startswith(b"HTTP/1.1 200 ")


def test_idle_connections_and_half_sent_headers_block_nothing(serve: Serve) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, IDLE_CONNECTIONS + 500), hard), hard))
    served = serve("--workers", "1", header_timeout_seconds=60)
    half = head("GET", "/4/worklogs", "Authorization: Bea")[:-2]

    with connections(served, *[b"", half] * (IDLE_CONNECTIONS // 2)), served.client() as alice:
        assert alice.get("/healthz").status_code == 200


@pytest.mark.parametrize("sent", [b"", head("GET", "/healthz")], ids=["nothing", "half of the headers"])
def test_a_connection_without_a_complete_request_is_closed(serve: Serve, sent: bytes) -> None:
    served = serve("--workers", "1", header_timeout_seconds=1)

    with connections(served, sent) as (connection,):
        assert received(connection) == b""


@pytest.mark.parametrize("sent", [b"", head("GET", "/healthz"), head("POST", "/4/worklogs") + HALF_A_BODY], ids=["idle", "head", "body"])
def test_open_connections_do_not_delay_the_shutdown(serve: Serve, sent: bytes) -> None:
    served = serve("--workers", "1", header_timeout_seconds=60, body_idle_seconds=60)

    with connections(served, sent):
        time.sleep(0.5)  # the server accepts the connection
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(SHUTDOWN_SECONDS) == 0
