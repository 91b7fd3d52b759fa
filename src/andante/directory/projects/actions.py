"""Adds and changes projects, versions and components."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.lookup import unknown_reference
from andante.kit.upserts import Ids, Outcome, Upsert

from . import queries, rules, store
from .rules import ComponentRecord, ProjectRecord, VersionRecord
from .wire import ComponentInput, ComponentRow, ProjectChange, ProjectInput, ProjectRow, VersionInput, VersionRow

Part = TypeVar("Part", VersionRecord, ComponentRecord)
PartRow = TypeVar("PartRow", VersionRow, ComponentRow)


def add(call: Call, input: ProjectInput) -> ProjectRecord:
    """Adds a project. Creates its category if it doesn't exist."""
    call.require_administrator(to="add projects")
    if store.by_key(call.db, input.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"A project with the key '{input.key}' already exists")
    if input.id and store.by_id(call.db, input.id):
        raise Invalid("id", FaultCode.DUPLICATE, f"A project with the id {input.id} already exists")
    project = ProjectRecord(
        input.id or store.next_project_id(call.db),
        input.key,
        input.name,
        _category_id(call, input.category) if input.category else None,
        people.look_up_reference(call, input.lead, "lead").account_id if input.lead else None,
    )
    store.add(call.db, project)
    call.record(store.PROJECT, project.id, Action.CREATED, after=project)
    return project


def change(call: Call, key: str, input: ProjectChange) -> ProjectRecord:
    """Changes the fields that aren't None."""
    call.require_administrator(to="change projects")
    before = queries.find(call, key)
    changes: dict[str, object] = {"name": input.name} if input.name else {}
    if input.category:
        changes["category_id"] = _category_id(call, input.category)
    if input.lead:
        changes["lead_id"] = people.look_up_reference(call, input.lead, "lead").account_id
    project = msgspec.structs.replace(before, **changes)
    store.change(call.db, project)
    call.record(store.PROJECT, project.id, Action.UPDATED, before=before, after=project)
    return project


def upsert_all(call: Call, rows: Sequence[ProjectRow]) -> list[Outcome]:
    """Adds new projects and updates existing ones. Rows with faults are skipped."""
    call.require_administrator(to="change the directory")
    upsert = Upsert(store.by_keys(call.db, {row.key for row in rows}))
    requested_ids = [row.id for row in rows if row.id]
    owners = {id: project.key for id, project in store.by_ids(call.db, requested_ids).items()}
    ids = Ids(owners, requested_ids, store.next_project_id(call.db))
    category_ids = _category_ids(call, [row.category for row in rows])
    leads = people.look_up_all(call, {row.lead for row in rows if row.lead})
    outcomes = []
    for row in rows:
        before = upsert.after.get(row.key)
        id, faults = ids.assign(row.key, row.id, before.id if before else None)
        project, more = rules.apply_row(row, before, id, category_ids, leads)
        outcomes.append(Outcome(faults=[*faults, *more]) if faults or more else upsert.add(row.key, project))
    upsert.write(call, store.PROJECT, store.upsert_all)
    return outcomes


def change_keys(call: Call, keys: Mapping[int, str]) -> None:
    """Changes the keys of existing projects. `keys`: the new keys by project id. Issues keep their keys; `issues.change_keys`
    changes those."""
    call.require_administrator(to="change projects")
    before = [project for id, project in store.by_ids(call.db, keys).items() if project.key != keys[id]]
    after = [msgspec.structs.replace(project, key=keys[project.id]) for project in before]
    store.upsert_all(call.db, [], after)
    call.record_updated(store.PROJECT, zip(before, after, strict=True))


def add_version(call: Call, input: VersionInput) -> VersionRecord:
    """Adds a version to a project."""
    call.require_administrator(to="add versions")
    project = queries.find_reference(call, input.project, "project")
    existing = store.versions_of(call.db, [project.id])
    if any(version.name == input.name for version in existing):
        raise Invalid("name", FaultCode.DUPLICATE, f"A version '{input.name}' already exists in {project.key}")
    if input.id and store.version_by_id(call.db, input.id):
        raise Invalid("id", FaultCode.DUPLICATE, f"A version with the id {input.id} already exists")
    sequence = 1 + max((version.sequence for version in existing), default=0) if input.sequence is None else input.sequence
    version = VersionRecord(input.id or store.next_version_id(call.db), project.id, input.name, sequence, input.released)
    store.add_version(call.db, version)
    call.record(store.VERSION, version.id, Action.CREATED, after=version)
    return version


