"""andante admin issue"""

import pytest

from tests.shell import Shell


def test_an_added_issue_is_listed(andante: Shell) -> None:
    id = andante("issue", "add", "SOUTH-7", "Plan the move", "--type", "Story").strip()

    assert f"{id}\tSOUTH-7\tStory\tTo Do\tPlan the move" in andante.listed("issue", "list").splitlines()


def test_the_list_can_be_filtered_by_project(andante: Shell) -> None:
    assert [line.split("\t")[1] for line in andante.listed("issue", "list", "--project", "NORTH").splitlines()] == ["NORTH-1", "NORTH-2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["NORTH-1", "Again"], "An issue with the key 'NORTH-1' already exists"),
        (["WEST-1", "First"], "KEY names the project 'WEST', which does not exist"),
        (["NORTH", "No number"], "KEY must be an issue key like NORTH-12, not 'NORTH'"),
        (["NORTH-9", "Less than nothing", "--original-estimate", "-1"], "--original-estimate: '-1' is not a duration"),
    ],
)
def test_an_invalid_issue_is_refused_and_nothing_changes(andante: Shell, arguments: list[str], message: str) -> None:
    before = andante.listed("issue", "list")

    andante("issue", "add", *arguments, code=1)

    assert message in andante.errors
    assert andante.listed("issue", "list") == before
