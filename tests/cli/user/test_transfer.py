"""andante export and import through the API"""

import csv
import io
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from andante.cli.user import transfer
from tests.cast import NORTH_2, Person
from tests.shell import Shell

HEAD = "date,start_time,user,issue,time_spent,billable,description,attribute:_Place_,attributes"


def add_list_attribute(carol: Person) -> None:
    """A work attribute whose values have labels."""
    assert carol.post("/work-attributes", {"name": "Place", "type": "STATIC_LIST", "values": ["At home", "Out"]}).status_code == 200


def test_exported_worklogs_are_imported_only_if_they_are_missing(
    as_alice: Shell, as_carol: Shell, alice: Person, carol: Person, tmp_path: Path
) -> None:
    add_list_attribute(carol)
    value = carol.get("/work-attributes").json()["results"][0]["values"][0]
    alice.logs(3600, description=" Find,\nthen mend", attributes=[{"key": "_Place_", "value": value}])
    alice.logs(1800, issueId=NORTH_2)
    alice.logs(1800, issueId=NORTH_2)
    file = tmp_path / "time.csv"

    as_alice("export", "--remote", file)
    assert as_alice.errors == "3 worklogs exported\n"
    rows = list(csv.reader(io.StringIO(file.read_text())))
    assert ",".join(rows[0]) == HEAD
    assert rows[1] == ["2026-03-17", "09:00:00", alice.id, "NORTH-1", "3600", "3600", " Find,\nthen mend", "At home", ""]

    as_carol("import", "--remote", file)
    assert as_carol.errors == "0 worklogs imported, 3 already there\n"
    before = _contents(alice)
    for id in (1, 3):
        alice.delete(f"/worklogs/{id}")
    as_carol("import", "--remote", file)
    assert as_carol.errors == "2 worklogs imported, 1 already there\n"
    assert _contents(alice) == before


def _contents(person: Person) -> list[tuple[object, ...]]:
    found = person.get("/worklogs").json()["results"]
    return sorted(
        (worklog["issue"]["id"], worklog["timeSpentSeconds"], worklog["description"], str(worklog["attributes"]["values"]))
        for worklog in found
    )


def test_hand_written_files_are_imported(as_alice: Shell, alice: Person) -> None:
    lines = "date;user;issue;time spent\n2026-03-16;alice@example.com;NORTH-1;1h 30m\n2026-03-17;alice@example.com;10001;1:15\n"
    as_alice("import", "--remote", "-", "--format", "csv", given=lines)

    assert as_alice.errors == "2 worklogs imported, 0 already there\n"
    assert [each["timeSpentSeconds"] for each in alice.get("/worklogs").json()["results"]] == [5400, 4500]


def test_nothing_is_imported_if_a_line_is_invalid(as_alice: Shell, alice: Person) -> None:
    good, line = f'{{"date": "2026-03-16", "user": "{alice.id}", "issue": "NORTH-1", "time_spent": "1h"}}', '{{"date": "{}", {}}}'
    rest = f'"user": "{alice.id}", "issue": "NORTH-1", "time_spent": "1d"'
    as_alice("import", "--remote", "-", "--format", "jsonl", given="\n".join([good, line.format("soon", rest)]), code=1)
    assert "line 2: 'date' must be valid on the format: 'yyyy-MM-dd', not 'soon'" in as_alice.errors

    as_alice("import", "--remote", "-", "--format", "jsonl", given="\n".join([good, line.format("2026-03-16", rest)]), code=1)
    assert "line 2: 'time_spent' can't be read: the duration '1d' has days or weeks" in as_alice.errors
    assert "Nothing was imported. Invalid lines: 1." in as_alice.errors
    assert alice.get("/worklogs").json()["results"] == []


def test_refused_lines_are_named_and_the_import_can_be_repeated(as_alice: Shell, alice: Person) -> None:
    lines = [
        f'{{"date": "{day}", "user": "{alice.id}", "issue": "NORTH-{issue}", "time_spent": "1h"}}'
        for day, issue in (("2026-03-16", 1), ("2026-03-17", 1), ("2029-01-01", 2))
    ]
    as_alice("import", "--remote", "-", "--format", "jsonl", given="\n".join(lines), code=1)
    assert "The server refused lines 3." in as_alice.errors

    as_alice("import", "--remote", "-", "--format", "jsonl", given="\n".join(lines[:2]))
    assert as_alice.errors == "0 worklogs imported, 2 already there\n"


def test_an_export_can_be_filtered(as_carol: Shell, alice: Person, bob: Person) -> None:
    alice.logs(3600, on="2026-03-02")
    alice.logs(3600, issueId=NORTH_2)
    bob.logs(900)
    arguments = ["--user", "alice@example.com", "--project", "NORTH", "--issue", "NORTH-2", "--from", "2026-03-10", "--to", "2026-03-31"]

    lines = as_carol("export", "--remote", "--format", "jsonl", *arguments).splitlines()
    assert len(lines) == 1
    assert '"issue":"NORTH-2"' in lines[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "--kind", "users"], "--kind users can't be used with --remote, because it needs the database"),
        (["import", "x.csv", "--skip-invalid"], "--skip-invalid can't be used with --remote, because it needs the database"),
    ],
)
def test_options_that_need_the_database_are_refused(as_alice: Shell, arguments: list[str], message: str) -> None:
    as_alice(*arguments, "--remote", code=2)

    assert message in as_alice.errors


def test_a_missing_file_is_reported(as_alice: Shell) -> None:
    as_alice("import", "--remote", "nowhere.csv", code=1)

    assert as_alice.errors == "nowhere.csv can't be read: No such file or directory\n"


def test_the_api_is_the_default_without_the_server(as_alice: Shell, alice: Person) -> None:
    plain = typer.Typer()
    plain.command("export")(transfer.export)
    plain.command("import")(transfer.import_)
    alice.logs(3600)
    result = CliRunner().invoke(plain, ["export", "--remote"], env=dict(as_alice.environment))

    assert result.exit_code == 0
    assert "712020:alice,NORTH-1,3600,3600" in result.stdout
