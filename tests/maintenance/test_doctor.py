"""andante admin doctor: each kind of damage is named, and the exit status is 1."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import StartResponse

import pytest
from alembic import command
from sqlalchemy import text

from andante import schema
from andante.kit.database import Database
from andante.maintenance import machine, stored_data
from andante.testing.serving import serving
from tests.cast import NOW, StoppedClock
from tests.databases import Server, Template, sqlite_only
from tests.everywhere.seeded import seeded_server
from tests.shell import Shell

ALL = (
    "Settings",
    "Database",
    "Schema",
    "Integrity",
    "Foreign keys",
    "Generated ids",
    "Order of the change log",
    "Waiting jobs",
    "Failed jobs",
    "Clock",
    "Estimates of issues",
    "Search for issues",
    "Administrators",
    "Default role",
    "Default holiday scheme",
    "Default workload scheme",
    "Timesheets",
    "Locked days",
    "Times of worklogs",
    "Work attributes of worklogs",
    "Accounts of worklogs",
    "Disk space",
    "Public address",
    "Mail",
)


@pytest.fixture(autouse=True)
def _clock_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same time as the stopped clock."""
    monkeypatch.setattr(stored_data, "_server_time", text(f"SELECT '{NOW}'"))


@pytest.fixture(autouse=True)
def _space(monkeypatch: pytest.MonkeyPatch) -> None:
    set_free_space(monkeypatch, 10**12)


class Usage(NamedTuple):
    free: int


