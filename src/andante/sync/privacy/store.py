"""Counts, reads, moves and deletes the rows of any table that refer to a person, and removes names from the change log."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Connection, Select, Table, Text, bindparam, delete, false, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.rules import UserRecord
from andante.directory.people.store import USER as USER  # the entity that the anonymization is recorded for
from andante.directory.people.store import users
from andante.kit.changes import changes
from andante.kit.db import in_values, is_secret

from .rules import EMAIL_COLUMNS, MENTION_DETAILS, PERSON_COLUMNS, USER_ENTITY, WRITTEN_TEXTS, Person, Role

ROWS_PER_FETCH = 1000
_c = changes.c
Tables = Sequence[Table]


class LoggedChange(NamedTuple):
    """What can identify a person in a row of the change log."""

    id: int
    entity: str
    entity_id: str
    before: str | None
    after: str | None


def person_columns(tables: Tables, *roles: Role) -> list[tuple[Table, Column[Any]]]:
    """The columns that refer to people, of these roles, with their tables."""
    return [(table, column) for table in tables for column in table.columns if _role(column) in roles]


def _role(column: Column[Any]) -> Role | None:
    return Role.PRIVATE if str(column) in EMAIL_COLUMNS else PERSON_COLUMNS.get(str(column))


def counts(db: Connection, tables: Tables, person: Person, *roles: Role) -> dict[str, int]:
    """How many rows refer to the person in columns of these roles, by table. Tables without such rows are left out."""
    columns: dict[str, list[Column[Any]]] = {}
    for table, column in person_columns(tables, *roles):
        columns.setdefault(str(table.name), []).append(column)
    queries = {name: select(func.count()).where(or_(*(_is(column, person) for column in each))) for name, each in sorted(columns.items())}
    return {name: found for name, query in queries.items() if (found := db.scalar(query))}


def _is(column: Column[Any], person: Person) -> ColumnElement[bool]:
    """Whether a column refers to the person."""
    return in_values(func.lower(column, type_=Text), person.emails) if str(column) in EMAIL_COLUMNS else column == person.account_id


def rows_about(db: Connection, table: Table, person: Person) -> Iterator[dict[str, Any]]:
    """The rows of a table that the person owns, or that belong to such rows of other tables; without secrets."""
    columns = [column for column in table.columns if not is_secret(column)]
    return _rows(db, select(*columns).where(_is_about(table, person)).order_by(*table.primary_key))


def mentions(db: Connection, table: Table, person: Person) -> Iterator[dict[str, Any]]:
    """The keys of other rows that mention the person, with the columns that do."""
    mentioning = [column for _, column in person_columns([table], Role.MENTION)]
    if not mentioning:
        return iter(())
    found = or_(*(_is(column, person) for column in mentioning))
    others = func.coalesce(_is_about(table, person), false()).is_(false())
    columns = [*table.primary_key, *mentioning, *(table.c[name] for name in MENTION_DETAILS.get(table.name, ()))]
    return _rows(db, select(*columns).where(found, others).order_by(*table.primary_key))


def _is_owner(column: Column[Any]) -> bool:
    return _role(column) in (Role.OWN, Role.PRIVATE)


def _is_about(table: Table, person: Person) -> ColumnElement[bool]:
    conditions = [_is(column, person) for column in table.columns if _is_owner(column) or column is users.c.account_id]
    for key in table.foreign_keys:
        owners = [column for column in key.column.table.columns if _is_owner(column)]
        if owners and not key.parent.nullable:
            conditions.append(key.parent.in_(select(key.column).where(or_(*(_is(column, person) for column in owners)))))
    return or_(false(), *conditions)


def _rows(db: Connection, query: Select[Any]) -> Iterator[dict[str, Any]]:
    for row in db.execute(query, execution_options={"yield_per": ROWS_PER_FETCH}):
        yield {str(name): value for name, value in row._mapping.items()}


def delete_private_rows(db: Connection, tables: Tables, person: Person) -> None:
    """Deletes private rows, and rows that refer to them."""
    for table, column in person_columns(tables, Role.PRIVATE):
        _delete(db, tables, table, _is(column, person))


def _delete(db: Connection, tables: Tables, table: Table, where: ColumnElement[bool]) -> None:
    for referring in tables:
        for key in referring.foreign_keys:
            if key.column.table is table and key.ondelete is None:
                _delete(db, tables, referring, key.parent.in_(select(key.column).where(where)))
    db.execute(delete(table).where(where))


def clear_texts(db: Connection, tables: Tables, account_id: str) -> None:
    """Deletes what the person wrote about the person's work."""
    for table in tables:
        if table.name in WRITTEN_TEXTS:
            writer, text = WRITTEN_TEXTS[table.name]
            db.execute(update(table).where(table.c[writer] == account_id).values({text: None if table.c[text].nullable else ""}))


def replace_user(db: Connection, tables: Tables, before: UserRecord, after: UserRecord) -> None:
    """Replaces a user by another one, in all rows that refer to the user."""
    db.execute(insert(users).values(msgspec.structs.asdict(after)))
    for table, column in person_columns(tables, Role.OWN, Role.MENTION):
        db.execute(update(table).where(column == before.account_id).values({column.name: after.account_id}))
    db.execute(delete(users).where(users.c.account_id == before.account_id))


def records_of_user(db: Connection, account_id: str) -> Iterator[dict[str, Any]]:
    """What the change log knows about the user: all earlier names."""
    query = select(_c.before, _c.after).where(_c.entity == USER_ENTITY, _c.entity_id == account_id)
    for pair in db.execute(query).all():
        yield from (msgspec.json.decode(text) for text in pair if text)


def changes_with(db: Connection, account_id: str, texts: Collection[str]) -> Iterator[LoggedChange]:
    """The rows of the change log whose id or record contains the account id or one of the texts, in any case. The caller may change
    rows that it got."""
    found = [column.icontains(_in_json(text), autoescape=True) for text in (account_id, *texts) for column in (_c.before, _c.after)]
    query = select(*(_c[name] for name in LoggedChange._fields)).where(
        _c.id > bindparam("after"), or_(_c.entity_id.contains(account_id, autoescape=True), *found)
    )
    last = 0
    while rows := db.execute(query.order_by(_c.id).limit(ROWS_PER_FETCH), {"after": last}).all():
        yield from (LoggedChange(*row) for row in rows)
        last = rows[-1].id


def _in_json(text: str) -> str:
    """The text as it is in a JSON document."""
    return msgspec.json.encode(text).decode()[1:-1]


def set_changes(db: Connection, changed: Sequence[Mapping[str, Any]]) -> None:
    """Replaces the ids and records of rows of the change log. The key `change` is the id of the row."""
    statement = update(changes).where(_c.id == bindparam("change"))
    db.execute(statement.values({name: bindparam(f"new_{name}") for name in ("entity_id", "before", "after")}), changed)
