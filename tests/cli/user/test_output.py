"""The forms of an answer, for people and for programs."""

import io
import json

import pytest

from andante.cli.user import output
from andante.cli.user.failures import stop
from andante.cli.user.output import Answer, Column
from tests.cast import Person
from tests.shell import Shell

COLUMNS = (Column("name", "Name"), Column("seconds", "Time", seconds=True))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on_terminal(answer: Answer, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """What a terminal of 30 columns gets."""
    for name, value in {"TERM": "xterm", "COLUMNS": "30", **environment}.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", terminal)
        output.show(answer, "table")
    return terminal.getvalue()


def answer(**more: object) -> Answer:
    return Answer(COLUMNS, [{"name": "Alice", "seconds": 5400}], **more)  # type: ignore[arg-type]


def test_a_terminal_gets_emphasis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert "\033[1mName" in shown_on_terminal(answer(), monkeypatch)


@pytest.mark.parametrize(("no_color", "red"), [("", True), ("1", False)])
def test_a_refusal_is_red_on_a_terminal_unless_colour_is_unwanted(monkeypatch: pytest.MonkeyPatch, no_color: str, red: bool) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        stop("No")

    assert ("\033[31m" in terminal.getvalue()) == red


def test_long_texts_are_folded_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Answer(COLUMNS, [{"name": "x" * 40, "seconds": 60}])
    lines = shown_on_terminal(long, monkeypatch).splitlines()[1:]

    assert [len(line.rstrip()) for line in lines if "x" in line] == [30, 16]


def test_what_is_no_terminal_gets_plain_lines(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="x" * 300)

    assert "\033" not in as_alice("list")
    assert "x" * 300 in as_alice("list")


def test_what_could_steer_a_terminal_is_taken_out(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="\033[2Jgone\rover\u202e")

    shown = as_alice("list")
    assert "[2Jgone over" in shown
    assert not {"\033", "\r", "\u202e"} & set(shown)


def test_programs_get_what_was_written(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="\033[2Jgone")

    assert json.loads(as_alice("list", "--json"))[0]["description"] == "\033[2Jgone"


def test_an_answer_is_json_or_csv_and_not_both(as_alice: Shell) -> None:
    as_alice("list", "--json", "--csv", code=2)

    assert "an answer is either JSON or CSV" in as_alice.errors


def test_the_issues_that_were_named_last_are_completed(as_alice: Shell) -> None:
    as_alice("log", "NORTH-1", "1h")
    as_alice("log", "SOUTH-1", "1h")
    as_alice("start", "NORTH-2")
    asked = {"_ROOT_COMPLETE": "complete_bash", "COMP_WORDS": "andante log NO", "COMP_CWORD": "2"}
    as_alice.environment = {**as_alice.environment, **asked}

    assert as_alice().split() == ["NORTH-2", "NORTH-1"]
