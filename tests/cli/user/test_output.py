"""Output as a table, JSON and CSV."""

import io
import json

import pytest

from andante.cli.failures import stop
from andante.cli.user import output
from andante.cli.user.output import Column, Output
from tests.cast import Person
from tests.shell import Shell

COLUMNS = (Column("name", "Name"), Column("seconds", "Time", seconds=True))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on_terminal(shown: Output, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """The output on a terminal with 30 columns."""
    for name, value in {"TERM": "xterm", "COLUMNS": "30", **environment}.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", terminal)
        output.show(shown, "table")
    return terminal.getvalue()


def sample(**more: object) -> Output:
    return Output(COLUMNS, [{"name": "Alice", "seconds": 5400}], **more)  # type: ignore[arg-type]


def test_a_terminal_gets_bold_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert "\033[1mName" in shown_on_terminal(sample(), monkeypatch)


@pytest.mark.parametrize(("no_color", "red"), [("", True), ("1", False)])
def test_an_error_is_red_on_a_terminal_unless_no_color_is_set(monkeypatch: pytest.MonkeyPatch, no_color: str, red: bool) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        stop("No")

    assert ("\033[31m" in terminal.getvalue()) == red


def test_long_texts_are_wrapped_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Output(COLUMNS, [{"name": "x" * 40, "seconds": 60}])
    lines = shown_on_terminal(long, monkeypatch).splitlines()[1:]

    assert [len(line.rstrip()) for line in lines if "x" in line] == [30, 16]


def test_dates_and_times_are_not_wrapped_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("date", "Date"), *COLUMNS)
    shown = shown_on_terminal(Output(columns, [{"date": "2026-03-18", "name": "many words " * 4, "seconds": 5400}]), monkeypatch)

    assert "2026-03-18  many words" in shown.splitlines()[1]


def test_output_to_a_pipe_is_plain_and_unwrapped(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="x" * 300)

    assert "\033" not in as_alice("list")
    assert "x" * 300 in as_alice("list")


def test_control_characters_are_removed_from_tables(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="\033[2Jgone\rover\u202e")

    shown = as_alice("list")
    assert "[2Jgone over" in shown
    assert not {"\033", "\r", "\u202e"} & set(shown)


def test_json_contains_the_original_text(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="\033[2Jgone")

    assert json.loads(as_alice("list", "--json"))[0]["description"] == "\033[2Jgone"


def test_formulas_in_csv_are_neutralized(as_alice: Shell, alice: Person) -> None:
    alice.logs(description="=1+1")

    assert "'=1+1" in as_alice("list", "--csv")
    assert "'=1+1" not in as_alice("list")


def test_json_and_csv_exclude_each_other(as_alice: Shell) -> None:
    as_alice("list", "--json", "--csv", code=2)

    assert "choose either JSON or CSV" in as_alice.errors


def test_recent_issues_are_completed(as_alice: Shell) -> None:
    as_alice("log", "NORTH-1", "1h")
    as_alice("log", "SOUTH-1", "1h")
    as_alice("start", "NORTH-2")
    completion = {"_ROOT_COMPLETE": "complete_bash", "COMP_WORDS": "andante log NO", "COMP_CWORD": "2"}
    as_alice.environment = {**as_alice.environment, **completion}

    assert as_alice().split() == ["NORTH-2", "NORTH-1"]
