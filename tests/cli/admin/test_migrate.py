"""andante admin migrate"""

import pytest

from andante.kit.database import Database
from andante.schema import head_revision
from tests.shell import Shell


def test_an_empty_database_is_migrated(elsewhere: Shell) -> None:
    assert elsewhere("migrate") == f"The database is at revision {head_revision()}.\n"
    assert elsewhere("user", "list") == ""


def test_migrating_again_changes_nothing(andante: Shell) -> None:
    before = andante("user", "list")
    andante("migrate")

    assert andante("user", "list") == before


def test_sqlite_is_migrated_automatically_and_postgresql_only_by_the_command(elsewhere: Shell, database: Database) -> None:
    if database.sqlite:
        assert elsewhere("user", "list") == ""
    else:
        elsewhere("user", "list", code=1)
        assert "The database must be migrated first. Run: andante admin migrate" in elsewhere.errors


def test_an_invalid_setting_is_reported(andante: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_MAX_BODY_BYTES", "plenty")
    andante("migrate", code=1)

    assert "ANDANTE_MAX_BODY_BYTES='plenty' can't be used" in andante.errors
