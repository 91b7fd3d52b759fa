"""andante demo"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.serving import free_port
from tests.shell import Shell
from tests.web.browsing import csrf_token

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the demo creates its database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANDANTE_DATABASE_URL", "sqlite:///not-used.db")
    monkeypatch.setenv("ANDANTE_ACCESS_LOG", "false")
    return tmp_path


def test_the_printed_commands_work(folder: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", "from andante.cli import app; app()", "demo", "--port", str(port)]
    with (
        (folder / "output").open("w") as output,
        subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=os.environ) as server,
    ):
        try:
            _wait_until_ready(port)
            printed = (folder / "output").read_text()
            lines = re.findall(r"^  (curl .*)$", printed, re.MULTILINE)
            responses = [
                subprocess.run(["bash", "-c", f"{line} --fail-with-body"], capture_output=True, check=True).stdout for line in lines
            ]
            pages = [_start_page(f"http://127.0.0.1:{port}", email, *re.findall(r"password: (\S+)", printed)) for email in _emails(printed)]
        finally:
            server.terminate()

    assert len(lines) == 5
    assert responses[0].count(b'"tempoWorklogId"') == 3
    assert b'"description":"Try the demo"' in responses[1]
    assert responses[2].count(b'"key":"API-') == 3
    assert b'"name":"Activity"' in responses[3]
    assert 100 < responses[4].count(b"<worklog>") < 1000
    assert responses[4].count(b"<external_result>") == 2
    assert not (folder / "not-used.db").exists()
    assert ["Ingrid Sorensen" in pages[0], "Mateo Fernández" in pages[1]] == [True, True]


def _emails(printed: str) -> list[str]:
    return re.findall(r"^  (\S+@alderfinch\.example)", printed, re.MULTILINE)


def _start_page(url: str, email: str, password: str) -> str:
    """The page that a user sees after signing in."""
    with httpx.Client(base_url=url, follow_redirects=True) as browser:
        form = {"csrf_token": csrf_token(browser.get("/signin")), "email": email, "password": password}
        return browser.post("/signin", data=form).raise_for_status().text


def _wait_until_ready(port: int) -> None:
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the demo did not start")


@pytest.mark.usefixtures("folder")
def test_an_existing_database_is_used_again() -> None:
    demo = Shell("sqlite:///not-used.db")
    first = demo("demo", "--no-serve")
    size = len(Shell("sqlite:///demo.db")("export").splitlines())
    second = demo("demo", "--no-serve")

    assert "Continuing with demo.db. Delete it to start over." in second
    assert len(Shell("sqlite:///demo.db")("export").splitlines()) == size
    assert set(re.findall("andante_[^ ']+", first)).isdisjoint(re.findall("andante_[^ ']+", second))


def test_a_port_in_use_is_reported_before_anything_is_created(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        shell = Shell("sqlite:///not-used.db")
        shell("demo", "--port", port, code=1)

    assert f"Can't listen on 127.0.0.1:{port}: Address already in use. Try another port, like --port {port + 1}." in shell.errors
    assert not (folder / "demo.db").exists()


def test_an_empty_database_is_filled_and_another_one_is_not_changed(elsewhere: Shell, andante: Shell) -> None:
    elsewhere("migrate")
    elsewhere("demo", "--fill")
    assert len(elsewhere.listed("user", "list").splitlines()) == 24

    before = andante("user", "list")
    andante("demo", "--fill", code=1)
    assert "The database is not empty: it contains users." in andante.errors
    assert andante("user", "list") == before


@pytest.mark.parametrize(("arguments", "command"), [([], ".venv/bin/andante demo"), (["PORT=8081"], ".venv/bin/andante demo --port 8081")])
def test_make_demo_accepts_a_port(arguments: list[str], command: str) -> None:
    outside_of_make = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    make = ["make", "--dry-run", "--no-print-directory", "demo", *arguments]
    printed = subprocess.run(make, cwd=ROOT, env=outside_of_make, capture_output=True, text=True, check=True).stdout

    assert printed.splitlines()[-1].strip() == command
