"""andante import: users, projects with their versions and components, issues."""

from pathlib import Path

import pytest

from tests.shell import Shell

from .rows import assert_row_is_refused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_users_are_created_and_updated(andante: Shell, path: Path) -> None:
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
    listed = andante.listed("user", "list")
    assert "712020:alice\tAlice Liddell\talice@example.com\tEurope/Berlin\t\t\tinactive" in listed
    assert "712020:bob\tBob\tbob@example.com\tAsia/Tokyo\t" in listed
    assert "712020:grace\tGrace\tgrace@example.com\tAmerica/New_York\t" in listed
    assert "\tZoë\tzoe@example.com\tUTC\t" in listed


def test_two_users_can_swap_their_emails_and_user_names(andante: Shell, path: Path) -> None:
    path.write_text("account_id,name,staff_id\n712020:alice,anna,1\n712020:bob,ben,2\n")
    andante("import", path, "--kind", "users")
    path.write_text(
        "account_id,email,name\n"
        "712020:alice,elsewhere@example.com,elsewhere\n"
        "712020:bob,alice@example.com,anna\n"
        "712020:alice,bob@example.com,ben\n"
    )

    andante("import", path, "--kind", "users")

    listed = andante.listed("user", "list")
    assert "712020:alice\tAlice\tbob@example.com\tEurope/Berlin\tben\t1" in listed
    assert "712020:bob\tBob\talice@example.com\tEurope/Berlin\tanna\t2" in listed


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("712020:new,,,,,", "'display_name' is required for a new user"),
        (",,Nobody,,,", "'account_id' or 'email' is required"),
        ("712020:new,,New,,,anna", "The user name 'anna' already belongs to the user '712020:new1'"),
        ("712020:new,,New,,,a b", "'name' must be a user name without spaces, like anna.berg, not 'a b'"),
        ("712020:new,alice@example.com,New,,,", "The email 'alice@example.com' already belongs to the user '712020:alice'"),
        ("712020:alice,,,Europe/Atlantis,,", "'timeZone' must be the name of a time zone"),
        ("712020:alice,nowhere,,,,", "'email' must be an email address, not 'nowhere'"),
        ("a b,,New,,,", "'account_id' must be an account id like 712020:5f00aa11, not 'a b'"),
        ("712020:alice,,,,maybe,", "'active' must be true or false, not 'maybe'"),
    ],
)
def test_an_invalid_user_is_reported_and_nothing_is_imported(andante: Shell, path: Path, row: str, message: str) -> None:
    before = andante.listed("user", "list")
    path.write_text(f"account_id,email,display_name,time_zone,active,name\n712020:new1,,New,,,anna\n{row}\n")

    andante("import", path, "--kind", "users", code=1)

    assert f"line 3: {message}" in andante.errors
    assert andante.listed("user", "list") == before


def test_projects_and_issues_are_created_and_updated(andante: Shell, path: Path) -> None:
    path.write_text("key,name,id\nNORTH,Far North,\nWEST,West,\nEAST,East,500\n")
    assert andante("import", path, "--kind", "projects") == "2 projects imported, 1 changed, 0 already there\n"
    assert andante.listed("project", "list") == "500\tEAST\tEast\n10000\tNORTH\tFar North\n10001\tSOUTH\tSouth\n10002\tWEST\tWest\n"

    path.write_text(
        "key,summary,type,id,original_estimate_seconds\nWEST-1,Go west,Story,,3600\nWEST-2,Further,,7,\nNORTH-1,Import loses some rows,,,\n"
    )
    assert andante("import", path, "--kind", "issues") == "2 issues imported, 1 changed, 0 already there\n"
    assert andante("export", "--kind", "issues").splitlines()[1:] == [
        "7,WEST-2,Further,Task,,,To Do,new,,,,,,,",
        "10000,NORTH-1,Import loses some rows,Task,36000,36000,To Do,new,,,,,,,",
        "10001,NORTH-2,Meetings,Task,,,To Do,new,,,,,,,",
        "10002,SOUTH-1,Set up,Task,,,To Do,new,,,,,,,",
        "10003,WEST-1,Go west,Story,3600,3600,To Do,new,,,,,,,",
    ]
    assert andante("import", path, "--kind", "issues") == "0 issues imported, 3 already there\n"


