"""What an archive contains, and what it leaves out."""

from andante.kit.database import Database
from andante.kit.db import is_archived, is_secret
from andante.schema import TABLES
from andante.sync.archive.tables import archived_tables, late_columns
from tests.cast import Person
from tests.change_log import NO_SECRETS, SECRET, secrets_in

from .archives import exported, manifest, members, rows


def test_an_archive_has_every_table_but_those_that_are_excluded(database: Database) -> None:
    archive = exported(database)

    names = [table["table"] for table in manifest(archive)["tables"]]
    excluded = {"idempotency_keys", "jobs", "sessions", "setup_links", "pending_sign_ins", "signin_attempts", "oauth_codes", "mails"}
    excluded.add("webhook_state")
    assert {table.name for table in TABLES} - set(names) == excluded == {table.name for table in TABLES if not is_archived(table)}
    assert sorted(members(archive)) == sorted(["manifest.json", *(f"tables/{name}.jsonl" for name in names)])


def test_the_manifest_describes_the_archive(database: Database) -> None:
    described = manifest(exported(database))

    (users,) = (table for table in described["tables"] if table["table"] == "users")
    assert described.items() >= {"format": "andante-archive", "format_version": 1, "created_at": "2026-03-18T12:00:00Z"}.items()
    assert (users["rows"], len(users["sha256"])) == (6, 64)


def test_a_row_is_one_json_object_with_all_columns(database: Database, alice: Person) -> None:
    alice.logs(3600, on="2026-03-17", description='a "quote",\nand ü')

    (row,) = rows(exported(database), "worklogs")
    assert (
        row.items()
        >= {"start_date": "2026-03-17", "start_time": "09:00:00", "description": 'a "quote",\nand ü', "import_key": None}.items()
    )


def test_tables_come_after_those_that_they_refer_to() -> None:
    tables = archived_tables(TABLES, secrets=True)

    assert late_columns(tables) == {table: [table.c.parent_id] for table in tables if table.name == "issues"}
    assert [column for columns in late_columns(tables).values() for column in columns if not column.nullable] == []


def test_every_column_that_is_named_like_a_secret_is_declared() -> None:
    undeclared = {
        str(column)
        for table in TABLES
        for column in table.columns
        if (SECRET.search(column.name) or column.name in ("challenge", "public_key")) and not is_secret(column)
    }

    assert {name for name in undeclared if name.partition(".")[2] not in NO_SECRETS} == set(), (
        "Declare a secret with info=SECRET, or add a column without secrets to NO_SECRETS in tests/change_log.py"
    )


def test_an_archive_without_secrets_has_none(database: Database) -> None:
    archive = exported(database, secrets=False)

    left_out = {table.name for table in archived_tables(TABLES, secrets=True)} - {table["table"] for table in manifest(archive)["tables"]}
    assert left_out == {
        "authenticator_apps",
        "oauth_applications",
        "oauth_grants",
        "oauth_refresh_tokens",
        "passkeys",
        "password_links",
        "passwords",
        "recovery_codes",
        "servlet_tokens",
        "tokens",
        "webhook_deliveries",
        "webhook_subscriptions",
    }
    assert manifest(archive)["secrets"] is False
    assert secrets_in(database)
    assert not [secret for secret in secrets_in(database) if any(secret.encode() in content for content in members(archive).values())]
