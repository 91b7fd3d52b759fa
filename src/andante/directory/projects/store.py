"""The tables of projects, versions and components, and the SQL statements on them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.db import AccountId, Key, in_values, metadata, next_id
from andante.kit.paging import Paging

from .rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord, ids_in, keys_in

FIRST_ID = 10_000
"""Ids start here, as in Jira."""


class ProjectCategoryColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    name: Named[str] = Column(String(255), nullable=False, unique=True)


project_categories = Table("project_categories", metadata, ProjectCategoryColumns)


class ProjectColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    key: Named[str] = Column(String(50), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)
    category_id: Named[int | None] = Column(Key, ForeignKey(project_categories.c.id), index=True)
    lead_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)


projects = Table("projects", metadata, ProjectColumns)


class VersionColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False)
    name: Named[str] = Column(String(255), nullable=False)
    sequence: Named[int] = Column(Integer, nullable=False)
    released: Named[bool] = Column(Boolean, nullable=False)


versions = Table("versions", metadata, VersionColumns, Unique("project_id", "name"))


class ComponentColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False)
    name: Named[str] = Column(String(255), nullable=False)


components = Table("components", metadata, ComponentColumns, Unique("project_id", "name"))


def by_id(db: Connection, id: int) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.id == id)).one_or_none()
    return ProjectRecord(*row) if row else None


def by_key(db: Connection, key: str) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.key == key)).one_or_none()
    return ProjectRecord(*row) if row else None


def all_projects(db: Connection) -> list[ProjectRecord]:
    return [ProjectRecord(*row) for row in db.execute(select(projects).order_by(projects.c.key))]


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, ProjectRecord]:
    return {row.id: ProjectRecord(*row) for row in db.execute(select(projects).where(in_values(projects.c.id, ids)))}


def by_keys(db: Connection, keys: Collection[str]) -> dict[str, ProjectRecord]:
    return {row.key: ProjectRecord(*row) for row in db.execute(select(projects).where(in_values(projects.c.key, keys)))}


def by_names(db: Connection, names: Sequence[int | str]) -> list[ProjectRecord]:
    """The projects that have one of these names as id, key or name, by key. Case is ignored."""
    words = [str(name).lower() for name in names]
    has_name = (
        in_values(projects.c.id, ids_in(names))
        | in_values(func.lower(projects.c.key, type_=String), words)
        | in_values(func.lower(projects.c.name, type_=String), words)
    )
    return [ProjectRecord(*row) for row in db.execute(select(projects).where(has_name).order_by(projects.c.key))]


def page(db: Connection, text: str | None, keys: Sequence[str], ids: Sequence[int | str], paging: Paging) -> list[ProjectRecord]:
    """The requested page plus one row, by key. `text` is a part of the key or name. Empty filters match all."""
    query = select(projects).where(*_conditions(text, keys, ids)).order_by(projects.c.key)
    return [ProjectRecord(*row) for row in db.execute(query.offset(paging.offset).limit(paging.limit + 1))]


def count(db: Connection, text: str | None, keys: Sequence[str], ids: Sequence[int | str]) -> int:
    return db.scalar(select(func.count()).select_from(projects).where(*_conditions(text, keys, ids))) or 0


def _conditions(text: str | None, keys: Sequence[str], ids: Sequence[int | str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text:
        contains = (func.lower(column).contains(text.lower(), autoescape=True) for column in (projects.c.key, projects.c.name))
        conditions.append(or_(*contains))
    if keys:
        conditions.append(in_values(projects.c.key, keys))
    if ids:
        conditions.append(in_values(projects.c.id, ids_in(ids)))
    return conditions


def ids_of_projects(names: Sequence[int | str]) -> Select[int]:
    """A subquery for the ids of the projects with these ids or keys."""
    return select(projects.c.id).where(in_values(projects.c.id, ids_in(names)) | in_values(projects.c.key, keys_in(names)))


def next_project_id(db: Connection) -> int:
    return _next_id(db, projects)


def add(db: Connection, project: ProjectRecord) -> None:
    db.execute(insert(projects).values(_values(project)))


def change(db: Connection, project: ProjectRecord) -> None:
    db.execute(update(projects).where(projects.c.id == project.id).values(_values(project)))


def upsert_all(db: Connection, created: Sequence[ProjectRecord], updated: Sequence[ProjectRecord]) -> None:
    _upsert(db, projects, created, updated)


def upsert_versions(db: Connection, created: Sequence[VersionRecord], updated: Sequence[VersionRecord]) -> None:
    _upsert(db, versions, created, updated)


def upsert_components(db: Connection, created: Sequence[ComponentRecord], updated: Sequence[ComponentRecord]) -> None:
    _upsert(db, components, created, updated)


def _upsert(db: Connection, table: Table, created: Sequence[Any], updated: Sequence[Any]) -> None:
    if created:
        db.execute(insert(table), [_values(record) for record in created])
    if updated:
        statement = update(table).where(table.c.id == bindparam("record_id"))
        db.execute(statement, [_values(record) | {"record_id": record.id} for record in updated])


def categories(db: Connection) -> list[CategoryRecord]:
    return [CategoryRecord(*row) for row in db.execute(select(project_categories).order_by(project_categories.c.name))]


def add_categories(db: Connection, names: Sequence[str]) -> list[CategoryRecord]:
    first = _next_id(db, project_categories)
    added = [CategoryRecord(id, name) for id, name in enumerate(names, first)]
    db.execute(insert(project_categories), [_values(category) for category in added])
    return added


def version_by_id(db: Connection, id: int) -> VersionRecord | None:
    row = db.execute(select(versions).where(versions.c.id == id)).one_or_none()
    return VersionRecord(*row) if row else None


def versions_of(db: Connection, project_ids: Collection[int]) -> list[VersionRecord]:
    """The versions of these projects, in the order in which they are scheduled."""
    query = select(versions).where(in_values(versions.c.project_id, project_ids)).order_by(versions.c.sequence, versions.c.id)
    return [VersionRecord(*row) for row in db.execute(query)]


def versions_named(db: Connection, names: Sequence[int | str]) -> list[VersionRecord]:
    """The versions of all projects that have one of these ids or names."""
    has_name = in_values(versions.c.id, ids_in(names)) | in_values(versions.c.name, keys_in(names))
    return [VersionRecord(*row) for row in db.execute(select(versions).where(has_name).order_by(versions.c.id))]


def next_version_id(db: Connection) -> int:
    return _next_id(db, versions)


def add_version(db: Connection, version: VersionRecord) -> None:
    db.execute(insert(versions).values(_values(version)))


def component_by_id(db: Connection, id: int) -> ComponentRecord | None:
    row = db.execute(select(components).where(components.c.id == id)).one_or_none()
    return ComponentRecord(*row) if row else None


def components_of(db: Connection, project_ids: Collection[int]) -> list[ComponentRecord]:
    """The components of these projects, oldest first."""
    query = select(components).where(in_values(components.c.project_id, project_ids)).order_by(components.c.id)
    return [ComponentRecord(*row) for row in db.execute(query)]


def components_named(db: Connection, names: Sequence[int | str]) -> list[ComponentRecord]:
    """The components of all projects that have one of these ids or names."""
    has_name = in_values(components.c.id, ids_in(names)) | in_values(components.c.name, keys_in(names))
    return [ComponentRecord(*row) for row in db.execute(select(components).where(has_name).order_by(components.c.id))]


def next_component_id(db: Connection) -> int:
    return _next_id(db, components)


def add_component(db: Connection, component: ComponentRecord) -> None:
    db.execute(insert(components).values(_values(component)))


def _next_id(db: Connection, table: Table) -> int:
    return next_id(db, table, FIRST_ID)


def _values(record: Any) -> dict[str, object]:
    return {field: getattr(record, field) for field in record.__struct_fields__}


PROJECT = Entity("project", "Project in Jira's sense", ProjectRecord)
VERSION = Entity("version", "Version of a project", VersionRecord)
COMPONENT = Entity("component", "Component of a project", ComponentRecord)
PROJECT_CATEGORY = Entity("projectcategory", "Project category", CategoryRecord)
