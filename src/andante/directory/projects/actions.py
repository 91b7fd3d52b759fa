"""What one may do with projects, versions and components."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found, unknown_reference
from andante.kit.paging import Paging
from andante.kit.upserts import Ids, Outcome, Upsert

from . import rules, store
from .rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord, id_of
from .wire import ComponentInput, ComponentRow, ProjectChange, ProjectInput, ProjectRow, VersionInput, VersionRow

Part = TypeVar("Part", VersionRecord, ComponentRecord)
PartRow = TypeVar("PartRow", VersionRow, ComponentRow)


def add(call: Call, given: ProjectInput) -> ProjectRecord:
    call.require_administrator(to="add projects")
    if store.by_key(call.db, given.key) or (given.id and store.by_id(call.db, given.id)):
        raise Invalid("key", FaultCode.DUPLICATE, f"There is a project with the key '{given.key}' or the id {given.id} already")
    project = ProjectRecord(
        given.id or store.next_project_id(call.db),
        given.key,
        given.name,
        _category_id(call, given.category) if given.category else None,
        people.look_up_given(call, given.lead, "lead").account_id if given.lead else None,
    )
    store.add(call.db, project)
    call.record(store.PROJECT, project.id, Action.CREATED, after=project)
    return project


def change(call: Call, key: str, given: ProjectChange) -> ProjectRecord:
    """Changes what is given."""
    call.require_administrator(to="change projects")
    before = find(call, key)
    changes: dict[str, object] = {"name": given.name} if given.name else {}
    if given.category:
        changes["category_id"] = _category_id(call, given.category)
    if given.lead:
        changes["lead_id"] = people.look_up_given(call, given.lead, "lead").account_id
    project = msgspec.structs.replace(before, **changes)
    store.change(call.db, project)
    call.record(store.PROJECT, project.id, Action.UPDATED, before=before, after=project)
    return project


def put_all(call: Call, given: Sequence[ProjectRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there. What is wrong with one keeps only that one out."""
    call.require_administrator(to="change the directory")
    upsert = Upsert(store.by_keys(call.db, {row.key for row in given}))
    given_ids = [row.id for row in given if row.id]
    taken = {id: project.key for id, project in store.by_ids(call.db, given_ids).items()}
    ids = Ids(taken, given_ids, store.next_project_id(call.db))
    category_ids = _category_ids(call, [row.category for row in given])
    leads = people.look_up_all(call, {row.lead for row in given if row.lead})
    outcomes = []
    for row in given:
        before = upsert.after.get(row.key)
        id, faults = ids.assign(row.key, row.id, before.id if before else None)
        project, more = rules.merged(row, before, id, category_ids, leads)
        outcomes.append(Outcome(faults=[*faults, *more]) if faults or more else upsert.add(row.key, project))
    upsert.write(call, store.PROJECT, store.put_all)
    return outcomes


def rekey(call: Call, keys: Mapping[int, str]) -> None:
    """Gives those of these projects that are here the keys that they have in Jira now. Issues keep theirs until they are
    told otherwise."""
    call.require_administrator(to="change projects")
    renamed = [project for id, project in store.by_ids(call.db, keys).items() if project.key != keys[id]]
    after = [msgspec.structs.replace(project, key=keys[project.id]) for project in renamed]
    store.put_all(call.db, [], after)
    call.record_updated(store.PROJECT, zip(renamed, after, strict=True))


def find(call: Call, named: int | str) -> ProjectRecord:
    """The project in a path, by id or key: NotFound where there is none."""
    id = id_of(named)
    return require_found((store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(named)), "Project", named)


def find_given(call: Call, named: int | str, field: str) -> ProjectRecord:
    """The project that a body names in `field`, by id or key: Invalid where there is none."""
    try:
        return find(call, named)
    except NotFound:
        raise Invalid(unknown_reference(field, "project", named)) from None


def every(call: Call) -> list[ProjectRecord]:
    """All projects, by key."""
    return store.every(call.db)


def by_ids(call: Call, ids: Collection[int]) -> dict[int, ProjectRecord]:
    """Those of these projects that exist."""
    return store.by_ids(call.db, ids)


def by_keys(call: Call, keys: Collection[str]) -> dict[str, ProjectRecord]:
    return store.by_keys(call.db, keys)


def named(call: Call, names: Sequence[int | str]) -> list[ProjectRecord]:
    """Those with one of these ids, keys or names."""
    return store.named(call.db, names)


def search(
    call: Call, text: str | None, paging: Paging, *, keys: Sequence[str] = (), ids: Sequence[int | str] = ()
) -> tuple[list[ProjectRecord], int]:
    """The asked page and one more, by key, and how many there are in all; with the text in key or name, where given."""
    return store.page(call.db, text, keys, ids, paging), store.count(call.db, text, keys, ids)


def categories(call: Call) -> list[CategoryRecord]:
    """All project categories, by name."""
    return store.categories(call.db)