def upsert_versions(call: Call, rows: Sequence[VersionRow]) -> list[Outcome]:
    """Adds new versions and updates existing ones. Rows with faults are skipped."""
    call.require_administrator(to="change the directory")
    projects = store.by_keys(call.db, {row.project for row in rows})
    existing = store.versions_of(call.db, [project.id for project in projects.values()])
    with_requested_ids = store.versions_named(call.db, [row.id for row in rows if row.id])
    next_id = store.next_version_id(call.db)
    scheduled = rules.assign_sequences(rows, projects, existing)
    upsert, outcomes = _upsert_parts(call, scheduled, projects, existing, with_requested_ids, next_id, rules.apply_version_row)
    upsert.write(call, store.VERSION, store.upsert_versions)
    return outcomes


def add_component(call: Call, input: ComponentInput) -> ComponentRecord:
    """Adds a component to a project."""
    call.require_administrator(to="add components")
    project = queries.find_reference(call, input.project, "project")
    if any(component.name == input.name for component in store.components_of(call.db, [project.id])):
        raise Invalid("name", FaultCode.DUPLICATE, f"A component '{input.name}' already exists in {project.key}")
    if input.id and store.component_by_id(call.db, input.id):
        raise Invalid("id", FaultCode.DUPLICATE, f"A component with the id {input.id} already exists")
    component = ComponentRecord(input.id or store.next_component_id(call.db), project.id, input.name)
    store.add_component(call.db, component)
    call.record(store.COMPONENT, component.id, Action.CREATED, after=component)
    return component


def upsert_components(call: Call, rows: Sequence[ComponentRow]) -> list[Outcome]:
    """Adds new components. Rows with faults are skipped."""
    call.require_administrator(to="change the directory")
    projects = store.by_keys(call.db, {row.project for row in rows})
    existing = store.components_of(call.db, [project.id for project in projects.values()])
    with_requested_ids = store.components_named(call.db, [row.id for row in rows if row.id])
    next_id = store.next_component_id(call.db)
    upsert, outcomes = _upsert_parts(call, rows, projects, existing, with_requested_ids, next_id, rules.apply_component_row)
    upsert.write(call, store.COMPONENT, store.upsert_components)
    return outcomes


def _upsert_parts(
    call: Call,
    rows: Sequence[PartRow],
    projects: Mapping[str, ProjectRecord],
    existing: Sequence[Part],
    with_requested_ids: Sequence[Part],
    next_id: int,
    apply_row: Callable[[PartRow, Part | None, int, int], Part],
) -> tuple[Upsert[Part], list[Outcome]]:
    """Applies rows to the versions or components (parts) of projects. `existing`: the parts of these projects. `with_requested_ids`:
    the parts, of any project, that already have an id that a row requests."""
    project_ids = {part.project_id for part in with_requested_ids}
    others: dict[int, ProjectRecord] = store.by_ids(call.db, project_ids)
    keys = {project.id: project.key for project in [*projects.values(), *others.values()]}
    upsert = Upsert({f"{part.name} of {keys[part.project_id]}": part for part in existing})
    owners = {part.id: f"{part.name} of {keys[part.project_id]}" for part in with_requested_ids}
    ids = Ids(owners, [row.id for row in rows], next_id)
    outcomes = []
    for row in rows:
        name, project = f"{row.name} of {row.project}", projects.get(row.project)
        before = upsert.after.get(name)
        id, faults = ids.assign(name, row.id, before.id if before else None)
        if project is None:
            faults.append(unknown_reference("project", "project", row.project))
        outcomes.append(Outcome(faults=faults) if faults or not project else upsert.add(name, apply_row(row, before, id, project.id)))
    return upsert, outcomes


def _category_id(call: Call, name: str) -> int:
    return _category_ids(call, [name])[name.casefold()]


def _category_ids(call: Call, names: Iterable[str | None]) -> dict[str, int]:
    """Creates categories for new names. Returns the ids of all categories by casefolded name."""
    ids = {category.name.casefold(): category.id for category in store.categories(call.db)}
    added = rules.new_names(names, ids)
    created = store.add_categories(call.db, added) if added else []
    call.record_created(store.PROJECT_CATEGORY, created)
    return ids | {category.name.casefold(): category.id for category in created}
