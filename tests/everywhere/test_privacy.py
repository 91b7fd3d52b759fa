"""The data of one person, in a database with data in every table: exported, and made anonymous."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from andante.app import application
from andante.directory.people import actions as users_actions
from andante.directory.people.store import users
from andante.directory.people.wire import UserChange
from andante.identity.tokens.store import tokens
from andante.kit.call import SYSTEM
from andante.kit.changes import changes
from andante.kit.database import Access, Database
from andante.kit.db import is_archived, metadata
from andante.kit.settings import Settings
from andante.mail.messages.store import mails
from andante.schema import TABLES
from andante.sync.privacy import actions
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import ACCOUNT_IDS, Person
from tests.change_log import secrets_in
from tests.shell import Shell
from tests.sync.archive.archives import import_archive

from .seed_rows import ROWS
from .seeded import SeededServer

pytestmark = pytest.mark.parametrize("seeded", ["sqlite"], indirect=True)
"""The engine of the test data. The tests change copies, on both engines."""

MAIL = dict(ROWS)["mails"]
ALICE = ACCOUNT_IDS["alice"]
NAMES = ("Alice", "alice@example.com", "smith@example.com", ALICE)


@pytest.fixture
def copy(archive: bytes, target: Database) -> Database:
    """A copy of the test data, which a test may change."""
    import_archive(target, archive)
    with target.write() as db:
        for table, values in ROWS:
            if not is_archived(metadata.tables[table]):
                db.execute(insert(metadata.tables[table]).values(values))
        db.execute(update(worklogs).values(description="rain"))
    return target


def anonymize(database: Database, account_id: str = ALICE) -> str:
    """Returns the account id of the anonymous account."""
    with database.call(SYSTEM, Access.WRITE) as call:
        return actions.anonymize(call, TABLES, account_id).account_id


def names_in(database: Database) -> list[str]:
    """The columns and values that contain a name of Alice."""
    found = []
    with database.read() as db:
        for table in TABLES:
            for row in db.execute(select(table)):
                found += [
                    f"{table.name}.{name}: {value}" for name, value in row._mapping.items() if any(each in str(value) for each in NAMES)
                ]
    return found


def figures(database: Database) -> dict[str, Any]:
    """The number of rows of tables that stay, the logged time, and the users with tokens."""
    counted = ("worklogs", "plans", "timesheets", "timesheet_logs", "team_memberships", "worklog_attribute_values", "issues")
    with database.read() as db:
        counts = {name: db.scalar(select(func.count()).select_from(metadata.tables[name])) for name in counted}
        return counts | {"seconds": db.scalar(select(func.sum(worklogs.c.time_spent_seconds)))}


def users_with_tokens(database: Database) -> set[str]:
    with database.read() as db:
        return set(db.scalars(select(tokens.c.account_id)))


def test_no_table_names_an_anonymous_person_and_the_figures_stay(seeded: SeededServer, copy: Database) -> None:
    carol = Person("carol", seeded.administrator.token, application(Settings(access_log=False), copy))
    listed = carol.get("/worklogs", limit=1000).text
    before, people = figures(copy), users_with_tokens(copy)
    with copy.call(SYSTEM, Access.WRITE) as call:
        users_actions.change(call, ALICE, UserChange(display_name="Bob"))  # the name of another user
        users_actions.change(call, ALICE, UserChange(display_name="Alice", email="a.smith@example.com"))
        call.db.execute(insert(mails).values({**MAIL, "account_id": None, "recipient": "A.Smith@example.com", "message_id": "<2>"}))
    assert len(names_in(copy)) > 50

    account_id = anonymize(copy)

    assert names_in(copy) == []
    assert figures(copy) == before
    assert carol.get("/worklogs", limit=1000).text == listed.replace(ALICE, account_id) != listed
    assert people - users_with_tokens(copy) == {ALICE}
    with copy.read() as db:
        user = db.execute(select(users).where(users.c.account_id == account_id)).one()
        last = db.execute(select(changes).order_by(changes.c.id.desc()).limit(1)).one()
        described = set(db.scalars(select(worklogs.c.description)))
        addressed = set(db.scalars(select(mails.c.recipient)))
        logged = list(db.execute(select(changes).where(changes.c.entity == "user", changes.c.entity_id == ACCOUNT_IDS["bob"])))
    assert (user.display_name, user.email, user.active) == (f"Anonymous {account_id.partition(':')[2]}", None, False)
    assert (last.entity, last.entity_id, last.action, last.actor) == ("user", account_id, "Updated", "andante")
    assert described == {"rain"}
    assert addressed == set()
    assert [json.loads(change.after)["display_name"] for change in logged] == ["Bob"]


def test_an_export_has_everything_about_the_person_and_no_secrets(copy: Database) -> None:
    target = io.BytesIO()
    with copy.call(SYSTEM, Access.SNAPSHOT) as call:
        rows = actions.export_person(call, TABLES, ALICE, target)

    with zipfile.ZipFile(target) as package:
        text, summary = package.read("data.json").decode(), package.read("summary.txt").decode()
    about, mentions = json.loads(text)["about"], json.loads(text)["mentions"]
    assert rows == sum(map(len, [*about.values(), *mentions.values()]))
    assert {"users", "worklogs", "worklog_attribute_values", "timesheets", "timesheet_logs", "plans", "tokens", "passkeys"} <= about.keys()
    assert {row["author_id"] for row in about["worklogs"]} == {ALICE}
    assert mentions["changes"][0].keys() == {"id", "actor", "person", "entity", "entity_id", "action", "at"}
    assert not [secret for secret in secrets_in(copy) if f'"{secret}"' in text]
    assert "Display name: Alice" in summary
    assert f"{len(about['worklogs']):>8} worklogs" in summary


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_the_commands_export_to_a_private_file_and_show_first_what_they_would_delete(copy: Database, tmp_path: Path) -> None:
    andante = Shell(copy.url.render_as_string(hide_password=False))
    before = names_in(copy)

    andante("user", "export", "alice@example.com", tmp_path / "alice.zip")
    assert andante.errors.startswith("Exported ")
    assert (tmp_path / "alice.zip").stat().st_mode & 0o777 == 0o600

    shown = andante("user", "anonymize", "alice@example.com", "--texts")
    assert "Alice would become an anonymous, inactive account without an email. To do it, use --yes. It can't be undone." in shown
    assert "6 worklogs" in shown
    assert names_in(copy) == before

    assert andante("user", "anonymize", "alice@example.com", "--texts", "--yes").startswith("Alice is now Anonymous ")
    assert names_in(copy) == []
    with copy.read() as db:
        assert db.scalar(select(func.count()).where(worklogs.c.description == "")) == 6

    andante("user", "anonymize", "carol@example.com", "--yes", code=1)
    assert "is the last active administrator" in andante.errors
