"""`andante webhook listen`."""

import datetime as dt
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from andante.cli.user import connection
from andante.cli.user import webhooks as webhook_command
from andante.kit import signatures
from tests.cast import BASE_URL, Company, Person, StoppedClock
from tests.databases import sqlite_only
from tests.end_to_end.serving import free_port
from tests.shell import Shell
from tests.wsgi import WsgiTransport

from .conftest import Webhooks

pytestmark = sqlite_only
"""Other tests run the operations on both engines."""


@pytest.fixture
def terminal(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The terminal of the administrator, who is signed in."""
    monkeypatch.setattr(connection, "transport", WsgiTransport(company.carol.app))
    folders = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state")}
    shell = Shell("sqlite:///unused.db", environment={**folders, "ANDANTE_TOKEN": company.carol.token})
    shell("login", BASE_URL)
    return shell


@pytest.fixture
def is_ready(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when the command listens and has subscribed."""
    ready, original = threading.Event(), webhook_command._Printed.wait

    def wait(printed: webhook_command._Printed) -> None:
        ready.set()
        original(printed)

    monkeypatch.setattr(webhook_command._Printed, "wait", wait)
    return ready


def test_it_subscribes_prints_events_and_unsubscribes(
    terminal: Shell, webhooks: Webhooks, alice: Person, is_ready: threading.Event, stopped_clock: StoppedClock
) -> None:
    stopped_clock.time = dt.datetime.now(dt.UTC)  # the command checks how old requests are

    def log_time() -> None:
        assert is_ready.wait(30)
        webhooks.run()
        alice.logs(description="Heard")
        webhooks.run()

    with ThreadPoolExecutor(1) as background:
        logged = background.submit(log_time)
        printed = terminal("webhook", "listen", "--event", "worklog.created", "--port", free_port(), "--count", "1")
        logged.result()

    assert '"description": "Heard"' in printed
    assert "worklog.created: valid signature" in terminal.errors
    assert webhooks.administrator.get("/webhooks/subscriptions").json()["results"] == []


@pytest.mark.parametrize(
    ("options", "signature", "status", "message"),
    [
        (["--secret", "s"], "right", 200, "worklog.created: valid signature"),
        (["--secret", "s"], "wrong", 401, "worklog.created: INVALID SIGNATURE: The signature doesn't match the body and the secret"),
        ([], "right", 200, "worklog.created: signature not checked; use --secret"),
    ],
)
def test_it_verifies_signatures(
    terminal: Shell, is_ready: threading.Event, options: list[str], signature: str, status: int, message: str
) -> None:
    body, port = b'{"eventId": "e", "eventType": "worklog.created", "payload": {}}', free_port()
    right = {signatures.TEMPO_TIMESTAMP: "t", signatures.TEMPO_SIGNATURE: signatures.tempo_signature("s", body, "t")}
    headers = right if signature == "right" else right | {signatures.TEMPO_TIMESTAMP: "u"}

    def send() -> int:
        assert is_ready.wait(30)
        url = f"http://127.0.0.1:{port}/"
        assert httpx.get(url, params={"randomString": "echo"}).text == "echo"
        return httpx.post(url, content=body, headers=headers).status_code

    with ThreadPoolExecutor(1) as background:
        response = background.submit(send)
        printed = terminal("webhook", "listen", "--port", port, "--count", "1", *options)

    assert response.result() == status
    assert '"eventType": "worklog.created"' in printed
    assert message in terminal.errors


def test_a_port_that_is_in_use_is_refused(terminal: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        terminal("webhook", "listen", "--port", taken.getsockname()[1], code=1)

    assert "Address already in use. Use another --port." in terminal.errors
