"""docs/import-export.md: runs all commands with the files of the page."""

import re
import shlex
from pathlib import Path

import pytest

from andante.cli.admin.transfer import KINDS
from tests.cast import Person
from tests.shell import Shell

PAGE = Path(__file__).parents[3] / "docs" / "import-export.md"


def test_every_command_runs(andante: Shell, carol: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    carol.post("/work-attributes", {"key": "_Ticket_", "name": "Ticket", "type": "INPUT_FIELD"})
    outputs = []
    for kind, name, block in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if kind != "sh":
            Path(name).write_text(block, encoding="utf-8")
            continue
        for line in block.splitlines():
            source, _, command = line.rpartition(" | ")
            input = Path(source.removeprefix("cat ")).read_text() if source else None
            program, *arguments = shlex.split(command)
            assert program == "andante"
            outputs.append(andante(*arguments, given=input))

    assert len(outputs) == 40
    summaries = [output for output in outputs if "imported" in output]
    assert summaries[:12] == [
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
    assert all(" 0 already there" not in summary and summary.startswith("0 ") for summary in summaries[-9:])


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_a_file_is_on_the_page(kind: str) -> None:
    """In the heading of an example, or in the text."""
    page = PAGE.read_text(encoding="utf-8")
    headings = re.findall(r"^```csv \S+\n(.*)$", page, re.MULTILINE)
    named = {*re.findall(r"`(\w+)`", page), *(name for heading in headings for name in heading.split(","))}

    assert set(KINDS[kind].columns.names) - named == set()
