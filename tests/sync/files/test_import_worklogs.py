"""andante import: worklogs."""

from pathlib import Path
from typing import Any

import pytest

from andante.sync.files.kinds import BATCH_SIZE
from tests.cast import ACCOUNT_IDS, Person
from tests.databases import sqlite_only
from tests.shell import Shell

HEADER = "date,start_time,user,issue,time_spent,billable,description"
VALID = "2026-03-16,09:00,alice@example.com,NORTH-1,1h 30m,,Trace import bug"
INVALID = "2026-03-16,09:00,nobody@example.com,NORTH-1,1h,,"


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes a file and returns its path."""

    def write(*lines: str, name: str = "time.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        return path

    return write


def worklogs(person: Person) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = person.get("/worklogs").json()["results"]
    return results


def test_the_rows_of_a_csv_file_are_logged(andante: Shell, file: Any, carol: Person) -> None:
    path = file(HEADER, VALID, f'2026-03-17,13:15:30,{ACCOUNT_IDS["dave"]},10002,90m,0.5h,"Call, with ""North"""')

    assert andante("import", path) == "2 worklogs imported, 0 already there\n"

    first, second = worklogs(carol)
    assert first["author"]["accountId"] == ACCOUNT_IDS["alice"]
    assert (first["issue"]["key"], first["startDate"], first["startTime"]) == ("NORTH-1", "2026-03-16", "09:00:00")
    assert (first["timeSpentSeconds"], first["billableSeconds"], first["description"]) == (5400, 5400, "Trace import bug")
    assert (second["issue"]["key"], second["timeSpentSeconds"], second["billableSeconds"]) == ("SOUTH-1", 5400, 1800)
    assert second["description"] == 'Call, with "North"'


def test_the_lines_of_a_json_lines_file_are_logged(andante: Shell, file: Any, carol: Person) -> None:
    path = file(
        '{"date": "2026-03-16", "user": "alice@example.com", "issue": "NORTH-1", "time_spent": "1.5h", "description": null}',
        "",
        '{"date": "2026-03-17", "start_time": "9:00", "user": "712020:dave", "issue": 10002, "time_spent": 60, "billable": 0}',
        name="time.jsonl",
    )

    assert andante("import", path) == "2 worklogs imported, 0 already there\n"

    assert [(entry["startTime"], entry["timeSpentSeconds"], entry["billableSeconds"]) for entry in worklogs(carol)] == [
        ("00:00:00", 5400, 5400),
        ("09:00:00", 60, 0),
    ]


def test_standard_input_can_be_imported(andante: Shell) -> None:
    assert andante("import", "-", "--format", "csv", given=f"{HEADER}\n{VALID}\n") == "1 worklogs imported, 0 already there\n"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_files_of_spreadsheets_can_be_imported(andante: Shell, tmp_path: Path, separator: str) -> None:
    path = tmp_path / "time.csv"
    lines = [line.replace(",", separator) for line in (HEADER.replace("start_time", "Start Time").replace("user", "User"), VALID)]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())

    assert andante("import", path) == "1 worklogs imported, 0 already there\n"


