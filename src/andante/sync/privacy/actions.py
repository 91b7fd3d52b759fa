"""Exports the data of a person, and makes a person anonymous."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct
from sqlalchemy import Table

from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.kit.batches import batched
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.organization.grants import queries as grants
from andante.organization.permissions import actions as permissions
from andante.sync.archive.package import PackageWriter

from . import rules, store
from .rules import Anonymous, Person, Role

BATCH_SIZE = 500
Tables = Sequence[Table]


class Survey(Struct, frozen=True):
    """How many rows an anonymization keeps under the anonymous account and deletes, by table, and how many rows of the change log it
    changes."""

    kept: dict[str, int]
    deleted: dict[str, int]
    changes: int


def export_person(call: Call, tables: Tables, account_id: str, target: BinaryIO) -> int:
    """Writes a zip file with everything about a person: `data.json`, and a summary for reading. Secrets are left out.
    Returns the number of rows."""
    call.require_administrator(to="export the data of a person")
    user = people.find(call, account_id)
    counts: Counter[str] = Counter()
    with PackageWriter(target, call.now) as package:
        package.write("data.json", _document(call, tables, _person(call, user), counts))
        package.write("summary.txt", (f"{line}\n".encode() for line in _summary(call, user, counts)))
    return counts.total()


def _document(call: Call, tables: Tables, person: Person, counts: Counter[str]) -> Iterator[bytes]:
    """One JSON object with an array for each table: `about` the person, and `mentions` in records of others."""
    yield b'{"exported_at": "%s", "account_id": %s' % (call.now.encode(), msgspec.json.encode(person.account_id))
    for section, read in (("about", store.rows_about), ("mentions", store.mentions)):
        yield b',\n"%s": {' % section.encode()
        separator = b""
        for table in tables:
            for number, row in enumerate(read(call.db, table, person)):
                if number == 0:
                    yield b'%s\n"%s": [\n' % (separator, table.name.encode())
                    separator = b"\n],"
                yield (b",\n" if number else b"") + msgspec.json.encode(row)
                counts[table.name] += 1
        yield (b"\n]" if separator else b"") + b"}"
    yield b"}\n"


def _summary(call: Call, user: UserRecord, counts: Counter[str]) -> Iterator[str]:
    yield f"Data about {user.display_name} in Andante"
    yield f"Exported at {call.now}"
    yield ""
    for name, value in msgspec.structs.asdict(user).items():
        yield f"{name.replace('_', ' ').capitalize()}: {'-' if value is None else value}"
    yield ""
    yield "Records (data.json contains them all, without passwords and other secrets):"
    for table, count in sorted(counts.items()):
        yield f"{count:>8} {table.replace('_', ' ')}"


def survey(call: Call, tables: Tables, account_id: str) -> Survey:
    """What `anonymize` would do."""
    call.require_administrator(to="make a person anonymous")
    person = _person(call, people.find(call, account_id))
    kept = store.counts(call.db, tables, person, Role.OWN, Role.MENTION)
    deleted = store.counts(call.db, tables, person, Role.PRIVATE)
    return Survey(kept, deleted, sum(1 for _ in store.changes_with(call.db, account_id, person.names)))


def anonymize(call: Call, tables: Tables, account_id: str, *, texts: bool = False) -> UserRecord:
    """Replaces a user by an anonymous, inactive one, and returns the new one. Deletes what only the person needs. With `texts`, also
    deletes what the person wrote about work. Raises Invalid for the last active administrator."""
    call.require_administrator(to="make a person anonymous")
    user = people.find(call, account_id)
    person, anonymous = _person(call, user), rules.new_anonymous()
    if grants.is_administrator(call, account_id):
        permissions.remove_administrator(call, account_id)
    store.delete_private_rows(call.db, tables, person)
    if texts:
        store.clear_texts(call.db, tables, account_id)
    after = rules.anonymous_user(user, anonymous)
    store.replace_user(call.db, tables, user, after)
    _scrub_changes(call, person, anonymous, texts=texts)
    before = msgspec.structs.replace(after, active=user.active)
    call.record(store.USER, after.account_id, Action.UPDATED, before=before, after=after)
    return after


def _person(call: Call, user: UserRecord) -> Person:
    """The person without names that other users have now, because they don't identify the person."""
    names = rules.names_in([msgspec.structs.asdict(user), *store.records_of_user(call.db, user.account_id)])
    users = people.by_names(call, names)
    shared = {name for name, found in users.items() if any(other.account_id != user.account_id for other in found)}
    return Person(user.account_id, names - shared)


def _scrub_changes(call: Call, person: Person, anonymous: Anonymous, *, texts: bool) -> None:
    scrub_text = rules.text_scrubber(person, anonymous)

    def scrubbed(change: store.LoggedChange, text: str | None) -> str | None:
        if text is None or (change.entity in rules.PRIVATE_ENTITIES and rules.is_about(change.entity_id, person.account_id)):
            return None
        record: dict[str, Any] = msgspec.json.decode(text)
        result = rules.scrub_record(change.entity, record, person, anonymous, scrub_text, texts=texts)
        return None if result is None else msgspec.json.encode(result).decode()

    found = (
        {
            "change": change.id,
            "new_entity_id": rules.scrub_entity_id(change.entity_id, person, anonymous),
            "new_before": scrubbed(change, change.before),
            "new_after": scrubbed(change, change.after),
        }
        for change in store.changes_with(call.db, person.account_id, person.names)
    )
    for batch in batched(found, BATCH_SIZE):
        store.set_changes(call.db, batch)
