"""andante admin project"""

import pytest

from tests.shell import Shell


def test_an_added_project_is_listed(andante: Shell) -> None:
    id = andante("project", "add", "WEST", "West").strip()

    assert f"{id}\tWEST\tWest" in andante.listed("project", "list").splitlines()


def test_the_id_of_a_project_in_jira_can_be_given(andante: Shell) -> None:
    assert andante("project", "add", "WEST", "West", "--id", "777") == "777\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["NORTH", "North again"], "A project with the key 'NORTH' already exists"),
        (["w-est", "West"], "KEY must be a project key like NORTH, not 'W-EST'"),
        (["WEST", ""], "NAME must be text of 1 to 255 characters"),
        (["WEST", "West", "--id", "10000"], "the id 10000 already exists"),
        (["WEST", "West", "--id", "0"], "--id must be a whole number from 1"),
    ],
)
def test_an_invalid_project_is_refused_and_nothing_changes(andante: Shell, arguments: list[str], message: str) -> None:
    before = andante.listed("project", "list")

    andante("project", "add", *arguments, code=1)

    assert message in andante.errors
    assert andante.listed("project", "list") == before
