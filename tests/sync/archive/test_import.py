"""`andante archive import` imports everything or nothing, into an empty database only."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from andante.directory.people.store import users
from andante.kit import changes
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Access, Database
from andante.kit.db import insert_row
from andante.kit.errors import Invalid
from andante.onboarding.setup import actions as setup
from andante.schema import migrate
from andante.sql.counters import last_id
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import Person
from tests.shell import Shell

from .archives import exported, import_archive, members, packed, rows, with_manifest, with_rows


@pytest.fixture
def empty(elsewhere: Shell) -> Iterator[Database]:
    """An empty Andante on the same engine."""
    with closing(Database(elsewhere.url)) as database:
        migrate(database)
        yield database


def test_a_file_is_imported_into_an_empty_database(andante: Shell, elsewhere: Shell, alice: Person, tmp_path: Path) -> None:
    alice.logs(3600)
    file = tmp_path / "all.zip"

    andante("archive", "export", file)
    elsewhere("migrate")
    printed = elsewhere("archive", "import", file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert printed.startswith("Imported ")
    assert printed.endswith("exported at 2026-03-18T12:00:00Z.\n")
    assert elsewhere("export") == andante("export") != ""


def test_a_pipe_works_like_a_file(andante: Shell, elsewhere: Shell) -> None:
    archive = andante.binary("archive", "export", "-")
    elsewhere("migrate")

    elsewhere("archive", "import", "-", given=archive)

    assert elsewhere("user", "list") == andante("user", "list")


def test_a_database_with_records_is_refused(database: Database) -> None:
    archive = exported(database)

    with pytest.raises(Invalid, match=r"^An archive can only be imported into an empty Andante, but this database has records$"):
        import_archive(database, archive)
    assert exported(database) == archive


def test_a_new_server_that_has_printed_a_setup_link_is_still_empty(database: Database, empty: Database) -> None:
    with empty.call(SYSTEM, Access.WRITE) as call:
        assert setup.create_link(call)

    import_archive(empty, exported(database))

    assert not _is_empty(empty)


def test_an_archive_without_secrets_says_what_is_missing(andante: Shell, elsewhere: Shell, tmp_path: Path) -> None:
    andante("archive", "export", tmp_path / "all.zip", "--without-secrets")
    elsewhere("migrate")

    assert "The archive has no passwords and tokens." in elsewhere("archive", "import", tmp_path / "all.zip")
    assert elsewhere("user", "list") == andante("user", "list")


def test_ids_of_deleted_records_are_not_used_again(database: Database, empty: Database, alice: Person) -> None:
    alice.logs(3600)
    deleted = alice.logs(3600)["tempoWorklogId"]
    alice.delete(f"/worklogs/{deleted}")

    import_archive(empty, exported(database))

    with empty.write() as db:
        assert last_id(db, worklogs) == deleted
        copied = {**db.execute(select(worklogs)).one()._mapping}
        assert insert_row(db, worklogs, {name: value for name, value in copied.items() if name not in ("id", "jira_id")}) == deleted + 1


def test_new_changes_sort_after_imported_ones(database: Database, empty: Database, alice: Person) -> None:
    alice.logs(3600)
    with database.write() as db:
        old, position = changes.read_after(db, changes.START, 10_000)
    import_archive(empty, exported(database))

    with empty.read() as db:
        copied, _ = changes.read_after(db, changes.START, 10_000)
    with empty.write() as db:
        Call(db, SYSTEM, copied[-1].at).record(_entity(), "x", changes.Action.CREATED)
    with empty.read() as db:
        (new,), _ = changes.read_after(db, position, 10)

    assert [change.id for change in copied] == [change.id for change in old]
    assert new.entity_id == "x"


def _entity() -> changes.Entity[changes.NoRecord]:
    return changes.ENTITIES["password"]


def test_a_damaged_file_is_refused(database: Database, empty: Database) -> None:
    archive = exported(database)
    name = b"tables/users.jsonl"
    inside = archive.index(name) + len(name) + 50  # in the content, which has a checksum; not every byte of a header matters
    damaged = archive[:inside] + bytes([archive[inside] ^ 1]) + archive[inside + 1 :]
    for content, message in (
        (damaged, "damaged"),
        (archive[: len(archive) // 2], "is not an archive"),
        (b"", "is not an archive"),
        (packed({"manifest.json": b"[]"}), "manifest of the archive can't be read"),
        (packed({"a": b""}), "doesn't contain manifest.json"),
        (packed(members(archive) | {"tables/users.jsonl": b""}), "tables/users.jsonl differs from what was exported"),
        (packed(members(archive) | {"more": b""}), "its members differ from its manifest: more"),
        (with_manifest(archive, tables=[]), "doesn't contain the tables that its manifest promises: account_categories, "),
    ):
        with pytest.raises(Invalid, match=message):
            import_archive(empty, content)
    assert _is_empty(empty)


def test_an_archive_of_another_version_is_refused(database: Database, empty: Database) -> None:
    archive = exported(database)
    for fields, message in (
        ({"revision": "0001"}, r"has the schema 0001 .* Update the Andante that it comes from and export it again"),
        ({"format_version": 2, "tables": "changed"}, r"has the format 2, but this version of Andante imports the format 1"),
        ({"format": "other"}, r"its format is 'other'"),
    ):
        with pytest.raises(Invalid, match=message):
            import_archive(empty, with_manifest(archive, **fields))
    assert _is_empty(empty)


def test_nothing_is_imported_if_a_row_is_invalid(database: Database, empty: Database, alice: Person) -> None:
    alice.logs(3600)
    archive = exported(database)
    (worklog,) = rows(archive, "worklogs")
    for changed, message in (
        (worklog | {"author_id": "nobody"}, None),
        (worklog | {"start_date": "yesterday"}, "Line 1 of the table worklogs can't be read: .*start_date"),
        (worklog | {"id": None}, "Line 1 of the table worklogs"),
        (worklog | {"more": 1}, "Line 1 of the table worklogs"),
    ):
        with pytest.raises(Invalid, match=message):
            import_archive(empty, with_rows(archive, "worklogs", json.dumps(changed).encode() + b"\n"))
        assert _is_empty(empty)


def test_sub_tasks_may_come_before_their_parents(database: Database, empty: Database) -> None:
    archive = exported(database)
    first, second, *others = rows(archive, "issues")
    lines = [json.dumps(row).encode() for row in (first | {"parent_id": second["id"]}, second, *others)]

    import_archive(empty, with_rows(archive, "issues", b"\n".join(lines) + b"\n"))

    assert rows(exported(empty), "issues")[0]["parent_id"] == second["id"]


def _is_empty(database: Database) -> bool:
    with database.read() as db:
        return db.scalar(select(users.c.account_id).limit(1)) is None
