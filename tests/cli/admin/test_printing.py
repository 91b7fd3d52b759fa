"""Lists with headings, JSON and CSV, and what commands say about their success."""

import json

import pytest

from andante.cli.admin import printing
from andante.cli.plain_words import in_plain_words
from tests.shell import Shell

MAIL_SETTINGS = {
    "ANDANTE_SMTP_URL": "smtp://127.0.0.1:1",
    "ANDANTE_MAIL_FROM": "andante@example.com",
    "ANDANTE_PUBLIC_URL": "https://andante.example.com",
}
LISTS = [
    ("user", "list"),
    ("project", "list"),
    ("issue", "list"),
    ("team", "list"),
    ("role", "list"),
    ("scheme", "list"),
    ("permission", "list"),
    ("config", "show"),
    ("settings",),
    ("token", "list", "--user", "alice@example.com"),
    ("member", "list", "Northerners"),
    ("issue-status", "list"),
]
FILLED = [
    ("customer list", "customer add NW Northwind"),
    ("account list", "account add NW Northwind --lead alice@example.com"),
    ("component list north", "component add NORTH Import"),
    ("project-version list north", "project-version add NORTH 1.0"),
    ("servlet list", "servlet allow 10.0.0.0/8"),
    ("app list", "app add Reports --redirect https://app.example.com"),
    ("user invitations", "user invite Ann ann@example.com"),
    ("mail list", "user invite Ann ann@example.com"),
]
"""Lists that are empty at first, each with a command that adds to it."""


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_every_list_has_headings_json_and_csv(andante: Shell, command: tuple[str, ...]) -> None:
    rows = json.loads(andante("admin", *command, "--json"))
    headings = andante("admin", *command).splitlines()[0]

    assert andante("admin", *command, "--csv").splitlines()[0].split(",") == list(rows[0])
    assert headings[0].isupper()
    assert "\t" not in headings


@pytest.mark.parametrize(("command", "addition"), FILLED, ids=[command for command, _ in FILLED])
def test_an_empty_list_says_so_to_people_and_is_empty_for_programs(andante: Shell, command: str, addition: str) -> None:
    andante.environment = MAIL_SETTINGS
    assert andante("admin", *command.split()) == ""
    assert andante.errors
    assert andante("admin", *command.split(), "--json") == "[]\n"

    andante("admin", *addition.split())
    (row,) = json.loads(andante("admin", *command.split(), "--json"))
    headings, _ = andante("admin", *command.split()).splitlines()
    assert headings[0].isupper()
    assert andante("admin", *command.split(), "--csv").splitlines()[0].split(",") == list(row)


def test_formulas_are_neutralized(andante: Shell) -> None:
    andante("project", "add", "WEST", "=1+1")

    assert "'=1+1" in andante("project", "list", "--csv")
    assert "'=1+1" not in andante("project", "list")


def test_programs_get_the_id_and_people_a_sentence(andante: Shell) -> None:
    assert andante("admin", "project", "add", "west", "West", "--id", "777") == "777\n"
    assert andante.errors == "Added project WEST (777)\n"


def test_a_terminal_gets_only_the_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    printing.print_added("project NORTH", 10000)

    assert capsys.readouterr().out == "Added project NORTH (10000)\n"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("project change north --name Northern", "Changed project NORTH"),
        ("issue change north-1 --remaining-estimate 1.5", "Changed issue NORTH-1"),
        ("user change alice@example.com --inactive", "Changed user Alice"),
        ("user property alice@example.com city Berlin", "Set property 'city' to 'Berlin' for Alice"),
        ("user reset-second-factor alice@example.com", "The user has no second factor."),
        ("config set week_start=7 max_hours_per_day_per_user=none", "Set week_start to 7, max_hours_per_day_per_user to none"),
        ("member end Northerners alice@example.com --on 2026-03-31", "The last day of Alice in team Northerners is 2026-03-31"),
        ("scheme assign workload 1 alice@example.com", "Assigned 1 user to the workload scheme Full time"),
        ("servlet allow 10.0.0.0/8", "10.0.0.0/8 may use the servlets"),
        ("token revoke 1", "Revoked token 1"),
    ],
)
def test_a_command_says_what_it_did(andante: Shell, command: str, message: str) -> None:
    printed = andante("admin", *command.split())

    assert (printed + andante.errors).strip() == message


def test_a_password_is_read_from_one_line(andante: Shell) -> None:
    assert andante("password", "set", "alice@example.com", given="a long enough password\n") == "Set the password of Alice\n"
    andante("password", "set", "alice@example.com", given="", code=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["token", "revoke", "x"], "must be a whole number"),
        (["serve", "--workers", "0"], "must be at least 1"),
        (["holidays", "import", "1", "--hours", "99"], "must be at most 24"),
        (["scheme", "add", "both", "X"], "'both' is not one of 'workload', 'holiday'"),
        (["report", "planned", "--from", "mon", "--to", "x"], "'mon' is not a day like 2026-03-31"),
    ],
)
def test_a_value_of_the_wrong_type_is_described_in_plain_words(andante: Shell, arguments: list[str], message: str) -> None:
    andante("admin", *arguments, code=2)

    shown = " ".join(andante.errors.replace("│", " ").split())
    assert message in shown
    assert not any(word in shown for word in ("Input should", "Value error", "pydantic", "%Y"))


@pytest.mark.parametrize("message", ["Missing option '--from'.", "choose either JSON or CSV"])
def test_other_messages_stay(message: str) -> None:
    assert in_plain_words(message) == message
