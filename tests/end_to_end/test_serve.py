"""`andante serve`: its responses, its log, and how it stops."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from andante.cli.admin.ports import reserved_port
from andante.kit.database import Database

from .conftest import COMMAND, TIMEOUT_SECONDS, Serve, Served, worklog
from .serving import free_port, process


def test_it_serves_the_api_and_its_documentation(serve: Serve) -> None:
    with serve("--workers", "1").client() as alice:
        logged = alice.post("/4/worklogs", json=worklog("over a real connection"))
        assert logged.status_code == 200, logged.text
        assert alice.get(f"/4/worklogs/{logged.json()['tempoWorklogId']}").json() == logged.json()
        assert alice.get("/healthz").json() == alice.get("/readyz").json() == {"status": "ok"}
        assert "/4/worklogs" in alice.get("/4/openapi.json").json()["paths"]
        assert alice.get("/4/docs").headers["content-type"].startswith("text/html")
        assert alice.get("/4/worklogs", headers={"Authorization": "Bearer andante_wrong"}).status_code == 401


def test_it_listens_only_on_the_loopback_address_by_default(serve: Serve) -> None:
    served = serve("--workers", "1")

    assert f"http://127.0.0.1:{served.port}" in served.log.read_text()
    assert _listening(served.port) == {"127.0.0.1"}


def test_it_logs_each_request_with_its_id_and_without_secrets(serve: Serve) -> None:
    served = serve("--workers", "1")
    with served.client() as alice:
        listed = alice.get("/4/worklogs", params={"issue": "NORTH-1"}, headers={"X-Request-Id": "mine-7"})
        missing = alice.get("/4/nowhere")
    served.stop()

    lines = {line["request_id"]: line for line in _access_log(served)}
    assert listed.headers["x-request-id"] == "mine-7"
    assert lines["mine-7"].items() >= {"method": "GET", "path": "/4/worklogs", "status": 200}.items()
    assert lines[missing.headers["x-request-id"]].items() >= {"path": "/4/nowhere", "status": 404}.items()
    assert served.token not in served.log.read_text()
    assert "NORTH-1" not in served.log.read_text()


def test_a_running_request_is_finished_before_the_server_stops(serve: Serve, url: str) -> None:
    served, statuses = serve("--workers", "1"), list[int]()
    database, alice = Database(url), served.client()
    alice.get("/healthz")  # opens the connection

    def log_time() -> None:
        statuses.append(alice.post("/4/worklogs", json=worklog("just before the stop")).status_code)

    request = threading.Thread(target=log_time)
    with database.write() as db:  # blocks the request
        if not database.sqlite:
            db.execute(text("LOCK TABLE worklogs IN EXCLUSIVE MODE"))
        request.start()
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert served.process.poll() is None
        assert not statuses
    request.join()
    alice.close()
    database.close()

    assert statuses == [200]
    assert served.process.wait(20) == 0


def test_a_second_server_on_the_same_port_is_refused(serve: Serve, tmp_path: Path) -> None:
    first = serve("--workers", "1")
    environment = os.environ | {"ANDANTE_DATABASE_URL": f"sqlite:///{tmp_path}/second.db"}

    for host in ("127.0.0.1", "0.0.0.0", "localhost"):
        command = [*COMMAND, "--port", str(first.port), "--host", host]
        second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        advice = f"Try another port, like --port {first.port + 1}."
        assert second.stderr == f"Can't listen on {host}:{first.port}: Address already in use. {advice}\n"
        assert second.returncode == 1

    assert not (tmp_path / "second.db").exists()


def test_two_servers_that_start_at_the_same_time_do_not_share_a_port(tmp_path: Path) -> None:
    with reserved_port("127.0.0.1", 0) as port:  # the other server has started, but its workers don't listen yet
        second = subprocess.run(
            [*COMMAND, "--port", str(port)],
            env=os.environ | {"ANDANTE_DATABASE_URL": f"sqlite:///{tmp_path}/second.db"},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )

    assert "Address already in use" in second.stderr
    assert second.returncode == 1


def test_workers_exit_when_the_main_process_is_killed(serve: Serve) -> None:
    served = serve("--workers", "2")
    served.process.kill()
    served.process.wait()

    _wait_until(lambda: _listening(served.port) == set())


def test_workers_that_crash_repeatedly_do_not_end_the_server(serve: Serve) -> None:
    served = serve("--workers", "1")

    for _ in range(3):
        (worker,) = _workers(served)
        os.kill(worker, signal.SIGKILL)
        _wait_until(lambda killed=worker: _workers(served) not in ([killed], []))  # type: ignore[misc]

    _wait_until(lambda: bool(_listening(served.port)))
    with served.client() as alice:
        assert alice.get("/readyz").status_code == 200
    assert served.stop() == 0


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_all_processes_stops_them_without_killing_workers(serve: Serve, kind: signal.Signals) -> None:
    """As systemd and Ctrl-C do it: the workers get the signal directly, and then another one from the main process."""
    served = serve("--workers", "2")

    os.killpg(served.process.pid, kind)

    assert served.process.wait(TIMEOUT_SECONDS) == 0
    assert "Killing" not in served.log.read_text()


def test_it_listens_on_the_address_of_a_host_name(serve: Serve) -> None:
    served = serve("--workers", "1", "--host", "localhost")

    assert _listening(served.port) == {"127.0.0.1"}


def _workers(served: Served) -> list[int]:
    """The running workers of the server."""
    pid = served.process.pid
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [child for child in children if _is_running(child)]


def _is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it ended in this moment
        return False


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + TIMEOUT_SECONDS
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    assert condition()


def _access_log(served: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith('{"at"')]


def _listening(port: int) -> set[str]:
    """The addresses that have a listener on the port."""
    addresses = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table) as lines:
            for local, state in (line.split()[1:4:2] for line in list(lines)[1:]):
                address, _, hexadecimal = local.partition(":")
                if state == "0A" and int(hexadecimal, 16) == port:
                    addresses.add(".".join(str(int(address[n : n + 2], 16)) for n in (6, 4, 2, 0)) if len(address) == 8 else address)
    return addresses


def test_a_server_without_users_prints_the_link_to_its_setup(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    command = [*COMMAND, "--port", str(port), "--workers", "1"]
    with process(command, log, f"http://127.0.0.1:{port}/healthz", {"ANDANTE_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}):
        [link] = re.findall(rf"http://127\.0\.0\.1:{port}/setup\?token=andante_setup_[\w-]{{43}}\b", log.read_text())
        page = httpx.get(link)
        assert page.status_code == 200
        assert "Welcome to Andante" in page.text
    assert "andante_setup_" not in log.read_text().partition(link)[2]
