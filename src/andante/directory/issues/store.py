"""The tables of issues, their types, statuses, priorities and links, and the SQL statements on them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.directory.projects.rules import ids_in, keys_in
from andante.directory.projects.store import components, ids_of_projects, projects, versions
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_values, metadata, next_id
from andante.sql.prepared import Prepared

from .rules import MAX_WORD_LENGTH, Catalog, IssueRecord, LinkedIssue, NetMove, PriorityRecord, StatusRecord, TypeRecord, words_of

FIRST_ID = 10_000
"""Ids start here, as in Jira."""

RARE = 2000
"""A beginning of a word is rare if it occurs in fewer summaries."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts after every other character."""


class IssueTypeColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    name: Named[str] = Column(String(255), nullable=False, unique=True)


issue_types = Table("issue_types", metadata, IssueTypeColumns)


class IssueStatusColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    name: Named[str] = Column(String(255), nullable=False, unique=True)
    category: Named[str] = Column(String(20), nullable=False)


issue_statuses = Table("issue_statuses", metadata, IssueStatusColumns)


class IssuePriorityColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    name: Named[str] = Column(String(255), nullable=False, unique=True)


issue_priorities = Table("issue_priorities", metadata, IssuePriorityColumns)


class IssueColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    key: Named[str] = Column(String(64), nullable=False, unique=True)
    summary: Named[str] = Column(String(255), nullable=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False)
    type_id: Named[int] = Column(Key, ForeignKey(issue_types.c.id), nullable=False, index=True)
    original_estimate_seconds: Named[int | None] = Column(Integer)
    remaining_estimate_seconds: Named[int | None] = Column(Integer)
    status_id: Named[int] = Column(Key, ForeignKey(issue_statuses.c.id), nullable=False, index=True)
    priority_id: Named[int | None] = Column(Key, ForeignKey(issue_priorities.c.id), index=True)
    description: Named[str] = Column(Text, nullable=False)
    parent_id: Named[int | None] = Column(Key, ForeignKey("issues.id"), index=True)
    reporter_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)
    assignee_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)
    created_at: Named[Instant] = Column(InstantType, nullable=False, index=True)
    updated_at: Named[Instant] = Column(InstantType, nullable=False, index=True)


issues = Table("issues", metadata, IssueColumns)
_i = issues.c
Index("ix_issues_project", _i.project_id, _i.id)


class IssueVersionColumns(TypedColumns):
    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id, ondelete="CASCADE"), primary_key=True)
    version_id: Named[int] = Column(Key, ForeignKey(versions.c.id), primary_key=True, index=True)


issue_versions = Table("issue_versions", metadata, IssueVersionColumns)


class IssueComponentColumns(TypedColumns):
    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id, ondelete="CASCADE"), primary_key=True)
    component_id: Named[int] = Column(Key, ForeignKey(components.c.id), primary_key=True, index=True)


issue_components = Table("issue_components", metadata, IssueComponentColumns)


class IssueWordColumns(TypedColumns):
    """A word of an issue's summary, in lower case. PostgreSQL compares it by code points, as SQLite does, so that an index finds words by
    their beginnings."""

    word: Named[str] = Column(String(MAX_WORD_LENGTH).with_variant(String(MAX_WORD_LENGTH, collation="C"), "postgresql"), primary_key=True)
    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id, ondelete="CASCADE"), primary_key=True)


issue_words = Table("issue_words", metadata, IssueWordColumns, sqlite_with_rowid=False)
_n = issue_words.c
Index("ix_issue_words_issue", _n.issue_id, _n.word)


_issue = select(*(issues.c[field] for field in IssueRecord.__struct_fields__))
_by_id = Prepared(_issue.where(_i.id == bindparam("id")))
_by_key = Prepared(_issue.where(_i.key == bindparam("key")))
_by_ids = _issue.where(in_values(_i.id, "ids"))
_by_keys = _issue.where(in_values(_i.key, "keys"))
_change = update(issues).where(_i.id == bindparam("issue_id"))
_remaining = func.coalesce(bindparam("set_to", type_=Integer), _i.remaining_estimate_seconds) - bindparam("lower_by", type_=Integer)
_move_remaining = Prepared(
    update(issues)
    .where(_i.id == bindparam("issue"))
    .values(remaining_estimate_seconds=case((_remaining < 0, 0), else_=_remaining), updated_at=bindparam("now", type_=InstantType))
)
_words = select(_n.issue_id, _n.word).where(in_values(_n.issue_id, "ids"))
_remove_word = delete(issue_words).where(_n.word == bindparam("gone"), _n.issue_id == bindparam("issue"))
_catalog = union_all(
    select(literal("type"), issue_types.c.id, issue_types.c.name, literal("")),
    select(literal("status"), issue_statuses.c.id, issue_statuses.c.name, issue_statuses.c.category),
    select(literal("priority"), issue_priorities.c.id, issue_priorities.c.name, literal("")),
).order_by("id")