def set_free_space(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(machine, "disk_usage", lambda _: Usage(free))


def findings(shell: Shell, code: int = 1) -> dict[str, tuple[str, str, str]]:
    """State, message and remedy of everything that is not ok, by check."""
    rows = json.loads(shell("admin", "doctor", "--json", code=code))
    return {row["check"]: (row["state"], row["message"], row["remedy"]) for row in rows if row["state"] != "ok"}


def damage(database: Database, *statements: str) -> None:
    """Changes rows without the checks and foreign keys that would prevent it."""
    with database.engine.connect() as db:
        if database.sqlite:
            db.exec_driver_sql("PRAGMA foreign_keys = OFF")
            db.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            db.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            db.exec_driver_sql(statement)
        db.commit()
        if database.sqlite:
            db.exec_driver_sql("PRAGMA foreign_keys = ON")
            db.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        else:
            db.exec_driver_sql("SET session_replication_role = DEFAULT")
            db.commit()


def test_an_installation_without_faults(template: Template) -> None:
    with seeded_server(template) as seeded:
        rows = json.loads(Shell(seeded.database.url.render_as_string(hide_password=False))("admin", "doctor", "--json"))

    assert {row["check"] for row in rows if row["state"] == "ok"} >= set(ALL)
    assert [row for row in rows if row["state"] != "ok"] == []


@sqlite_only
def test_the_table_says_what_to_do(andante: Shell, database: Database) -> None:
    damage(database, "UPDATE issues SET remaining_estimate_seconds = -1 WHERE key = 'NORTH-1'")

    line = next(line for line in andante("admin", "doctor", code=1).splitlines() if "Estimates" in line)

    assert line.split("  ")[0] == "problem"
    assert line.endswith("Set the estimates of these issues.")


WORKLOG = (
    "INSERT INTO worklogs (issue_id, author_id, start_date, start_time, start_utc, time_spent_seconds, billable_seconds, description,"
    " created_at, updated_at) VALUES (10000, '712020:alice', '2026-03-09', '09:00:00.000000', '2026-03-09T08:00:00Z', {}, 0, '',"
    " '2026-03-09T09:00:00Z', '2026-03-09T09:00:00Z')"
)
SHEET = (
    "INSERT INTO timesheets (account_id, from_date, to_date, status, reviewer_id, comment, actor, updated_at, required_seconds,"
    " time_spent_seconds) VALUES ('712020:alice', '2026-03-0{0}', '2026-03-0{0}', '{1}', '712020:bob', '', '712020:alice',"
    " '2026-03-16T09:00:00Z', 0, 0)"
)
LOCK = "INSERT INTO period_locks (account_id, from_date, to_date, state) VALUES ('712020:alice', '2026-03-0{0}', '2026-03-0{0}', '{1}')"
CHANGE = (
    "INSERT INTO changes (entity, entity_id, action, actor, at, version, transaction_id) VALUES ('x', 'x', 'Created', 'x', '{}', 1, {})"
)
JOB = (
    "INSERT INTO jobs (kind, payload, state, attempts, run_at, last_error, finished_at, created_at)"
    " VALUES ('{}', '{{}}', '{}', 1, '{}', {}, {}, '2026-03-18T11:00:00Z')"
)
VALUE = "INSERT INTO worklog_attribute_values (worklog_id, attribute_id, value, account_id) VALUES ({}, {}, '{}', {})"

DAMAGE = (
    "UPDATE issues SET remaining_estimate_seconds = -1 WHERE id = 10000",
    "DELETE FROM issue_words WHERE word = 'rows'",
    "UPDATE issues SET summary = 'Talks' WHERE id = 10001",
    "UPDATE workload_schemes SET is_default = false",
    "DROP INDEX uq_holiday_schemes_default",
    "INSERT INTO holiday_schemes (name, description, is_default) VALUES ('x', '', true)",
    "UPDATE team_roles SET is_default = false",
    "UPDATE users SET active = false WHERE account_id = '712020:carol'",
    *(SHEET.format(day, state) for day, state in ((1, "APPROVED"), (2, "APPROVED"), (3, "OPEN"), (4, "IN_REVIEW"))),
    *(LOCK.format(day, state) for day, state in ((2, "IN_REVIEW"), (3, "APPROVED"), (4, "IN_REVIEW"), (5, "APPROVED"))),
    *(WORKLOG.format(seconds) for seconds in (-1, -1, -1, -1, -1, 60)),
    "INSERT INTO work_attributes (id, key, name, type, required, options) VALUES (1, '_A_', 'A', 'ACCOUNT', false, '[]')",
    "INSERT INTO accounts (id, key, name, status, is_global, lead_id) VALUES (1, 'A', 'A', 'OPEN', false, '712020:bob')",
    VALUE.format(1, 7, "x", "NULL"),
    VALUE.format(1, 1, "B", 1),
    VALUE.format(2, 1, "A", 1),
    CHANGE.format("2026-03-18T12:01:00Z", 0),
    "INSERT INTO versions (id, project_id, name, sequence, released) VALUES (1, 999, 'x', 1, false)",
    JOB.format("mail", "failed", "2026-03-18T11:00:00Z", "'no such host'", f"'{NOW}'"),
    JOB.format("mail", "waiting", "2026-03-18T11:49:59Z", "NULL", "NULL"),
    JOB.format("mail", "waiting", "2026-03-18T11:50:00Z", "NULL", "NULL"),
    JOB.format("mail", "running", "2026-03-18T11:00:00Z", "NULL", "NULL"),
)


def sheet(day: int) -> str:
    return f"the timesheet of '712020:alice' from 2026-03-0{day} to 2026-03-0{day} is"


NAMED = {
    "Foreign keys": (
        "1 row refers to a missing row of projects: versions.project_id; "
        "1 row refers to a missing row of work_attributes: worklog_attribute_values.attribute_id"
    ),
    "Clock": "the clock is 60 seconds behind the newest change (2026-03-18T12:01:00Z)",
    "Waiting jobs": ("job 4 (mail) should have run at 2026-03-18T11:00:00Z; job 2 (mail) should have run at 2026-03-18T11:49:59Z"),
    "Failed jobs": "job 1 (mail) failed: no such host",
    "Estimates of issues": "NORTH-1 has a negative estimate",
    "Search for issues": "NORTH-1 has the words of another summary; NORTH-2 has the words of another summary",
    "Administrators": "no active user is an administrator",
    "Default role": "there are no default roles",
    "Default holiday scheme": "there are 2 default holiday schemes",
    "Default workload scheme": "there are no default workload schemes",
    "Timesheets": (
        f"{sheet(1)} APPROVED, and its days are not locked; {sheet(2)} APPROVED, and its days are IN_REVIEW; "
        f"{sheet(3)} OPEN, and its days are APPROVED"
    ),
    "Locked days": "the days of '712020:alice' from 2026-03-05 to 2026-03-05 are APPROVED without a timesheet",
    "Times of worklogs": "worklog 1 has a negative time; worklog 2 has a negative time; worklog 3 has a negative time; and 2 more",
    "Work attributes of worklogs": "worklog 1 has a value of the work attribute 7, which is missing",
    "Accounts of worklogs": "worklog 1 has the value 'B', which is not the key of its account",
}


@pytest.mark.own_database
def test_damaged_data_is_named(andante: Shell, database: Database) -> None:
    assert findings(andante, code=0) == {}
    damage(database, *DAMAGE)

    found = findings(andante)

    if not database.sqlite:  # ids were inserted without the counter
        assert found.pop("Generated ids")[1].endswith("is used")
    assert {check: message for check, (_, message, _) in found.items()} == NAMED
    assert {check for check, (state, _, _) in found.items() if state == "warning"} == {"Administrators", "Failed jobs"}
    assert all(remedy for _, _, remedy in found.values())


@pytest.mark.own_database
def test_a_counter_that_is_behind_its_rows_is_named(andante: Shell, database: Database) -> None:
    counter = "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'tokens'" if database.sqlite else "SELECT setval('tokens_id_seq', 2)"
    damage(database, counter)

    assert findings(andante)["Generated ids"][1] == "the next id of tokens is 3, and 6 is used"


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.own_database
def test_a_change_log_from_another_installation_is_named(andante: Shell, database: Database) -> None:
    damage(database, CHANGE.format(NOW, 10**15))

    assert findings(andante) == {
        "Order of the change log": ("problem", "new changes would come before existing ones", "Run: andante admin migrate")
    }
    andante("admin", "migrate")
    assert findings(andante, code=0) == {}


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_another_time_of_postgresql_is_named(andante: Shell, stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(6)

    assert findings(andante)["Clock"][1] == "the clock of PostgreSQL differs by 6 seconds"


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.own_database
def test_an_invalid_index_of_postgresql_is_named(andante: Shell, database: Database) -> None:
    damage(database, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_worklogs_start'::regclass")

    assert findings(andante)["Integrity"][1] == "The index ix_worklogs_start is not valid."


@sqlite_only
@pytest.mark.own_database
def test_an_index_that_differs_from_its_table_is_named(andante: Shell, database: Database) -> None:
    """Integrity includes that the sums of an issue, which are read from an index, are those of its worklogs."""
    damage(database, WORKLOG.format(60))
    database.close()
    _overwrite_page(database, "ix_worklogs_issue_start")

    state, message, _ = findings(andante)["Integrity"]

    assert state == "problem"
    assert "ix_worklogs_issue_start" in message or "malformed" in message or "is damaged" in message


def _overwrite_page(database: Database, index: str) -> None:
    """Replaces the page of an index by an empty one."""
    file = str(database.url.database)
    with closing(sqlite3.connect(file)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [index]).fetchone()
    with open(file, "r+b") as opened:
        opened.seek((page - 1) * 4096 + 3)
        opened.write(bytes(2))  # the number of entries


@pytest.mark.parametrize("revision", ["0007", None])
def test_an_older_schema_is_named(empty: Shell, revision: str | None) -> None:
    database = Database(empty.url)
    if revision:
        with schema.schema_transaction(database) as db:
            command.upgrade(schema._config(db), revision)
    else:
        with database.read():
            pass
    database.close()

    state, message, remedy = findings(empty)["Schema"]

    assert (state, remedy) == ("problem", "Run: andante admin migrate")
    assert ("has the schema 0007" if revision else "is empty") in message


@pytest.mark.own_database
def test_a_newer_schema_is_named(andante: Shell, database: Database) -> None:
    damage(database, "UPDATE alembic_version SET version_num = '9999'")

    assert "of a newer version" in findings(andante)["Database"][1]


@sqlite_only
def test_a_missing_file_is_named_and_not_created(empty: Shell, tmp_path: Path) -> None:
    empty.url = f"sqlite:///{tmp_path / 'missing.db'}"

    assert findings(empty)["Database"][:2] == ("problem", f"{tmp_path}/missing.db doesn't exist")
    assert not (tmp_path / "missing.db").exists()


@sqlite_only
def test_a_file_that_is_not_a_database_is_named(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Buy milk. " * 1000)
    empty.url = f"sqlite:///{tmp_path / 'notes.db'}"

    assert findings(empty)["Database"][1] == f"{tmp_path}/notes.db is not an SQLite database. Correct ANDANTE_DATABASE_URL."


def test_an_unreachable_postgresql_is_named() -> None:
    shell = Shell("postgresql://user:secret@127.0.0.1:1/name")

    assert findings(shell)["Database"][1].startswith("PostgreSQL at 127.0.0.1:1 can't be used")


@sqlite_only
def test_wrong_and_unknown_settings_are_named(andante: Shell) -> None:
    andante.environment = {"ANDANTE_PUBLIC_ULR": "x"}
    assert findings(andante, code=0)["Settings"][0] == "warning"
    assert "Did you mean ANDANTE_PUBLIC_URL?" in findings(andante, code=0)["Settings"][1]

    andante.environment = {"ANDANTE_MAX_BODY_BYTES": "plenty"}
    state, message, _ = findings(andante)["Settings"]
    assert (state, "ANDANTE_MAX_BODY_BYTES='plenty' can't be used" in message) == ("problem", True)


@pytest.mark.parametrize(("free", "state"), [(10**6, "problem"), (10**8, "warning"), (10**9, "ok")])
@sqlite_only
def test_little_disk_space_is_named(andante: Shell, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    set_free_space(monkeypatch, free)

    found = findings(andante, code=1 if state == "problem" else 0)

    assert found.get("Disk space", ("ok",))[0] == state


@pytest.mark.parametrize(("mode", "state"), [(0o600, "ok"), (0o640, "warning"), (0o604, "problem"), (0o666, "problem")])
@sqlite_only
def test_files_that_others_can_read_are_named(andante: Shell, database: Database, tmp_path: Path, mode: int, state: str) -> None:
    database.close()
    for name in ("andante.db", "andante.db.before-0007.backup"):
        shutil.copyfile(str(database.url.database), tmp_path / name)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "andante.db.before-0007.backup").chmod(mode)
    tmp_path.chmod(0o700)
    andante.url = f"sqlite:///{tmp_path / 'andante.db'}"

    found = findings(andante, code=1 if state == "problem" else 0)

    assert found.get("File permissions", ("ok",))[0] == state
    if state != "ok":
        assert found["File permissions"][2] == f"Run: chmod 600 {tmp_path}/andante.db.before-0007.backup"


@sqlite_only
def test_a_folder_in_which_others_can_replace_files_is_named(andante: Shell, database: Database, tmp_path: Path) -> None:
    database.close()
    shutil.copyfile(str(database.url.database), tmp_path / "andante.db")
    (tmp_path / "andante.db").chmod(0o600)
    tmp_path.chmod(0o777)
    andante.url = f"sqlite:///{tmp_path / 'andante.db'}"

    assert findings(andante)["File permissions"][2] == f"Run: chmod o-w {tmp_path}"


@sqlite_only
def test_files_of_secrets_that_others_can_read_are_named(andante: Shell, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    (tmp_path / "secret").chmod(0o644)
    andante.environment = {"ANDANTE_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}

    assert findings(andante)["File permissions"][1] == f"every user can use {tmp_path}/secret (mode 0644)"


@pytest.fixture
def serve_at(server: Server) -> Iterator[Callable[..., str]]:
    """Runs the server, or a program with a fixed response, and returns its address."""
    with ExitStack() as resources:

        def serve(response: bytes | None = None) -> str:
            def fixed(_: object, start: StartResponse) -> list[bytes]:
                start("200 OK", [])
                return [response or b""]

            worker = resources.enter_context(ThreadPoolExecutor(1))
            return resources.enter_context(serving(fixed if response else server.app, worker))

        yield serve


@sqlite_only
def test_the_public_address_must_be_that_of_this_server(andante: Shell, serve_at: Callable[..., str]) -> None:
    andante.environment = {"ANDANTE_PUBLIC_URL": serve_at()}
    assert findings(andante, code=0) == {}

    andante.environment = {"ANDANTE_PUBLIC_URL": serve_at(b'{"info": {"title": "Pet shop", "version": "1"}}')}
    assert "is not an Andante server" in findings(andante)["Public address"][1]

    andante.environment = {"ANDANTE_PUBLIC_URL": serve_at(b"<html>")}
    assert "is not an Andante server" in findings(andante)["Public address"][1]

    andante.environment = {"ANDANTE_PUBLIC_URL": "http://127.0.0.1:1"}
    assert "can't be reached: " in findings(andante)["Public address"][1]