DIRECTORY = {
    "projects": "key,name,category,lead\nNORTH,,Clients,bob@example.com\nWEST,West,clients,712020:carol\n",
    "versions": "project,name,released,id\nWEST,1.0,true,\nWEST,2.0,,77\n",
    "components": "project,name\nWEST,Import\nWEST,Export; all\n",
    "issues": "key,summary,type,status,status_category,priority,parent,reporter,assignee,versions,components\n"
    "NORTH-1,,,Waiting,new,high,,bob@example.com,,,\n"
    "WEST-1,Go west,Epic,In Progress,,Blocker,,712020:alice,dave@example.com,2.0;1.0,Import\n"
    'WEST-2,Further,Story,,,,WEST-1,,,2.0,"[""Export; all""]"\n',
}
EXPORTED = {
    "projects": ["10000,NORTH,North,Clients,712020:bob", "10001,SOUTH,South,,", "10002,WEST,West,Clients,712020:carol"],
    "versions": ["10000,WEST,1.0,1,true", "77,WEST,2.0,2,false"],
    "components": ["10000,WEST,Import", "10001,WEST,Export; all"],
    "issues": [
        "10000,NORTH-1,Import loses rows,Task,36000,36000,Waiting,new,High,,,712020:bob,,,",
        "10001,NORTH-2,Meetings,Task,,,To Do,new,,,,,,,",
        "10002,SOUTH-1,Set up,Task,,,To Do,new,,,,,,,",
        "10003,WEST-1,Go west,Epic,,,In Progress,indeterminate,Blocker,,,712020:alice,712020:dave,1.0; 2.0,Import",
        '10004,WEST-2,Further,Story,,,To Do,new,,,WEST-1,,,2.0,"[""Export; all""]"',
    ],
}


def test_all_fields_of_the_directory_are_imported_and_exported(andante: Shell, path: Path) -> None:
    for kind, rows in DIRECTORY.items():
        path.write_text(rows)
        andante("import", path, "--kind", kind)
        assert "0 " + kind + " imported, " in andante("import", path, "--kind", kind)
        assert "changed" not in andante("import", path, "--kind", kind)

    for kind, exported in EXPORTED.items():
        assert andante("export", "--kind", kind).splitlines()[1:] == exported


def test_a_row_changes_only_the_columns_that_it_contains(andante: Shell, path: Path) -> None:
    for kind, rows in DIRECTORY.items():
        path.write_text(rows)
        andante("import", path, "--kind", kind)
    path.write_text("key,assignee,components,parent\nWEST-1,alice@example.com,,NORTH-1\nWEST-2,,Import;Export,\n")
    andante("import", path, "--kind", "issues", code=1)
    assert "'components' names 'Export', which the project does not have; it has Import, Export; all" in andante.errors
    path.write_text("key,assignee,components,parent\nWEST-1,alice@example.com,,NORTH-1\nWEST-2,,Import,\n")

    assert andante("import", path, "--kind", "issues") == "0 issues imported, 2 changed, 0 already there\n"
    assert andante("export", "--kind", "issues", "--project", "WEST").splitlines()[1:] == [
        "10003,WEST-1,Go west,Epic,,,In Progress,indeterminate,Blocker,,NORTH-1,712020:alice,712020:alice,1.0; 2.0,Import",
        "10004,WEST-2,Further,Story,,,To Do,new,,,WEST-1,,,2.0,Import",
    ]
    path.write_text("project,name,sequence,released\nWEST,1.0,9,\nWEST,2.0,,true\nWEST,3.0,,\n")
    assert andante("import", path, "--kind", "versions") == "1 versions imported, 2 changed, 0 already there\n"
    assert andante("export", "--kind", "versions").splitlines()[1:] == [
        "77,WEST,2.0,2,true",
        "10000,WEST,1.0,9,true",
        "10001,WEST,3.0,10,false",
    ]