def test_attributes_can_be_columns_or_json_and_list_entries_can_be_labels_or_values(andante: Shell, file: Any, carol: Person) -> None:
    created = carol.post("/work-attributes", {"name": "Activity", "type": "STATIC_LIST", "values": ["Development", "Meeting"]}).json()
    carol.post("/work-attributes", {"name": "Remote", "type": "CHECKBOX"})
    andante(
        "import",
        file("date,user,issue,time_spent,attribute:_Activity_,attribute:_Remote_", "2026-03-16,712020:alice,NORTH-1,60,Meeting,true"),
    )
    andante(
        "import",
        file(
            "date,user,issue,time_spent,attributes",
            f'2026-03-17,712020:alice,NORTH-1,60,"{{""_Activity_"": ""{created["values"][0]}"", ""_Remote_"": false}}"',
        ),
    )

    values = [{value["key"]: value["value"] for value in worklog["attributes"]["values"]} for worklog in worklogs(carol)]
    assert values == [
        {"_Activity_": created["values"][1], "_Remote_": "true"},
        {"_Activity_": created["values"][0], "_Remote_": "false"},
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-02-30,,712020:alice,NORTH-1,60,,", "'date' must be valid on the format: 'yyyy-MM-dd', not '2026-02-30'"),
        (",,712020:alice,NORTH-1,60,,", "'date' is required"),
        ("2026-03-16,25:00,712020:alice,NORTH-1,60,,", "'start_time' must be a time of day like 09:30:00, not '25:00'"),
        ("2026-03-16,,nobody,NORTH-1,60,,", "'user' names the user 'nobody', who does not exist"),
        ("2026-03-16,,712020:alice,NORTH-99,60,,", "'issue' names the issue 'NORTH-99', which does not exist"),
        ("2026-03-16,,712020:alice,NORTH-1,soon,,", "'time_spent' can't be read: 'soon' is not a duration: use a form like 1h 30m"),
        ("2026-03-16,,712020:alice,NORTH-1,1d,,", "'time_spent' can't be read: the duration '1d' has days or weeks"),
        ("2026-03-16,,712020:alice,NORTH-1,0,,", "'time_spent' must be 1 to 2147483647 seconds, not 0"),
        ("2026-03-16,,712020:alice,NORTH-1,999999999999,,", "'time_spent' must be 1 to 2147483647 seconds"),
        ("2026-03-16,,712020:alice,NORTH-1,60,-1,", "'billable' can't be read: '-1' is not a duration"),
        ("1969-12-31,,712020:alice,NORTH-1,60,,", "'startDate' must not be before 1970-01-01"),
        ("2028-01-01,,712020:alice,NORTH-1,60,,", "'startDate' must not be more than 365 days in the future"),
        (f"2026-03-16,,712020:alice,NORTH-1,60,,{'x' * 32_768}", "'description' must be text of 0 to 32767 characters"),
        ("2026-03-16,,712020:alice,NORTH-1,60,,a\0b", "'description' contains the character NUL or is not UTF-8"),
        ("2026-03-16,,712020:alice,NORTH-1,60,,a,b", "has 8 cells, but there are 7 columns"),
        ('2026-03-16,,712020:alice,NORTH-1,60,,"a"b', "is not CSV: ',' expected after '\"'"),
    ],
)
def test_an_invalid_row_is_reported_with_its_line_and_nothing_is_imported(
    andante: Shell, file: Any, carol: Person, line: str, message: str
) -> None:
    andante("import", file(HEADER, VALID, line, VALID), code=1)

    assert f"line 3: {message}" in andante.errors
    assert "Nothing was imported. Invalid lines: 1. To import the other 2, use --skip-invalid." in andante.errors
    assert worklogs(carol) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1, 2]", "is not a JSON object"),
        ('{"date": ' + "[" * 100_000, "is not a JSON object"),
        ('{"date": "2026-03-16"', "is not a JSON object"),
        ("{}", "'date' is required; 'user' is required; 'issue' is required; 'time_spent' is required"),
        ('{"hours": 3}', "unknown field 'hours'; the fields are date, start_time, user, issue"),
        ('{"date": "2026-03-16", "user": "712020:alice", "issue": "NORTH-1", "time_spent": true}', "'time_spent' must be"),
        ('{"date": "2026-03-16", "user": "712020:alice", "issue": "NORTH-1", "time_spent": 60, "attributes": [1]}', "'attributes' must be"),
        (
            '{"date": "2026-03-16", "user": "712020:alice", "issue": "NORTH-1", "time_spent": 60, "attributes": {"_X_": "a"}}',
            "Work attribute '_X_' does not exist",
        ),
        (
            r'{"date": "2026-03-16", "user": "712020:alice", "issue": "NORTH-1", "time_spent": 60, "attributes": {"_X_": "\u0000"}}',
            "'attributes' contains the character NUL",
        ),
    ],
)
def test_an_invalid_line_of_json_is_reported(andante: Shell, file: Any, carol: Person, line: str, message: str) -> None:
    andante("import", file("", line, name="time.jsonl"), code=1)

    assert f"line 2: {message}" in andante.errors
    assert worklogs(carol) == []


def test_bytes_that_are_not_utf_8_are_reported(andante: Shell, tmp_path: Path) -> None:
    for name, content in (("a.csv", f"{HEADER}\n{VALID}\xe4"), ("a.jsonl", '{"date": "2026-03-16", "description": "\xe4"}')):
        (tmp_path / name).write_bytes(content.encode("latin-1"))
        andante("import", tmp_path / name, code=1)
        assert "UTF-8" in andante.errors


def test_every_invalid_row_is_reported_with_the_line_where_it_starts(andante: Shell, file: Any) -> None:
    andante("config", "set", "max_hours_per_day_per_user=none")
    andante(
        "import",
        file(HEADER, INVALID, VALID.replace("Trace", '"Several\nlines').replace("bug", 'bug"'), INVALID, *[VALID] * 1500, INVALID),
        code=1,
    )

    assert [line.partition(":")[0] for line in andante.errors.splitlines()[:-1]] == ["line 2", "line 5", "line 1506"]


