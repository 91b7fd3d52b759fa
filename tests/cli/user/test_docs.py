"""Runs every example of docs/command-line.md and compares the output with the page."""

import re
import shlex
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import pytest

from tests.cast import BASE_URL
from tests.shell import Shell

PAGE = Path(__file__).parents[3] / "docs" / "command-line.md"


def examples() -> list[tuple[str, str, str]]:
    """The user who runs it (alice, unless the block names another), the command, and its output."""
    blocks = re.findall(r"^```console ?(\w*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [
        (who or "alice", command, printed)
        for who, block in blocks
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def test_every_example_prints_what_the_page_shows(as_alice: Shell, as_bob: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    terminals = {"alice": as_alice, "bob": as_bob}
    ran = examples()
    for who, command, printed in ran:
        program, *arguments = shlex.split(command)
        assert program == "andante"
        terminal = terminals[who]
        output = terminal(*arguments, code=2 if "has no unit" in printed else 0) + terminal.errors
        assert OutputChecker().check_output(printed, output, ELLIPSIS), f"$ {command}\n{output}"

    assert len(ran) == 26
    assert BASE_URL in ran[0][1]


def test_the_sign_in_to_tempo_cloud_on_the_page_works(cloud: Shell) -> None:
    [command] = re.findall(r"^```sh\n(andante login .*)\n```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert "as Alice" in cloud(*shlex.split(command)[1:])
