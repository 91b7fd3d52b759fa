"""Projects, versions and components as records, and the rules for rows of import files and for "id or key" references."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.lookup import parse_id, unknown_reference

from .wire import ComponentRow, ProjectRow, VersionRow

COLORS = 8
"""The number of colors for projects."""


def color_index(project_id: int) -> int:
    """The number of a project's color, from 1 to `COLORS`. A project keeps its color."""
    return project_id % COLORS + 1


def id_of(id_or_key: int | str) -> int | None:
    """The id, or None if the value can only be a key or name."""
    return parse_id(str(id_or_key))


def ids_in(names: Iterable[int | str]) -> list[int]:
    """The names that can be ids, as numbers."""
    return [id for name in names if (id := id_of(name)) is not None]


def keys_in(names: Iterable[int | str]) -> list[str]:
    """The names that can be keys: all texts, including texts that look like ids."""
    return [name for name in names if isinstance(name, str)]


def new_names(names: Iterable[str | None], existing: Container[str]) -> list[str]:
    """The distinct names that don't exist yet. Ignores case. `existing`: casefolded names."""
    found: dict[str, str] = {}
    for name in names:
        if name and name.casefold() not in existing:
            found.setdefault(name.casefold(), name)
    return list(found.values())


class CategoryRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class ProjectRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    name: str
    category_id: int | None = None
    lead_id: str | None = None


class VersionRecord(Struct, frozen=True, gc=False):
    """`sequence` is the position in the order in which the project's versions are scheduled."""

    id: int
    project_id: int
    name: str
    sequence: int
    released: bool


class ComponentRecord(Struct, frozen=True, gc=False):
    id: int
    project_id: int
    name: str


def require_part_ids(names: Sequence[str], existing: Iterable[VersionRecord | ComponentRecord], field: str) -> list[int]:
    """The ids of a project's versions or components by name. Raises Invalid if one doesn't exist."""
    ids = {part.name: part.id for part in existing}
    unknown = [name for name in names if name not in ids]
    if unknown:
        raise Invalid(
            field, FaultCode.NOT_FOUND, f"names '{unknown[0]}', which the project does not have; it has {', '.join(ids) or 'none'}"
        )
    return list(dict.fromkeys(ids[name] for name in names))


def apply_row(
    row: ProjectRow, before: ProjectRecord | None, id: int, categories: Mapping[str, int], people: Mapping[str, UserRecord]
) -> tuple[ProjectRecord, list[Fault]]:
    """Applies a row to the existing project, or to a new one with this id. Returns the result and the row's faults.

    `categories`: ids by casefolded name. `people`: users by the names in the rows."""
    old = before or ProjectRecord(id, row.key, "")
    lead = people.get(row.lead or "")
    project = ProjectRecord(
        old.id,
        row.key,
        row.name or old.name,
        categories[row.category.casefold()] if row.category else old.category_id,
        lead.account_id if lead else old.lead_id,
    )
    faults = [] if project.name else [Fault("name", FaultCode.REQUIRED, "is required for a new project")]
    return project, faults + ([unknown_reference("lead", "user", row.lead)] if row.lead and not lead else [])


def apply_version_row(row: VersionRow, before: VersionRecord | None, id: int, project_id: int) -> VersionRecord:
    """Applies a row to the existing version, or to a new one with this id."""
    old = before or VersionRecord(id, project_id, row.name, 0, released=False)
    changes = {"sequence": row.sequence, "released": row.released}
    return msgspec.structs.replace(old, **{field: value for field, value in changes.items() if value is not None})


def apply_component_row(row: ComponentRow, before: ComponentRecord | None, id: int, project_id: int) -> ComponentRecord:
    """The existing component, or a new one with this id."""
    return before or ComponentRecord(id, project_id, row.name)


def assign_sequences(
    rows: Sequence[VersionRow], projects: Mapping[str, ProjectRecord], existing: Iterable[VersionRecord]
) -> list[VersionRow]:
    """Sets the sequence of new versions that don't have one: they come after the other versions of their project. `projects`: by
    key. `existing`: the versions of these projects."""
    versions: set[tuple[int, str]] = set()
    last: dict[int, int] = defaultdict(int)
    for version in existing:
        versions.add((version.project_id, version.name))
        last[version.project_id] = max(last[version.project_id], version.sequence)
    found = []
    for row in rows:
        project_id = projects[row.project].id if row.project in projects else 0
        is_new = row.sequence is None and (project_id, row.name) not in versions
        found.append(msgspec.structs.replace(row, sequence=last[project_id] + 1) if is_new else row)
        versions.add((project_id, row.name))
        last[project_id] = max(last[project_id], found[-1].sequence or 0)
    return found