def by_id(db: Connection, id: int) -> IssueRecord | None:
    row = _by_id.one_or_none(db, id=id)
    return IssueRecord(*row) if row else None


def by_key(db: Connection, key: str) -> IssueRecord | None:
    row = _by_key.one_or_none(db, key=key)
    return IssueRecord(*row) if row else None


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, IssueRecord]:
    return {row.id: IssueRecord(*row) for row in db.execute(_by_ids, {"ids": list(ids)})}


def by_keys(db: Connection, keys: Collection[str]) -> dict[str, IssueRecord]:
    return {row.key: IssueRecord(*row) for row in db.execute(_by_keys, {"keys": list(keys)})}


def by_ids_or_keys(db: Connection, ids_or_keys: Sequence[int | str]) -> list[IssueRecord]:
    return [IssueRecord(*row) for row in db.execute(_issue.where(_i.id.in_(ids_of_issues(ids_or_keys))))]


def ids_of_issues(ids_or_keys: Sequence[int | str]) -> CompoundSelect[int]:
    """A subquery for the ids of the issues with these ids or keys. It is a union because PostgreSQL scans all issues for an OR."""
    with_id = select(_i.id).where(in_values(_i.id, ids_in(ids_or_keys)))
    with_key = select(_i.id).where(in_values(_i.key, keys_in(ids_or_keys)))
    return union(with_id, with_key)


def ids_of_issues_in(project_ids_or_keys: Sequence[int | str]) -> Select[int]:
    """A subquery for the ids of the issues in the projects with these ids or keys."""
    return select(_i.id).where(_i.project_id.in_(ids_of_projects(project_ids_or_keys)))


def newest_in_project(db: Connection, key_prefix: str, limit: int) -> list[IssueRecord]:
    """The newest issues of the first project whose key starts with this prefix. The project is looked up first because PostgreSQL would
    search all issues for one that doesn't exist."""
    matching = select(projects.c.id).where(projects.c.key.startswith(key_prefix, autoescape=True))
    project_id = db.scalar(matching.order_by(func.length(projects.c.key), projects.c.key).limit(1))
    if project_id is None:
        return []
    return [IssueRecord(*row) for row in db.execute(_issue.where(_i.project_id == project_id).order_by(_i.id.desc()).limit(limit))]


def newest_with_words(db: Connection, prefixes: Sequence[str], limit: int) -> list[IssueRecord]:
    """The newest issues whose summaries contain, for each prefix, a word that starts with it.

    If one of the words is rare, its issues are loaded and checked for the other words. Otherwise, all issues are checked from the newest
    on, until there are enough of them."""
    words = [select(literal(1)).where(_starts_with(prefix)).limit(RARE).subquery() for prefix in prefixes]
    counts = db.execute(select(*(select(func.count()).select_from(found).scalar_subquery() for found in words))).one()
    count, rarest = min(zip(counts, prefixes, strict=True))
    others = [prefix for prefix in prefixes if prefix != rarest or count == RARE]
    conditions: list[ColumnElement[bool]] = [exists().where(_n.issue_id == _i.id, _starts_with(prefix)) for prefix in others]
    if count < RARE:
        conditions.append(_i.id.in_(select(_n.issue_id).where(_starts_with(rarest))))
    return [IssueRecord(*row) for row in db.execute(_issue.where(*conditions).order_by(_i.id.desc()).limit(limit))]


def _starts_with(prefix: str) -> ColumnElement[bool]:
    return _n.word.between(prefix, prefix + LAST_CHARACTER)


def all_issues(db: Connection, project_key: str | None = None) -> list[IssueRecord]:
    query = _issue.order_by(_i.id)
    if project_key:
        query = query.where(_i.project_id.in_(select(projects.c.id).where(projects.c.key == project_key)))
    return [IssueRecord(*row) for row in db.execute(query)]


def ancestors(db: Connection, ids: Collection[int]) -> dict[int, int | None]:
    """The parent ids of these issues and of all their ancestors, by issue id."""
    chain = select(_i.id, _i.parent_id).where(in_values(_i.id, ids)).cte("chain", recursive=True)
    chain = chain.union(select(_i.id, _i.parent_id).join(chain, _i.id == chain.c.parent_id))
    return {row.id: row.parent_id for row in db.execute(select(chain.c.id, chain.c.parent_id))}


def next_issue_id(db: Connection) -> int:
    return next_id(db, issues, FIRST_ID)


def add(db: Connection, issue: IssueRecord) -> None:
    db.execute(insert(issues).values(_values(issue)))
    _set_words(db, [issue])


def change(db: Connection, issue: IssueRecord) -> None:
    db.execute(_change, _values(issue) | {"issue_id": issue.id})
    _set_words(db, [issue])


def upsert_all(db: Connection, created: Sequence[LinkedIssue], updated: Sequence[LinkedIssue]) -> None:
    """Inserts and updates issues with their versions and components. In `created`, an issue must come after its parent."""
    if created:
        db.execute(insert(issues), [_values(linked.issue) for linked in created])
    if updated:
        db.execute(_change, [_values(linked.issue) | {"issue_id": linked.issue.id} for linked in updated])
    _set_words(db, [linked.issue for linked in [*created, *updated]])
    set_versions(db, {linked.issue.id: linked.version_ids for linked in [*created, *updated]})
    set_components(db, {linked.issue.id: linked.component_ids for linked in [*created, *updated]})


