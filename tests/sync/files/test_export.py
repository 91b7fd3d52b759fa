"""andante export."""

from pathlib import Path

import pytest

from tests.cast import Person
from tests.shell import Shell

HEADER = "date,start_time,user,issue,time_spent,billable,description"


@pytest.fixture(autouse=True)
def _some_worklogs(alice: Person, dave: Person) -> None:
    alice.logs(5400, on="2026-03-17", description='Say "hello"')
    dave.logs(60, on="2026-03-16", issueId=10002)
    alice.logs(120, on="2026-03-16", startTime="08:00:00", issueId=10001)


def test_worklogs_are_sorted_by_start(andante: Shell) -> None:
    assert andante("export").split("\r\n") == [
        HEADER,
        "2026-03-16,08:00:00,712020:alice,NORTH-2,120,120,",
        "2026-03-16,09:00:00,712020:dave,SOUTH-1,60,60,",
        '2026-03-17,09:00:00,712020:alice,NORTH-1,5400,5400,"Say ""hello"""',
        "",
    ]


def test_json_lines_leave_out_missing_values(andante: Shell) -> None:
    assert andante("export", "--format", "jsonl", "--to", "2026-03-16").splitlines() == [
        '{"date":"2026-03-16","start_time":"08:00:00","user":"712020:alice","issue":"NORTH-2","time_spent":120,"billable":120,"description":""}',
        '{"date":"2026-03-16","start_time":"09:00:00","user":"712020:dave","issue":"SOUTH-1","time_spent":60,"billable":60,"description":""}',
    ]


def test_each_attribute_has_a_column_with_labels_of_list_entries(andante: Shell, carol: Person) -> None:
    listed = carol.post("/work-attributes", {"name": "Activity", "type": "STATIC_LIST", "values": ["Coding", "Meeting"]}).json()
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    carol.logs(60, on="2026-03-18", attributes=[{"key": "_Activity_", "value": listed["values"][1]}])
    carol.logs(60, on="2026-03-18", attributes=[{"key": "_Ticket_", "value": " T-1"}])

    lines = andante("export", "--from", "2026-03-18").splitlines()

    assert lines[0] == f"{HEADER},attribute:_Activity_,attribute:_Ticket_"
    assert [line.split(",")[7:] for line in lines[1:]] == [["Meeting", ""], ["", " T-1"]]


@pytest.mark.parametrize(
    ("filters", "times"),
    [
        (["--from", "2026-03-17"], [5400]),
        (["--to", "2026-03-16"], [120, 60]),
        (["--from", "2026-03-16", "--to", "2026-03-16"], [120, 60]),
        (["--user", "alice@example.com"], [120, 5400]),
        (["--user", "712020:dave", "--user", "alice@example.com"], [120, 60, 5400]),
        (["--project", "NORTH"], [120, 5400]),
        (["--project", "10001"], [60]),
        (["--issue", "NORTH-1", "--issue", "10002"], [60, 5400]),
        (["--issue", "NORTH-1", "--project", "SOUTH"], []),
    ],
)
def test_filters_are_combined_with_and_and_their_values_with_or(andante: Shell, filters: list[str], times: list[int]) -> None:
    assert [int(line.split(",")[4]) for line in andante("export", *filters).splitlines()[1:]] == times


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--user", "nobody"], "No user has the account id, email or user name 'nobody'"),
        (["--project", "WEST"], "Project 'WEST' not found"),
        (["--issue", "WEST-1"], "Issue not found"),
        (["--from", "2026-03-17", "--to", "2026-03-16"], "--from 2026-03-17 must not be later than --to 2026-03-16"),
        (["--kind", "users", "--from", "2026-03-17"], "This kind of record can't be filtered by from"),
        (["time.xlsx"], "the format of time.xlsx is unknown"),
        (["/nowhere/time.csv"], "/nowhere/time.csv can't be written: No such file or directory"),
    ],
)
def test_a_failed_export_reports_the_reason(andante: Shell, arguments: list[str], message: str) -> None:
    andante("export", *arguments, code=1)

    assert message in andante.errors


def test_a_failed_export_does_not_change_the_file(andante: Shell, tmp_path: Path) -> None:
    path = tmp_path / "time.csv"
    path.write_text("before")
    andante("export", path, "--issue", "WEST-1", code=1)
    assert path.read_text() == "before"

    andante("export", path)
    assert path.read_text().startswith(HEADER)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("time")] == ["time.csv"]


def test_issues_can_be_filtered_by_project(andante: Shell) -> None:
    assert andante("export", "--kind", "issues", "--project", "SOUTH").splitlines()[1:] == ["10002,SOUTH-1,Set up,Task,,,To Do,new,,,,,,,"]


def test_formulas_are_neutralized_and_imported_unchanged(andante: Shell, alice: Person, tmp_path: Path) -> None:
    alice.logs(60, on="2026-03-18", description="=HYPERLINK(A1)")
    file = tmp_path / "worklogs.csv"

    andante("export", file, "--from", "2026-03-18")

    assert ",'=HYPERLINK(A1)" in file.read_text()
    assert andante("import", file) == "0 worklogs imported, 1 already there\n"
