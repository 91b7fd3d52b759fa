"""Finds and lists projects, versions and components, without a permission check."""

from collections.abc import Collection, Sequence

from andante.kit.call import Call
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging

from . import store
from .rules import CategoryRecord, ComponentRecord, ProjectRecord, VersionRecord, id_of


def find(call: Call, id_or_key: int | str) -> ProjectRecord:
    """The project with this id or key. Raises NotFound."""
    return require_found(_by_id_or_key(call, id_or_key), "Project", id_or_key)


def find_reference(call: Call, id_or_key: int | str, field: str) -> ProjectRecord:
    """The project with the id or key that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(_by_id_or_key(call, id_or_key), field, "project", id_or_key)


def list_all(call: Call) -> list[ProjectRecord]:
    """All projects, by key."""
    return store.all_projects(call.db)


def by_ids(call: Call, ids: Collection[int]) -> dict[int, ProjectRecord]:
    """The projects with these ids. Unknown ids are left out."""
    return store.by_ids(call.db, ids)


def by_keys(call: Call, keys: Collection[str]) -> dict[str, ProjectRecord]:
    """The projects with these keys. Unknown keys are left out."""
    return store.by_keys(call.db, keys)


def by_names(call: Call, names: Sequence[int | str]) -> list[ProjectRecord]:
    """The projects that have one of these names as id, key or name, by key. Case is ignored."""
    return store.by_names(call.db, names)


def search(
    call: Call, text: str | None, paging: Paging, *, keys: Sequence[str] = (), ids: Sequence[int | str] = ()
) -> tuple[list[ProjectRecord], int]:
    """The requested page plus one row, by key, and the total count. `text` is a part of the key or name. Filters that are
    None or empty match all projects."""
    return store.page(call.db, text, keys, ids, paging), store.count(call.db, text, keys, ids)


def categories(call: Call) -> list[CategoryRecord]:
    """All project categories, by name."""
    return store.categories(call.db)


def versions_of(call: Call, project_ids: Collection[int]) -> list[VersionRecord]:
    """The versions of these projects, in the order in which they are scheduled."""
    return store.versions_of(call.db, project_ids)


def versions_named(call: Call, names: Sequence[int | str]) -> list[VersionRecord]:
    """The versions of all projects that have one of these ids or names."""
    return store.versions_named(call.db, names)


def components_of(call: Call, project_ids: Collection[int]) -> list[ComponentRecord]:
    """The components of these projects, oldest first."""
    return store.components_of(call.db, project_ids)


def components_named(call: Call, names: Sequence[int | str]) -> list[ComponentRecord]:
    """The components of all projects that have one of these ids or names."""
    return store.components_named(call.db, names)


def _by_id_or_key(call: Call, id_or_key: int | str) -> ProjectRecord | None:
    id = id_of(id_or_key)
    return (store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(id_or_key))
