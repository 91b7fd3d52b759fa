"""andante import: users, projects and issues."""

from pathlib import Path

import pytest

from ..shell import Shell


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_users_are_added_and_changed(andante: Shell, path: Path) -> None:
    path.write_text(
        "account_id,email,display_name,time_zone,active\n"
        "712020:alice,,Alice Liddell,,false\n"
        ",bob@example.com,,Asia/Tokyo,\n"
        "712020:grace,grace@example.com,Grace,America/New_York,\n"
        ",zoe@example.com,Zoë,,\n"
        "712020:carol,carol@example.com,Carol,,\n"
    )

    assert andante("import", path, "--kind", "users") == "2 users imported, 2 changed, 1 already there\n"
    assert andante("import", path, "--kind", "users") == "0 users imported, 5 already there\n"
    listed = andante("user", "list")
    assert "712020:alice\tAlice Liddell\talice@example.com\tEurope/Berlin\tinactive" in listed
    assert "712020:bob\tBob\tbob@example.com\tAsia/Tokyo\t" in listed
    assert "712020:grace\tGrace\tgrace@example.com\tAmerica/New_York\t" in listed
    assert "\tZoë\tzoe@example.com\tUTC\t" in listed


def test_two_users_can_swap_their_emails(andante: Shell, path: Path) -> None:
    path.write_text("account_id,email\n712020:alice,elsewhere@example.com\n712020:bob,alice@example.com\n712020:alice,bob@example.com\n")

    andante("import", path, "--kind", "users")

    listed = andante("user", "list")
    assert "712020:alice\tAlice\tbob@example.com" in listed
    assert "712020:bob\tBob\talice@example.com" in listed


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("712020:new,,,,", "'display_name' is required for somebody new"),
        (",,Nobody,,", "'account_id' or 'email' is required"),
        ("712020:new,alice@example.com,New,,", "the email 'alice@example.com' belongs to the user '712020:alice' already"),
        ("712020:alice,,,Europe/Atlantis,", "'timeZone' must be the name of a time zone"),
        ("712020:alice,nowhere,,,", "'email' must be an email address, not 'nowhere'"),
        ("a b,,New,,", "'account_id' must be an account id like 712020:5f00aa11, not 'a b'"),
        ("712020:alice,,,,maybe", "'active' must be true or false, not 'maybe'"),
    ],
)
def test_a_user_who_can_not_be_is_reported_and_none_is_imported(andante: Shell, path: Path, row: str, words: str) -> None:
    before = andante("user", "list")
    path.write_text(f"account_id,email,display_name,time_zone,active\n712020:new1,,New,,\n{row}\n")

    andante("import", path, "--kind", "users", code=1)

    assert f"line 3: {words}" in andante.errors
    assert andante("user", "list") == before


def test_projects_and_issues_are_added_and_changed(andante: Shell, path: Path) -> None:
    path.write_text("key,name,id\nNORTH,Far North,\nWEST,West,\nEAST,East,500\n")
    assert andante("import", path, "--kind", "projects") == "2 projects imported, 1 changed, 0 already there\n"
    assert andante("project", "list") == "500\tEAST\tEast\n10000\tNORTH\tFar North\n10001\tSOUTH\tSouth\n10002\tWEST\tWest\n"

    path.write_text(
        "key,summary,type,id,original_estimate_seconds\nWEST-1,Go west,Story,,3600\nWEST-2,Further,,7,\nNORTH-1,Import loses some rows,,,\n"
    )
    assert andante("import", path, "--kind", "issues") == "2 issues imported, 1 changed, 0 already there\n"
    assert andante("export", "--kind", "issues").splitlines()[1:] == [
        "7,WEST-2,Further,Task,,",
        "10000,NORTH-1,Import loses some rows,Task,36000,36000",
        "10001,NORTH-2,Meetings,Task,,",
        "10002,SOUTH-1,Set up,Task,,",
        "10003,WEST-1,Go west,Story,3600,3600",
    ]
    assert andante("import", path, "--kind", "issues") == "0 issues imported, 3 already there\n"


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("projects", "id,key,name\n,west,West", "'key' must be a project key like NORTH, not 'west'"),
        ("projects", "id,key,name\n,WEST,", "'name' is required for a new project"),
        ("projects", "id,key,name\n5,NORTH,North", "'id' of NORTH is 10000 and can't become 5"),
        ("projects", "id,key,name\n10000,WEST,West", "'id' 10000 belongs to NORTH already"),
        ("issues", "id,key,summary\n,WEST-1,First", "'key' WEST-1 names the project WEST, which does not exist"),
        ("issues", "id,key,summary\n,NORTH-9,", "'summary' is required for a new issue"),
        ("issues", "id,key,summary\n10001,NORTH-9,Nine", "'id' 10001 belongs to NORTH-2 already"),
        ("issues", "key,summary,original_estimate_seconds\nNORTH-9,Nine,-1", "'original_estimate_seconds' must be a whole number from 0"),
    ],
)
def test_what_can_not_be_is_reported_and_nothing_changes(andante: Shell, path: Path, kind: str, row: str, words: str) -> None:
    before = andante("export", "--kind", kind)
    path.write_text(row + "\n")

    andante("import", path, "--kind", kind, code=1)

    assert f"line 2: {words}" in andante.errors
    assert andante("export", "--kind", kind) == before
