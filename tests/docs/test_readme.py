"""Every command of the README works in an empty directory."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.serving import ANDANTE, free_port, process

README = (Path(__file__).parents[2] / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.partition("    #")[0].strip() for block in BLOCKS for line in block.splitlines()]
PYTHON = re.search(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)

TESTED_ELSEWHERE = {
    "make demo": "tests/demo/test_demo.py runs what it starts",
    "make test": "it runs this test",
    "python3 -m venv venv": "it needs a network; tests/end_to_end/test_plain_install.py installs the package",
    "venv/bin/pip install --constraint constraints.txt '.[server]'": "see above",
}
SERVE = "venv/bin/andante serve"
PORT = "8080"
SETUP = ("Carol Admin", "carol@example.com", "--team=North", "--project=North", "--key=NORTH", "--issue=Import loses rows")
"""What the setup page creates."""


class Terminal:
    """A shell in an empty directory. `andante` runs this code."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.folder = folder
        (folder / "bin").mkdir()
        command = folder / "bin" / "andante"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{ANDANTE}" "$@"\n')
        command.chmod(0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANDANTE_")},
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }

    def run(self, line: str) -> str:
        line = line.replace(PORT, str(self.port))
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self, line: str) -> Iterator[None]:
        command = ["bash", "-c", f"exec {line.removeprefix('venv/bin/')} --port {self.port}"]
        environment = self.environment | {"ANDANTE_DATABASE_URL": f"sqlite:///{self.folder}/andante.db", "ANDANTE_WORKER": "off"}
        with process(command, self.folder / "log", f"http://127.0.0.1:{self.port}/healthz", environment):
            yield


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, free_port())


def test_the_exceptions_are_commands_of_the_readme() -> None:
    assert set(TESTED_ELSEWHERE) - set(COMMANDS) == set()
    assert SERVE in COMMANDS


def test_every_command_works(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(terminal.folder)  # servers are started here
    with terminal.serving(SERVE):
        assert "/setup?token=" in (terminal.folder / "log").read_text()
        terminal.run(shlex.join(["andante", "init", *SETUP]))
        for line in COMMANDS:
            if line in TESTED_ELSEWHERE or line == SERVE:
                continue
            output = terminal.run(line)
            if "token create" in line:
                token = re.search(r"andante_[\w-]+", output)
                assert token, output
                terminal.environment |= {"TOKEN": token[0], "ANDANTE_TOKEN": token[0]}
        assert "NORTH-1" in terminal.run("andante list --from 2000-01-01")
        assert PYTHON
        script = terminal.folder / "script.py"
        script.write_text(f"token = {terminal.environment['TOKEN']!r}\n" + PYTHON[1].replace(PORT, str(terminal.port)))
        assert "5400" in terminal.run(f"{shlex.quote(sys.executable)} script.py")