def _set_words(db: Connection, changed: Sequence[IssueRecord]) -> None:
    """Updates the words by which issues are found. Words that an issue keeps aren't written."""
    stored = {(issue_id, word) for issue_id, word in db.execute(_words, {"ids": [issue.id for issue in changed]})}
    wanted = {(issue.id, word) for issue in changed for word in words_of(issue.summary)}
    if gone := stored - wanted:
        db.execute(_remove_word, [{"gone": word, "issue": issue_id} for issue_id, word in sorted(gone)])
    if added := wanted - stored:
        db.execute(insert(issue_words), [{"word": word, "issue_id": issue_id} for issue_id, word in sorted(added)])


def move_remaining(db: Connection, moves: dict[int, NetMove], now: Instant) -> None:
    """Changes remaining estimates, by issue id. An estimate doesn't fall below zero. An issue without an estimate gets one only if
    the move sets it."""
    rows = ({"issue": id, "set_to": move.set_to, "lower_by": move.lower_by, "now": now} for id, move in moves.items())
    _move_remaining.run_all(db, rows)


def catalog(db: Connection) -> Catalog:
    """All types, statuses and priorities."""
    types: dict[int, TypeRecord] = {}
    statuses: dict[int, StatusRecord] = {}
    priorities: dict[int, PriorityRecord] = {}
    for kind, id, name, category in db.execute(_catalog):
        if kind == "type":
            types[id] = TypeRecord(id, name)
        elif kind == "status":
            statuses[id] = StatusRecord(id, name, category)
        else:
            priorities[id] = PriorityRecord(id, name)
    return Catalog(types, statuses, priorities)


def add_types(db: Connection, names: Sequence[str]) -> list[TypeRecord]:
    added = [TypeRecord(id, name) for id, name in enumerate(names, next_id(db, issue_types, FIRST_ID))]
    db.execute(insert(issue_types), [_values(record) for record in added])
    return added


def add_statuses(db: Connection, categories: Mapping[str, str]) -> list[StatusRecord]:
    """Adds statuses. `categories`: the category of each new status, by name."""
    first_id = next_id(db, issue_statuses, FIRST_ID)
    added = [StatusRecord(id, name, category) for id, (name, category) in enumerate(categories.items(), first_id)]
    db.execute(insert(issue_statuses), [_values(record) for record in added])
    return added


def add_priorities(db: Connection, names: Sequence[str]) -> list[PriorityRecord]:
    added = [PriorityRecord(id, name) for id, name in enumerate(names, next_id(db, issue_priorities, FIRST_ID))]
    db.execute(insert(issue_priorities), [_values(record) for record in added])
    return added


def set_versions(db: Connection, version_ids: Mapping[int, Collection[int]]) -> None:
    """Replaces the versions of issues. `version_ids`: the new ids by issue id."""
    db.execute(delete(issue_versions).where(in_values(issue_versions.c.issue_id, version_ids)))
    rows = [{"issue_id": issue, "version_id": id} for issue, ids in version_ids.items() for id in ids]
    if rows:
        db.execute(insert(issue_versions), rows)


def set_components(db: Connection, component_ids: Mapping[int, Collection[int]]) -> None:
    """Replaces the components of issues. `component_ids`: the new ids by issue id."""
    db.execute(delete(issue_components).where(in_values(issue_components.c.issue_id, component_ids)))
    rows = [{"issue_id": issue, "component_id": id} for issue, ids in component_ids.items() for id in ids]
    if rows:
        db.execute(insert(issue_components), rows)


def version_ids(db: Connection, issue_ids: Collection[int]) -> list[tuple[int, int]]:
    """The versions of these issues, as pairs (issue id, version id)."""
    query = select(issue_versions.c.issue_id, issue_versions.c.version_id).where(in_values(issue_versions.c.issue_id, issue_ids))
    return [(issue, version) for issue, version in db.execute(query.order_by(issue_versions.c.version_id))]


def component_ids(db: Connection, issue_ids: Collection[int]) -> list[tuple[int, int]]:
    """The components of these issues, as pairs (issue id, component id)."""
    query = select(issue_components.c.issue_id, issue_components.c.component_id).where(in_values(issue_components.c.issue_id, issue_ids))
    return [(issue, component) for issue, component in db.execute(query.order_by(issue_components.c.component_id))]


def _values(record: Any) -> dict[str, object]:
    return {field: getattr(record, field) for field in record.__struct_fields__}


ISSUE = Entity("issue", "Issue", IssueRecord)
ISSUE_TYPE = Entity("issuetype", "Issue type", TypeRecord)
STATUS = Entity("status", "Issue status", StatusRecord)
PRIORITY = Entity("priority", "Issue priority", PriorityRecord)
