"""The sample configuration of nginx works with Debian's nginx in front of a real server."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.databases import sqlite_only
from tests.shell import Shell

from .conftest import TIMEOUT_SECONDS, Serve, Served, worklog
from .serving import free_port, process

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

pytestmark = [
    sqlite_only,
    pytest.mark.skipif(
        NGINX is None, reason="NGINX IS MISSING, so the documented proxy configuration is not tested. Run: apt-get install nginx-light"
    ),
]

SAMPLE = Path(__file__).parents[2] / "deploy" / "proxy" / "nginx.conf"
SLOW_BODIES = 100

FRAME = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{documented}
}}
"""


@pytest.fixture
def served(serve: Serve) -> Served:
    """The server behind the proxy."""
    return serve("--workers", "1", trusted_proxies="127.0.0.1", public_url="https://time.example.com")


@pytest.fixture
def proxy(served: Served, tmp_path: Path) -> Iterator[int]:
    """The port of nginx."""
    port = free_port()
    documented = SAMPLE.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{served.port}").replace("listen 80;", f"listen 127.0.0.1:{port};")
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(FRAME.format(folder=tmp_path, documented=documented))
    command = [str(NGINX), "-p", str(tmp_path), "-e", "stderr", "-c", str(configuration)]
    with process(command, tmp_path / "nginx.log", f"http://127.0.0.1:{port}/healthz", {}):
        yield port


@pytest.fixture
def alice(served: Served, proxy: int) -> Iterator[httpx.Client]:
    """A client that sends its requests to the proxy."""
    headers = {"Authorization": f"Bearer {served.token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy}", headers=headers, timeout=TIMEOUT_SECONDS) as client:
        yield client


def test_requests_pass_through_the_proxy(alice: httpx.Client) -> None:
    logged = alice.post("/4/worklogs", json=worklog("through a proxy"))

    assert logged.status_code == 200, logged.text
    assert logged.json()["self"].startswith("https://time.example.com/4/worklogs/")
    assert alice.get(f"/4/worklogs/{logged.json()['tempoWorklogId']}").json() == logged.json()


def test_a_client_can_not_claim_another_address(alice: httpx.Client, url: str) -> None:
    secret = Shell(url)("servlet", "token", "create").strip()
    keys = f"/plugins/servlet/tempo-billingKeyList?tempoApiToken={secret}"

    assert alice.get(keys).status_code == 200
    assert alice.get(keys, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 200, "the proxy replaces the header"


def test_slow_bodies_stay_in_the_proxy(alice: httpx.Client, proxy: int, served: Served) -> None:
    with ExitStack() as opened:
        for _ in range(SLOW_BODIES):
            slow = opened.enter_context(socket.create_connection(("127.0.0.1", proxy)))
            slow.sendall(b"POST /4/worklogs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        assert alice.post("/4/worklogs", json=worklog("in spite of slow bodies")).status_code == 200

    assert served.log.read_text().count('"method":"POST"') == 1


def test_a_body_that_is_too_large_is_refused_by_the_proxy(alice: httpx.Client) -> None:
    assert alice.post("/4/worklogs", content=b" " * 33_554_433).status_code == 413