@pytest.mark.parametrize(
    ("kind", "row", "message"),
    [
        ("projects", "id,key,name\n,west,West", "'key' must be a project key like NORTH, not 'west'"),
        ("projects", "id,key,name\n,WEST,", "'name' is required for a new project"),
        ("projects", "id,key,name\n5,NORTH,North", "'id' of NORTH is 10000 and can't become 5"),
        ("projects", "id,key,name\n10000,WEST,West", "'id' 10000 belongs to NORTH already"),
        ("projects", "id,key,name\n9223372036854775807,WEST,West", "'id' must be a whole number from 1 to 4611686018427387903"),
        ("issues", "id,key,summary\n9223372036854775807,NORTH-9,X", "'id' must be a whole number from 1 to 4611686018427387903"),
        ("projects", "key,lead\nNORTH,nobody", "'lead' names the user 'nobody', who does not exist"),
        ("versions", "project,name\nWEST,1.0", "'project' names the project 'WEST', which does not exist"),
        ("versions", "project,name,sequence\nNORTH,1.0,soon", "'sequence' must be a whole number from 0 to 1000000, not 'soon'"),
        ("components", "project,name\nNORTH,", "'name' is required"),
        ("issues", "key,reporter\nNORTH-1,nobody", "'reporter' names the user 'nobody', who does not exist"),
        ("issues", "key,assignee\nNORTH-1,nobody", "'assignee' names the user 'nobody', who does not exist"),
        ("issues", "key,parent\nNORTH-1,NORTH-9", "'parent' names the issue 'NORTH-9', which does not exist"),
        ("issues", "key,parent\nNORTH-1,NORTH-1", "'parent' must not be NORTH-1: NORTH-1 can't be its own ancestor"),
        ("issues", "key,versions\nNORTH-1,1.0", "'versions' names '1.0', which the project does not have; it has none"),
        ("issues", "key,versions\nNORTH-1,[1.0]", "'versions' must be a JSON array or values between semicolons, not '[1.0]'"),
        ("issues", "key,status_category\nNORTH-1,ready", "'status_category' must be one of"),
        ("issues", "id,key,summary\n,WEST-1,First", "'key' names the project 'WEST', which does not exist"),
        ("issues", "id,key,summary\n,NORTH-9,", "'summary' is required for a new issue"),
        ("issues", "id,key,summary\n10001,NORTH-9,Nine", "'id' 10001 belongs to NORTH-2 already"),
        ("issues", "key,summary,original_estimate_seconds\nNORTH-9,Nine,-1", "'original_estimate_seconds' must be a whole number from 0"),
    ],
)
def test_an_invalid_row_is_reported_and_nothing_changes(andante: Shell, path: Path, kind: str, row: str, message: str) -> None:
    assert_row_is_refused(andante, path, kind, row, message)


def test_parents_that_form_a_cycle_are_reported(andante: Shell, path: Path) -> None:
    path.write_text("key,parent\nNORTH-2,NORTH-1\nSOUTH-1,NORTH-2\nNORTH-1,SOUTH-1\n")

    andante("import", path, "--kind", "issues", code=1)

    assert "line 4: 'parent' must not be SOUTH-1: NORTH-1 can't be its own ancestor" in andante.errors


def test_the_id_of_a_version_is_unique_and_never_changes(andante: Shell, path: Path) -> None:
    path.write_text("project,name,id\nNORTH,1.0,5\nSOUTH,1.0,5\nNORTH,1.0,6\n")

    andante("import", path, "--kind", "versions", code=1)

    assert "line 3: 'id' 5 belongs to 1.0 of NORTH already" in andante.errors
    assert "line 4: 'id' of 1.0 of NORTH is 5 and can't become 6" in andante.errors


def test_properties_of_users_are_created_and_updated(andante: Shell, path: Path) -> None:
    andante("user", "property", "bob@example.com", "grade", "6")
    path.write_text("user,key,value\n712020:alice,cost-center,C-17\nbob@example.com,grade,7\nbob@example.com,badge, 8 \n")

    assert andante("import", path, "--kind", "properties") == "2 properties imported, 1 changed, 0 already there\n"
    assert andante("import", path, "--kind", "properties") == "0 properties imported, 3 already there\n"
    assert andante.listed("user", "property", "712020:alice") == "cost-center\tC-17\n"
    assert andante.listed("user", "property", "bob@example.com") == "badge\t 8 \ngrade\t7\n"


def test_invalid_properties_are_reported(andante: Shell, path: Path) -> None:
    path.write_text("user,key,value\nnobody,grade,7\n712020:alice,grade,\n712020:alice,,7\n")

    andante("import", path, "--kind", "properties", code=1)
    assert "line 2: 'user' names the user 'nobody', who does not exist" in andante.errors
    assert "line 3: 'value' is required" in andante.errors
    assert "line 4: 'key' is required" in andante.errors