def add_version(call: Call, given: VersionInput) -> VersionRecord:
    call.require_administrator(to="add versions")
    project = find_given(call, given.project, "project")
    there = store.versions_of(call.db, [project.id])
    if any(version.name == given.name for version in there) or (given.id and store.version_by_id(call.db, given.id)):
        raise Invalid(
            "name", FaultCode.DUPLICATE, f"There is a version '{given.name}' in {project.key}, or one with the id {given.id}, already"
        )
    sequence = 1 + max((version.sequence for version in there), default=0) if given.sequence is None else given.sequence
    version = VersionRecord(given.id or store.next_version_id(call.db), project.id, given.name, sequence, given.released)
    store.add_version(call.db, version)
    call.record(store.VERSION, version.id, Action.CREATED, after=version)
    return version


def put_versions(call: Call, given: Sequence[VersionRow]) -> list[Outcome]:
    """The same as `put_all`, for versions."""
    call.require_administrator(to="change the directory")
    within = store.by_keys(call.db, {row.project for row in given})
    there = store.versions_of(call.db, [project.id for project in within.values()])
    others = store.versions_named(call.db, [row.id for row in given if row.id])
    free = store.next_version_id(call.db)
    upsert, outcomes = _put_parts(call, rules.scheduled(given, within, there), within, there, others, free, rules.merged_version)
    upsert.write(call, store.VERSION, store.put_versions)
    return outcomes


def put_components(call: Call, given: Sequence[ComponentRow]) -> list[Outcome]:
    """The same for components."""
    call.require_administrator(to="change the directory")
    within = store.by_keys(call.db, {row.project for row in given})
    there = store.components_of(call.db, [project.id for project in within.values()])
    others = store.components_named(call.db, [row.id for row in given if row.id])
    free = store.next_component_id(call.db)
    upsert, outcomes = _put_parts(call, given, within, there, others, free, rules.merged_component)
    upsert.write(call, store.COMPONENT, store.put_components)
    return outcomes


def _put_parts(
    call: Call,
    given: Sequence[PartRow],
    within: Mapping[str, ProjectRecord],
    there: Sequence[Part],
    others: Sequence[Part],
    free: int,
    merge: Callable[[PartRow, Part | None, int, int], Part],
) -> tuple[Upsert[Part], list[Outcome]]:
    """Puts what belongs to projects: `there` is what these have, `others` whatever has one of the given ids."""
    keys = {
        project.id: project.key for project in [*within.values(), *store.by_ids(call.db, {part.project_id for part in others}).values()]
    }
    upsert = Upsert({f"{part.name} of {keys[part.project_id]}": part for part in there})
    ids = Ids({part.id: f"{part.name} of {keys[part.project_id]}" for part in others}, [row.id for row in given], free)
    outcomes = []
    for row in given:
        name, project = f"{row.name} of {row.project}", within.get(row.project)
        before = upsert.after.get(name)
        id, faults = ids.assign(name, row.id, before.id if before else None)
        if project is None:
            faults.append(unknown_reference("project", "project", row.project))
        outcomes.append(Outcome(faults=faults) if faults or not project else upsert.add(name, merge(row, before, id, project.id)))
    return upsert, outcomes


def add_component(call: Call, given: ComponentInput) -> ComponentRecord:
    call.require_administrator(to="add components")
    project = find_given(call, given.project, "project")
    there = store.components_of(call.db, [project.id])
    if any(component.name == given.name for component in there) or (given.id and store.component_by_id(call.db, given.id)):
        raise Invalid(
            "name", FaultCode.DUPLICATE, f"There is a component '{given.name}' in {project.key}, or one with the id {given.id}, already"
        )
    component = ComponentRecord(given.id or store.next_component_id(call.db), project.id, given.name)
    store.add_component(call.db, component)
    call.record(store.COMPONENT, component.id, Action.CREATED, after=component)
    return component


def versions_of(call: Call, project_ids: Collection[int]) -> list[VersionRecord]:
    """The versions of these projects, in the order in which they are scheduled."""
    return store.versions_of(call.db, project_ids)


def versions_named(call: Call, names: Sequence[int | str]) -> list[VersionRecord]:
    """The versions with one of these ids or names, in whatever project."""
    return store.versions_named(call.db, names)


def components_of(call: Call, project_ids: Collection[int]) -> list[ComponentRecord]:
    """The components of these projects, oldest first."""
    return store.components_of(call.db, project_ids)


def components_named(call: Call, names: Sequence[int | str]) -> list[ComponentRecord]:
    """The components with one of these ids or names, in whatever project."""
    return store.components_named(call.db, names)


def _category_id(call: Call, name: str) -> int:
    return _category_ids(call, [name])[name.casefold()]


def _category_ids(call: Call, names: Iterable[str | None]) -> dict[str, int]:
    """All categories by their casefolded names. Those that are named here and were not there are made."""
    ids = {category.name.casefold(): category.id for category in store.categories(call.db)}
    missing = rules.missing(names, ids)
    made = store.add_categories(call.db, missing) if missing else []
    call.record_created(store.PROJECT_CATEGORY, made)
    return ids | {category.name.casefold(): category.id for category in made}
