"""Values of options and arguments, and the messages about them."""

import pytest

from tests.cast import Person
from tests.shell import Shell


def test_keys_may_be_typed_in_small_letters(as_alice: Shell) -> None:
    assert "on NORTH-1 at" in as_alice("log", "north-1", "1h")
    assert "on NORTH-2 at" in as_alice("edit", 1, "--issue", "north-2")
    assert "NORTH-2" in as_alice("list", "--issue", "north-2")
    assert "NORTH-2" in as_alice("report", "--project", "north")
    assert "Started on NORTH-1" in as_alice("start", "north-1")
    assert "on NORTH-2" in as_alice("stop", "--issue", "north-2")
    assert "on NORTH-1" in as_alice("plan", "add", "north-1", "1h")


def test_worklogs_of_a_project_are_listed(as_alice: Shell, alice: Person) -> None:
    alice.logs(3600)
    as_alice("log", "SOUTH-1", "1h")

    assert "NORTH-1" not in as_alice("list", "--project", "SOUTH")
    assert "NORTH-1" in as_alice("list", "--project", "SOUTH", "--project", "NORTH")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list", "--from", "noday"], "--from: 'noday' is not a day"),
        (["list", "--to", "noday"], "--to: 'noday' is not a day"),
        (["list", "--from", "2026-03-02", "--to", "2026-03-01"], "--to must not be before the first day, 2026-03-02, but is 2026-03-01"),
        (["plan", "add", "NORTH-1", "1h", "--until", "noday"], "--until: 'noday' is not a day"),
        (["log", "NORTH-1", "1h", "--date", "noday"], "--date: 'noday' is not a day"),
        (["log", "NORTH-1", "1h", "--at", "noon"], "--at: 'noon' is not a time of day"),
        (["log", "NORTH-1", "soon"], "TIME: 'soon' is not a duration: use a form like 1h 30m, 1.5h, 90m, 1:30 or 1.5 (hours)"),
        (["log", "NORTH-1", "5400"], "TIME: '5400' has no unit: use 5400m for minutes or 5400s for seconds"),
        (["log", "NORTH-1", "1h", "--billable", "5400"], "--billable: '5400' has no unit"),
        (["log", "NORTH-1", "1h", "--remaining", "x"], "--remaining: 'x' is not a duration"),
        (["start", "NORTH-1", "--at", "25"], "--at: '25' is not a time of day"),
    ],
)
def test_an_invalid_value_is_refused_with_the_name_of_its_option(as_alice: Shell, arguments: list[str], message: str) -> None:
    as_alice(*arguments, code=2)

    assert as_alice.errors.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["log", "NORTH-99", "1h"], "Issue not found"),
        (["log", "NORTH-1", "1h", "--attribute", "_Unknown_=1"], "Work attribute '_Unknown_' does not exist"),
        (["log", "NORTH-1", "1h", "--date", "2030-01-01"], "--date must not be more than 365 days in the future"),
    ],
)
def test_a_refusal_of_the_server_names_the_option(as_alice: Shell, arguments: list[str], message: str) -> None:
    as_alice(*arguments, code=1)

    assert message in as_alice.errors
    assert not {"issueKey", "startDate", "attributes"} & set(as_alice.errors.replace("'", " ").replace("[", " ").split())
