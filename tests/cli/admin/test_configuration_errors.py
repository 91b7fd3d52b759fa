"""Wrong configuration: every administrator command prints one sentence that names the remedy."""

import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect

from andante.kit.database import Database
from andante.sql.problems import explain, parse_url
from tests.databases import sqlite_only
from tests.shell import Shell

COMMANDS = (("serve", "--port", "0"), ("migrate",), ("user", "list"), ("export",), ("config", "show"))
every_command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


def _refusal(url: str, *command: str, **environment: str) -> str:
    """The only line that the command prints."""
    andante = Shell(url, environment=environment)
    assert andante(*command, code=1) == ""
    assert andante.errors.count("\n") == 1, andante.errors
    return andante.errors.strip()


@every_command
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "ANDANTE_DATABASE_URL is not a URL like sqlite:///andante.db or postgresql://user@host/name."),
        ("", "ANDANTE_DATABASE_URL is not a URL like sqlite:///andante.db or postgresql://user@host/name."),
        ("mysql://root:secret@host/andante", "ANDANTE_DATABASE_URL: 'mysql' is not supported. Use sqlite:/// or postgresql://."),
        ("postgresql+asyncpg://host/a", "ANDANTE_DATABASE_URL: 'postgresql+asyncpg' is not supported. Use sqlite:/// or postgresql://."),
        ("sqlite://", "ANDANTE_DATABASE_URL names no file. Use a URL like sqlite:///andante.db."),
        ("sqlite:///:memory:", "ANDANTE_DATABASE_URL names no file. Use a URL like sqlite:///andante.db."),
    ],
)
def test_an_unusable_url_is_refused(command: tuple[str, ...], url: str, message: str) -> None:
    assert _refusal(url, *command) == message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_common_schemes_of_postgresql_are_accepted(scheme: str) -> None:
    url = parse_url(f"{scheme}://user:secret@host:5433/name")

    assert url.render_as_string(hide_password=False) == "postgresql+psycopg://user:secret@host:5433/name"


@every_command
def test_a_missing_driver_is_reported(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert _refusal("postgres://host/name", *command) == (
        "The driver for PostgreSQL is missing. Install it: pip install '/path/to/andante[server,postgres]'"
    )


@every_command
def test_a_missing_directory_is_reported(command: tuple[str, ...], tmp_path: Path) -> None:
    assert _refusal(f"sqlite:///{tmp_path}/missing/a.db", *command) == (
        f"The directory {tmp_path}/missing doesn't exist. Create it, or correct ANDANTE_DATABASE_URL."
    )


@every_command
def test_a_directory_instead_of_a_file_is_reported(command: tuple[str, ...], tmp_path: Path) -> None:
    assert _refusal(f"sqlite:///{tmp_path}", *command) == f"{tmp_path} is not a file. Correct ANDANTE_DATABASE_URL."


@every_command
def test_a_refused_connection_is_reported_without_the_password(command: tuple[str, ...]) -> None:
    assert _refusal("postgresql://user:secret@127.0.0.1:1/name", *command) == (
        "PostgreSQL at 127.0.0.1:1 can't be used: Connection refused. Start it, or correct ANDANTE_DATABASE_URL."
    )


def test_an_unknown_connection_option_is_reported() -> None:
    refusal = _refusal("postgresql://127.0.0.1:1/name?color=red", "migrate")

    assert refusal.startswith('PostgreSQL at 127.0.0.1:1 can\'t be used: invalid connection option "color". ')


def test_a_missing_database_is_reported(postgresql: str) -> None:
    refusal = _refusal(postgresql.replace("/postgres?", "/missing?"), "migrate")

    assert 'can\'t be used: database "missing" does not exist. ' in refusal


@every_command
def test_a_file_that_is_not_a_database_is_reported(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Buy milk. " * 1000)

    assert _refusal(f"sqlite:///{file}", *command) == f"{file} is not an SQLite database. Correct ANDANTE_DATABASE_URL."
    assert file.read_text().startswith("Buy milk")


@sqlite_only
@every_command
def test_a_damaged_file_is_reported(command: tuple[str, ...], database: Database, tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    shutil.copyfile(str(database.url.database), file)
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))

    assert _refusal(f"sqlite:///{file}", *command) == f"{file} is damaged. Restore a backup."


@sqlite_only
@every_command
def test_a_read_only_file_is_reported(
    command: tuple[str, ...], andante: Shell, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # the tests may run as root, which may write to every file

    assert _refusal(andante.url, *command) == (
        f"{database.url.database} is read-only. Allow this user to write to the file and its directory, or correct ANDANTE_DATABASE_URL."
    )


@pytest.mark.own_database
def test_a_write_on_a_read_only_database_is_reported_at_once(database: Database) -> None:
    read_only = "PRAGMA query_only = ON" if database.sqlite else "SET default_transaction_read_only = on"
    with database.engine.connect() as db, db.begin():
        db.exec_driver_sql(read_only)
    with database.read() as db:
        db.exec_driver_sql(read_only)

    with pytest.raises(Exception, match=r"readonly|read-only") as caught, database.write() as db:
        db.exec_driver_sql("DELETE FROM worklogs")

    assert "is read-only. " in (explain(caught.value, database.url) or "")


@every_command
def test_a_database_of_another_program_is_refused(command: tuple[str, ...], elsewhere: Shell) -> None:
    database = Database(elsewhere.url)
    with database.write() as db:
        db.exec_driver_sql("CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
        db.exec_driver_sql("CREATE TABLE users (id INTEGER PRIMARY KEY)")
    database.close()

    refusal = _refusal(elsewhere.url, *command)

    assert refusal == (
        "The database contains tables of another program: recipes, users. Create an empty database, or correct ANDANTE_DATABASE_URL."
    )
    database = Database(elsewhere.url)
    with database.read() as db:
        assert sorted(inspect(db).get_table_names()) == ["recipes", "users"]
    database.close()


@every_command
@pytest.mark.own_database
def test_a_newer_schema_is_refused(command: tuple[str, ...], andante: Shell, database: Database) -> None:
    with database.write() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    assert _refusal(andante.url, *command) == (
        "The database has the schema 9999 of a newer version. Update Andante, or restore a backup from before the update."
    )


@sqlite_only
@every_command
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ANDANTE_OIDC_ISSUER", "https://id.example.com", "ANDANTE_OIDC_ISSUER needs ANDANTE_OIDC_CLIENT_ID"),
        ("ANDANTE_PUBLIC_URL", "time.example.com", "ANDANTE_PUBLIC_URL='time.example.com' can't be used: it must start with http"),
        ("ANDANTE_TRUSTED_PROXIES", "proxy", "ANDANTE_TRUSTED_PROXIES can't be used: 'proxy' must be an address or a network"),
        ("ANDANTE_ACCESS_LOG", "perhaps", "ANDANTE_ACCESS_LOG='perhaps' can't be used"),
    ],
)
def test_wrong_settings_are_refused(command: tuple[str, ...], andante: Shell, name: str, value: str, message: str) -> None:
    assert message in _refusal(andante.url, *command, **{name: value})


@sqlite_only
def test_unknown_settings_are_named_in_a_warning(andante: Shell) -> None:
    andante.environment = {"ANDANTE_PUBLIC_ULR": "https://time.example.com", "ANDANTE_TOKEN": "x", "ANDANTE_SOURCE_TOKEN": "x"}

    andante("user", "list")

    assert andante.errors == "Warning: ANDANTE_PUBLIC_ULR is not a setting and has no effect. Did you mean ANDANTE_PUBLIC_URL?\n"
