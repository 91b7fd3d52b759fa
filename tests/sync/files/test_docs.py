"""docs/import-export.md: every command in it runs, on the files in it."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cast import Person
from tests.shell import Shell

PAGE = Path(__file__).parents[3] / "docs" / "import-export.md"


def test_every_command_runs(andante: Shell, carol: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    carol.post("/work-attributes", {"key": "_Ticket_", "name": "Ticket", "type": "INPUT_FIELD"})
    said = []
    for kind, name, block in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if kind != "sh":
            Path(name).write_text(block, encoding="utf-8")
            continue
        for line in block.splitlines():
            source, _, command = line.rpartition(" | ")
            given = Path(source.removeprefix("cat ")).read_text() if source else None
            program, *arguments = shlex.split(command)
            assert program == "andante"
            said.append(andante(*arguments, given=given))

    assert len(said) == 40
    said = [words for words in said if "imported" in words]
    assert said[:12] == [
        "2 users imported, 0 already there\n",
        "2 properties imported, 0 already there\n",
        "1 projects imported, 0 already there\n",
        "2 versions imported, 0 already there\n",
        "1 components imported, 0 already there\n",
        "2 issues imported, 0 already there\n",
        "1 customers imported, 0 already there\n",
        "1 categories imported, 0 already there\n",
        "1 accounts imported, 0 already there\n",
        "2 memberships imported, 0 already there\n",
        "2 worklogs imported, 0 already there\n",
        "0 worklogs imported, 2 already there\n",
    ]
    assert all(" 0 already there" not in words and words.startswith("0 ") for words in said[-9:])
