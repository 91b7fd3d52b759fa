"""What one may do with projects, versions and components."""

from collections.abc import Collection, Sequence

import msgspec

from ..kit.call import Call
from ..kit.changes import Action
from ..kit.errors import Invalid, NotFound
from ..kit.paging import Paging
from ..people import actions as people
from . import store
from .rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord, id_of
from .wire import ComponentInput, ProjectChange, ProjectInput, VersionInput


def add(call: Call, given: ProjectInput) -> ProjectRecord:
    call.require_administrator(to="add projects")
    if store.by_key(call.db, given.key) or (given.id and store.by_id(call.db, given.id)):
        raise Invalid(f"There is a project with the key '{given.key}' or the id {given.id} already")
    project = ProjectRecord(
        given.id or store.next_project_id(call.db),
        given.key,
        given.name,
        _category(call, given.category).id if given.category else None,
        people.look_up_given(call, given.lead, "lead").account_id if given.lead else None,
    )
    store.add(call.db, project)
    call.record("project", project.id, Action.CREATED, after=project)
    return project


def change(call: Call, key: str, given: ProjectChange) -> ProjectRecord:
    """Changes what is given."""
    call.require_administrator(to="change projects")
    before = find(call, key)
    changes: dict[str, object] = {"name": given.name} if given.name else {}
    if given.category:
        changes["category_id"] = _category(call, given.category).id
    if given.lead:
        changes["lead_id"] = people.look_up_given(call, given.lead, "lead").account_id
    project = msgspec.structs.replace(before, **changes)
    store.change(call.db, project)
    call.record("project", project.id, Action.UPDATED, before=before, after=project)
    return project


def find(call: Call, named: int | str) -> ProjectRecord:
    """The project in a path, by id or key: NotFound where there is none."""
    id = id_of(named)
    project = (store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(named))
    if project is None:
        raise NotFound(f"Project '{named}' is not found")
    return project


def find_given(call: Call, named: int | str, field: str) -> ProjectRecord:
    """The project that a body names in `field`, by id or key: Invalid where there is none."""
    try:
        return find(call, named)
    except NotFound:
        raise Invalid(f"'{field}' names the project '{named}', which does not exist") from None


def every(call: Call) -> list[ProjectRecord]:
    """All projects, by key."""
    return store.every(call.db)


def by_ids(call: Call, ids: Collection[int]) -> dict[int, ProjectRecord]:
    """Those of these projects that exist."""
    return store.by_ids(call.db, ids)


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
        raise Invalid(f"There is a version '{given.name}' in {project.key}, or one with the id {given.id}, already")
    sequence = 1 + max((version.sequence for version in there), default=0) if given.sequence is None else given.sequence
    version = VersionRecord(given.id or store.next_version_id(call.db), project.id, given.name, sequence, given.released)
    store.add_version(call.db, version)
    call.record("version", version.id, Action.CREATED, after=version)
    return version


def add_component(call: Call, given: ComponentInput) -> ComponentRecord:
    call.require_administrator(to="add components")
    project = find_given(call, given.project, "project")
    there = store.components_of(call.db, [project.id])
    if any(component.name == given.name for component in there) or (given.id and store.component_by_id(call.db, given.id)):
        raise Invalid(f"There is a component '{given.name}' in {project.key}, or one with the id {given.id}, already")
    component = ComponentRecord(given.id or store.next_component_id(call.db), project.id, given.name)
    store.add_component(call.db, component)
    call.record("component", component.id, Action.CREATED, after=component)
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


def _category(call: Call, name: str) -> CategoryRecord:
    """The category of that name, made where there is none."""
    for category in store.categories(call.db):
        if category.name.casefold() == name.casefold():
            return category
    category = store.add_category(call.db, name)
    call.record("projectcategory", category.id, Action.CREATED, after=category)
    return category
