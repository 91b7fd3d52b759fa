"""andante import: existing worklogs are not imported again."""

from pathlib import Path

import pytest

from tests.cast import ACCOUNT_IDS, Person, ids
from tests.shell import Shell

HEADER = "date,start_time,user,issue,time_spent,billable,description\n"
ROW = "2026-03-17,09:00,alice@example.com,NORTH-1,1h,,Work\n"
OTHER = "2026-03-17,10:00,alice@example.com,NORTH-1,1h,,Work\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "time.csv"


def test_importing_a_file_again_creates_no_duplicates(andante: Shell, path: Path, alice: Person) -> None:
    path.write_text(HEADER + ROW + OTHER + ROW)

    assert andante("import", path) == "3 worklogs imported, 0 already there\n"
    assert andante("import", path) == "0 worklogs imported, 3 already there\n"
    assert len(ids(alice.get("/worklogs"))) == 3


def test_only_the_new_rows_of_a_longer_file_are_imported(andante: Shell, path: Path) -> None:
    path.write_text(HEADER + ROW)
    andante("import", path)
    path.write_text(HEADER + OTHER + ROW + ROW)

    assert andante("import", path) == "2 worklogs imported, 1 already there\n"


def test_an_equal_row_in_another_notation_is_not_imported_again(andante: Shell, path: Path) -> None:
    path.write_text(HEADER + ROW)
    andante("import", path)
    path.write_text(HEADER + f"2026-03-17,9:00:00,{ACCOUNT_IDS['alice']},10000,3600,60m,Work\n")

    assert andante("import", path) == "0 worklogs imported, 1 already there\n"


def test_a_worklog_that_changed_after_its_import_is_not_imported_again(andante: Shell, path: Path, alice: Person) -> None:
    path.write_text(HEADER + ROW)
    andante("import", path)
    (id,) = ids(alice.get("/worklogs"))
    body = {"authorAccountId": alice.id, "startDate": "2026-03-17", "startTime": "11:00:00", "timeSpentSeconds": 60}
    assert alice.put(f"/worklogs/{id}", body).status_code == 200

    assert andante("import", path) == "0 worklogs imported, 1 already there\n"


def test_a_row_whose_worklog_was_deleted_is_imported_again(andante: Shell, path: Path, alice: Person) -> None:
    path.write_text(HEADER + ROW + ROW)
    andante("import", path)
    alice.delete(f"/worklogs/{ids(alice.get('/worklogs'))[0]}")

    assert andante("import", path) == "1 worklogs imported, 1 already there\n"


def test_each_equal_worklog_that_was_not_imported_replaces_one_row(andante: Shell, path: Path, alice: Person) -> None:
    for _ in range(2):
        alice.logs(3600, on="2026-03-17", description="Work")
    path.write_text(HEADER + ROW * 3)

    assert andante("import", path) == "1 worklogs imported, 2 already there\n"
    assert andante("import", path) == "0 worklogs imported, 3 already there\n"
    assert len(ids(alice.get("/worklogs"))) == 3


def test_equal_rows_are_counted_in_the_whole_file(andante: Shell, path: Path, alice: Person) -> None:
    alice.logs(3600, on="2026-03-17", description="Work")
    other_rows = "".join(f"2026-03-{n % 17 + 1:02},12:00,alice@example.com,NORTH-1,60,,{n}\n" for n in range(1200))
    path.write_text(HEADER + ROW + other_rows + ROW)

    assert andante("import", path) == "1201 worklogs imported, 1 already there\n"
    assert andante("import", path) == "0 worklogs imported, 1202 already there\n"


def test_importing_an_export_into_the_same_database_changes_nothing(andante: Shell, tmp_path: Path, alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Activity", "type": "STATIC_LIST", "values": ["Development", "Meeting"]})
    (activity,) = carol.get("/work-attributes").json()["results"]
    alice.logs(3600, attributes=[{"key": activity["key"], "value": activity["values"][1]}])
    alice.logs(3600)
    alice.logs(3600)
    for name in ("time.csv", "time.jsonl"):
        andante("export", tmp_path / name)

        assert andante("import", tmp_path / name) == "0 worklogs imported, 3 already there\n"


def test_existing_worklogs_are_skipped_even_if_they_could_not_be_logged_now(andante: Shell, path: Path) -> None:
    path.write_text(HEADER + ROW)
    andante("import", path)
    andante("user", "change", "alice@example.com", "--inactive")

    assert andante("import", path) == "0 worklogs imported, 1 already there\n"
