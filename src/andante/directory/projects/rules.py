"""What a project is made of, and how things are named by id or key."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.lookup import parse_id, unknown_reference

from .wire import ComponentRow, ProjectRow, VersionRow


def id_of(named: int | str) -> int | None:
    """The id that this can be; None where it can only be a key or a name."""
    return parse_id(str(named))


def ids_in(names: Iterable[int | str]) -> list[int]:
    """What may be an id among ids and keys."""
    return [id for name in names if (id := id_of(name)) is not None]


def keys_in(names: Iterable[int | str]) -> list[str]:
    """What may be a key among ids and keys."""
    return [name for name in names if isinstance(name, str)]


def missing(names: Iterable[str | None], there: Container[str]) -> list[str]:
    """Those of the names that are not there, whatever their case, each once. `there` are casefolded names."""
    found: dict[str, str] = {}
    for name in names:
        if name and name.casefold() not in there:
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
    """`sequence` is the order in which versions are scheduled: the highest is the last to come."""

    id: int
    project_id: int
    name: str
    sequence: int
    released: bool


class ComponentRecord(Struct, frozen=True, gc=False):
    id: int
    project_id: int
    name: str


def pick(names: Sequence[str], there: Iterable[VersionRecord | ComponentRecord], field: str) -> list[int]:
    """The ids of those of a project's versions or components that have these names: Invalid where one is missing."""
    ids = {one.name: one.id for one in there}
    unknown = [name for name in names if name not in ids]
    if unknown:
        raise Invalid(
            field, FaultCode.NOT_FOUND, f"names '{unknown[0]}', which the project does not have; it has {', '.join(ids) or 'none'}"
        )
    return list(dict.fromkeys(ids[name] for name in names))


def merged(
    row: ProjectRow, before: ProjectRecord | None, id: int, categories: Mapping[str, int], people: Mapping[str, UserRecord]
) -> tuple[ProjectRecord, list[Fault]]:
    """The project that a row makes of the present one, or with this id of none, and what is wrong with that. Categories
    are given by casefolded name, people by what names them."""
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


def merged_version(row: VersionRow, before: VersionRecord | None, id: int, project_id: int) -> VersionRecord:
    """The version that a row makes of the present one, or with this id of none."""
    old = before or VersionRecord(id, project_id, row.name, 0, released=False)
    given = {"sequence": row.sequence, "released": row.released}
    return msgspec.structs.replace(old, **{field: value for field, value in given.items() if value is not None})


def merged_component(row: ComponentRow, before: ComponentRecord | None, id: int, project_id: int) -> ComponentRecord:
    return before or ComponentRecord(id, project_id, row.name)


def scheduled(rows: Sequence[VersionRow], within: Mapping[str, ProjectRecord], there: Iterable[VersionRecord]) -> list[VersionRow]:
    """The rows, with those that would be new and have no sequence scheduled after all that come before them. `within` are
    the projects by key, `there` the versions that they have."""
    known: set[tuple[int, str]] = set()
    last: dict[int, int] = defaultdict(int)
    for version in there:
        known.add((version.project_id, version.name))
        last[version.project_id] = max(last[version.project_id], version.sequence)
    found = []
    for row in rows:
        project_id = within[row.project].id if row.project in within else 0
        is_new = row.sequence is None and (project_id, row.name) not in known
        found.append(msgspec.structs.replace(row, sequence=last[project_id] + 1) if is_new else row)
        known.add((project_id, row.name))
        last[project_id] = max(last[project_id], found[-1].sequence or 0)
    return found