def test_all_rows_are_checked_even_if_some_have_an_unknown_or_inactive_author(andante: Shell, file: Any) -> None:
    andante("user", "change", "712020:dave", "--inactive")
    andante(
        "import",
        file(HEADER, INVALID, INVALID.replace("nobody", "dave"), INVALID.replace("nobody", "alice").replace("2026", "2056")),
        code=1,
    )

    lines = andante.errors.splitlines()
    assert "line 2: 'user' names the user" in lines[0]
    assert "who is not active" in lines[1]
    assert "line 4: 'startDate' must not be more than 365 days in the future" in lines[2]


def test_valid_rows_are_imported_if_invalid_ones_may_be_skipped(andante: Shell, file: Any, carol: Person) -> None:
    summary = andante("import", "--skip-invalid", file(HEADER, INVALID, VALID))

    assert summary == "1 worklogs imported, 0 already there, 1 invalid lines skipped\n"
    assert "line 2: 'user' names the user" in andante.errors
    assert len(worklogs(carol)) == 1


def test_the_limit_of_hours_per_day_counts_all_rows_of_the_file(andante: Shell, file: Any, alice: Person) -> None:
    andante("config", "set", "max_hours_per_day_per_user=8")
    alice.logs(3600, on="2026-03-16")
    rows = [f"2026-03-16,{hour:02}:00,712020:alice,NORTH-1,3h,," for hour in (8, 12, 16)]

    andante("import", "--skip-invalid", file(HEADER, *rows))

    assert "line 4: 'timeSpentSeconds' would bring 2026-03-16 to 36000 seconds for this user; at most 8 hours" in andante.errors
    assert len(worklogs(alice)) == 3


def test_the_remaining_estimate_decreases_unless_estimates_are_kept(andante: Shell, file: Any) -> None:
    def remaining() -> str:
        return andante("export", "--kind", "issues").splitlines()[1].split(",")[5]

    andante("import", "--keep-estimates", file(HEADER, VALID))
    assert remaining() == "36000"
    andante("import", file(HEADER, VALID, VALID))
    assert remaining() == "30600"
    andante("import", file(HEADER + ",remaining_estimate", f"{VALID} again,2h"))
    assert remaining() == "7200"


def test_the_remaining_estimate_decreases_by_all_rows_of_a_large_file(andante: Shell, file: Any) -> None:
    """The rows are imported in batches."""
    rows = [f"2026-03-{1 + n % 16:02},09:00,alice@example.com,NORTH-1,20s,,{n}" for n in range(BATCH_SIZE + 200)]

    andante("import", file(HEADER, *rows))

    assert andante("export", "--kind", "issues").splitlines()[1].split(",")[5] == str(36000 - 20 * len(rows))


@sqlite_only
@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("date,user,issue", "the column 'time_spent' is missing"),
        ("date,user,issue,time_spent,hours", "unknown column 'hours'"),
        ("date,user,issue,time_spent,date", "the column 'date' appears twice"),
        ("date,user,issue,time_spent,thing:_X_", "unknown column 'thing:_X_'"),
        ("", "the column 'date' is missing"),
        ('"date', "line 1 is not CSV"),
    ],
)
def test_an_invalid_header_is_reported(andante: Shell, file: Any, header: str, message: str) -> None:
    andante("import", file(header, VALID), code=1)

    assert message in andante.errors


def test_a_file_that_can_not_be_read_is_reported(andante: Shell, tmp_path: Path) -> None:
    andante("import", tmp_path / "missing.csv", code=1)
    assert "missing.csv can't be read: No such file or directory" in andante.errors
    (tmp_path / "time.xlsx").touch()
    andante("import", tmp_path / "time.xlsx", code=1)
    assert "the format of" in andante.errors
    assert "use --format with csv or jsonl" in andante.errors


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(andante: Shell, file: Any, record_statements: Any) -> None:
    def rows(count: int, hour: int) -> list[str]:
        return [f"2026-03-{n % 17 + 1:02},{hour:02}:{n % 60:02},{ACCOUNT_IDS['alice']},NORTH-{n % 2 + 1},60,,{n}" for n in range(count)]

    with record_statements() as for_few:
        andante("import", file(HEADER, *rows(20, 8)))
    with record_statements() as for_many:
        andante("import", file(HEADER, *rows(900, 9)))

    assert _without_inserts(for_many) == _without_inserts(for_few)


def _without_inserts(statements: list[str]) -> list[str]:
    return [statement for statement in statements if not statement.startswith("INSERT")]
