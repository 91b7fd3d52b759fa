"""A company whose webhooks may be sent to this machine, and a receiver in another process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from andante.activity.webhooks import delivery
from andante.app import application
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from andante.worker import JOBS
from tests.cast import Company, Person
from tests.conftest import Template
from tests.databases import Server

SETTINGS = Settings(access_log=False, webhook_allow_http=True, webhook_allowed_networks="127.0.0.0/8")


class Receiver:
    """A running receiver. Each test uses names of its own, because all tests of a process share it."""

    def __init__(self, url: str, http: httpx.Client) -> None:
        self._url = url
        self._http = http
        self._prefix = ""
        self._skip = 0

    def begin(self) -> None:
        """Forgets what was received so far."""
        self._skip = len(self._received())
        self._prefix = f"t{self._skip}-{id(object())}"

    def url(self, name: str = "ok") -> str:
        return f"{self._url}/{self._prefix}{name}"

    def set_mode(self, name: str, mode: str) -> None:
        self._http.get(f"{self._url}/-/set/{self._prefix}{name}/{mode}").raise_for_status()

    def requests(self, name: str | None = None) -> list[dict[str, Any]]:
        """The requests of this test, except handshakes."""
        found = self._received()[self._skip :]
        return [each for each in found if name is None or each["name"] == f"{self._prefix}{name}"]

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        """The bodies of the requests."""
        return [json.loads(each["body"]) for each in self.requests(name)]

    def _received(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get(f"{self._url}/-/received").json()
        return found


@pytest.fixture(scope="session")
def receiver_process() -> Iterator[Receiver]:
    command = [sys.executable, "-m", "tests.activity.webhooks.receiver"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, httpx.Client() as http:
        assert process.stdout
        yield Receiver(f"http://127.0.0.1:{int(process.stdout.readline())}", http)
        process.kill()


@pytest.fixture
def receiver(receiver_process: Receiver) -> Receiver:
    receiver_process.begin()
    return receiver_process


class Webhooks:
    """The administrator's view of webhooks, and the worker."""

    def __init__(self, administrator: Person, server: Server, settings: Settings) -> None:
        self.administrator = administrator
        self._worker = Worker(server.database, settings, JOBS)

    def subscribe(self, event: str, url: str, *, run: bool = True) -> dict[str, Any]:
        response = self.administrator.http.post("/4/webhooks/subscriptions", json={"event": event, "url": url})
        assert response.status_code == 200, response.text
        if run:
            self.run()
        found: dict[str, Any] = self.subscription(response.json()["id"])
        return found

    def subscription(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.administrator.get(f"/webhooks/subscriptions/{id}").json()
        return found

    def deliveries(self, id: str) -> list[dict[str, Any]]:
        """The deliveries of a subscription, without handshakes, oldest first."""
        response = self.administrator.http.get(f"/4-andante/webhooks/subscriptions/{id}/deliveries")
        return [each for each in reversed(response.json()["results"]) if each["eventType"] != "handshake"]

    def run(self) -> None:
        """Runs the jobs that are due."""
        self._worker.run_pending()


@pytest.fixture(autouse=True)
def results_are_stored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doesn't wait for further results, which would take most of the time of many tests."""
    monkeypatch.setattr(delivery, "COLLECT_SECONDS", 0)


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def company(template: Template, server: Server, settings: Settings) -> Company:
    app = application(settings, server.database)
    return Company({name: Person(name, token, app) for name, token in template.tokens.items()})


@pytest.fixture
def webhooks(company: Company, server: Server, settings: Settings) -> Webhooks:
    return Webhooks(company.carol, server, settings)
