"""Issues as records, and the rules for estimates, parents and rows of import files."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import ComponentRecord, ProjectRecord, VersionRecord, require_part_ids
from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.lookup import unknown_reference

from .wire import DEFAULT_STATUS, DEFAULT_TYPE, IssueRow

T = TypeVar("T")

CLEARABLE = ("priority", "parent", "reporter", "assignee")
"""An empty text in a row clears these fields."""


MAX_WORD_LENGTH = 64
"""Words of summaries are stored up to this length, to find issues by them."""


MAX_PREFIXES = 6
"""A search for issues considers this many words."""


class TypeRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class StatusRecord(Struct, frozen=True, gc=False):
    """`category` is `new`, `indeterminate` or `done`."""

    id: int
    name: str
    category: str


class PriorityRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class Catalog(NamedTuple):
    """All issue types, statuses and priorities, by id."""

    types: Mapping[int, TypeRecord]
    statuses: Mapping[int, StatusRecord]
    priorities: Mapping[int, PriorityRecord]


class IssueRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    summary: str
    project_id: int
    type_id: int
    original_estimate_seconds: int | None
    remaining_estimate_seconds: int | None
    status_id: int
    priority_id: int | None
    description: str
    parent_id: int | None
    reporter_id: str | None
    assignee_id: str | None
    created_at: Instant
    updated_at: Instant

    @property
    def number(self) -> int:
        """12 for the key NORTH-12."""
        return int(self.key.rpartition("-")[2])


class LinkedIssue(Struct, frozen=True):
    """An issue with the ids of its versions and components."""

    issue: IssueRecord
    version_ids: frozenset[int]
    component_ids: frozenset[int]


class CatalogIds(NamedTuple):
    """The ids of types, statuses and priorities by their casefolded names."""

    types: dict[str, int]
    statuses: dict[str, int]
    priorities: dict[str, int]


class IssueReferences(NamedTuple):
    """The objects that the rows of an import file refer to: issues and projects by key, users by the names in the rows, versions
    and components by project id. `parents` are the parent ids of these issues and of all their ancestors, by issue id."""

    issues: Mapping[str, LinkedIssue]
    parents: dict[int, int | None]
    projects: Mapping[str, ProjectRecord]
    catalog: CatalogIds
    people: Mapping[str, UserRecord]
    versions: Mapping[int, Sequence[VersionRecord]]
    components: Mapping[int, Sequence[ComponentRecord]]


def project_key_of(issue_key: str) -> str:
    return issue_key.rpartition("-")[0]


class EstimateMove(NamedTuple):
    """The effect of a worklog on an issue's remaining estimate. `logged_seconds` are subtracted from it; they are negative if time is
    given back. If the author entered a new estimate, `remaining` replaces it. Both are in seconds."""

    issue_id: int
    logged_seconds: int
    remaining: int | None = None


class NetMove(NamedTuple):
    """Sets the remaining estimate unless `set_to` is None, then lowers it. Both are in seconds."""

    set_to: int | None
    lower_by: int


def net_moves(moves: Iterable[EstimateMove], earlier: dict[int, NetMove] | None = None) -> dict[int, NetMove]:
    """The combined effect of several moves, by issue id. Adds them to the effect of `earlier` moves, if there are any."""
    net = {} if earlier is None else earlier
    for move in moves:
        set_to, lower_by = net.get(move.issue_id, NetMove(None, 0))
        if move.remaining is None:
            net[move.issue_id] = NetMove(set_to, lower_by + move.logged_seconds)
        else:
            net[move.issue_id] = NetMove(move.remaining, 0)
    return net


def is_or_descends_from(id: int, ancestor: int, parents: Mapping[int, int | None]) -> bool:
    """Whether the issue is `ancestor` itself or a descendant of it. `parents`: the parent ids of the issue and its ancestors."""
    current: int | None = id
    while current not in (None, ancestor):
        current = parents.get(current)
    return current == ancestor


def parents_first(issues: Sequence[IssueRecord]) -> list[IssueRecord]:
    """Sorts issues so that each one comes after its parent, if the list contains the parent. Otherwise keeps their order."""
    unsorted = {issue.id: issue for issue in issues}
    result: list[IssueRecord] = []
    for issue in issues:
        chain = []
        while current := unsorted.pop(issue.id, None):
            chain.append(current)
            issue = unsorted.get(current.parent_id or 0, current)
        result += reversed(chain)
    return result


def group_by_id(pairs: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    """Groups (id, value) pairs by id. The list for a missing id is empty."""
    groups: dict[int, list[T]] = defaultdict(list)
    for id, value in pairs:
        groups[id].append(value)
    return groups


def with_key(issue: IssueRecord, key: str, projects: Mapping[str, ProjectRecord], now: Instant) -> IssueRecord:
    """The issue with another key, in the project of that key. Raises Invalid if the project doesn't exist."""
    project = projects.get(project_key_of(key))
    if project is None:
        raise Invalid(unknown_reference("key", "project", project_key_of(key)))
    return msgspec.structs.replace(issue, key=key, project_id=project.id, updated_at=now)


def apply_row(
    row: IssueRow, before: LinkedIssue | None, id: int, references: IssueReferences, now: Instant
) -> tuple[LinkedIssue, list[Fault]]:
    """Applies a row to the existing issue, or to a new one with this id. Returns the result and the row's faults. The default
    remaining estimate of a new issue is its original estimate."""
    project = references.projects.get(project_key_of(row.key))
    old = before or LinkedIssue(_new_issue(row, id, project, references.catalog, now), frozenset(), frozenset())
    issue, faults = _apply_fields(row, old.issue, references)
    linked = LinkedIssue(
        issue,
        _part_ids(row.versions, old.version_ids, references.versions.get(issue.project_id, ()), "versions", faults),
        _part_ids(row.components, old.component_ids, references.components.get(issue.project_id, ()), "components", faults),
    )
    if not issue.summary:
        faults.append(Fault("summary", FaultCode.REQUIRED, "is required for a new issue"))
    if project is None:
        return linked, [unknown_reference("key", "project", project_key_of(row.key))]
    if before and linked != before:
        linked = msgspec.structs.replace(linked, issue=msgspec.structs.replace(issue, updated_at=now))
    return linked, faults


def _new_issue(row: IssueRow, id: int, project: ProjectRecord | None, catalog: CatalogIds, now: Instant) -> IssueRecord:
    return IssueRecord(
        id=id,
        key=row.key,
        summary="",
        project_id=project.id if project else 0,
        type_id=catalog.types[DEFAULT_TYPE.casefold()],
        original_estimate_seconds=None,
        remaining_estimate_seconds=row.original_estimate_seconds,
        status_id=catalog.statuses[DEFAULT_STATUS.casefold()],
        priority_id=None,
        description="",
        parent_id=None,
        reporter_id=None,
        assignee_id=None,
        created_at=now,
        updated_at=now,
    )


def _apply_fields(row: IssueRow, old: IssueRecord, references: IssueReferences) -> tuple[IssueRecord, list[Fault]]:
    copied = ("summary", "original_estimate_seconds", "remaining_estimate_seconds", "description")
    changes: dict[str, object] = {name: getattr(row, name) for name in copied if getattr(row, name) is not None}
    faults = []
    catalog = references.catalog
    for field, ids in (("type", catalog.types), ("status", catalog.statuses), ("priority", catalog.priorities)):
        if name := getattr(row, field):
            changes[f"{field}_id"] = ids[name.casefold()]
    changes |= {f"{field}_id": None for field in CLEARABLE if getattr(row, field) == ""}
    for field in ("reporter", "assignee"):
        name = getattr(row, field)
        if name in references.people:
            changes[f"{field}_id"] = references.people[name].account_id
        elif name:
            faults.append(unknown_reference(field, "user", name))
    if row.parent:
        parent = references.issues.get(row.parent)
        if parent is None:
            faults.append(unknown_reference("parent", "issue", row.parent))
        elif is_or_descends_from(parent.issue.id, old.id, references.parents):
            faults.append(Fault("parent", FaultCode.INVALID_CHOICE, f"must not be {row.parent}: {row.key} can't be its own ancestor"))
        else:
            changes["parent_id"] = parent.issue.id
    return msgspec.structs.replace(old, **changes), faults


def _part_ids(
    names: Sequence[str] | None,
    current: frozenset[int],
    existing: Sequence[VersionRecord] | Sequence[ComponentRecord],
    field: str,
    faults: list[Fault],
) -> frozenset[int]:
    """The ids of the versions or components with these names, or the current ids if `names` is None. If a name is unknown, adds a
    fault to `faults` and returns the current ids."""
    if names is None:
        return current
    try:
        return frozenset(require_part_ids(names, existing, field))
    except Invalid as refusal:
        faults += refusal.faults
        return current


def words_of(text: str) -> list[str]:
    """The different words and numbers of a summary or a search, in lower case, for comparisons."""
    return list(dict.fromkeys(word[:MAX_WORD_LENGTH] for word in re.findall(r"\w+", text.casefold())))


def parts_of_key(text: str) -> tuple[str, str]:
    """The project key, and the number or its beginning, in what a user typed: `ops-1` are OPS and 1. Both are empty, or the number is, if
    they are missing."""
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9_]*)(?:-([1-9][0-9]{0,17})?)?", text, re.ASCII)
    return (match[1].upper(), match[2] or "") if match else ("", "")


def keys_starting_with(project_key: str, number: str) -> list[str]:
    """The keys of a project that start with a number and have up to two more digits. Looking up these is faster than a search by
    prefix, which would find all 11,111 issues from OPS-1 to OPS-19999."""
    endings = ["", *map(str, range(10)), *(f"{ending:02}" for ending in range(100))]
    return [f"{project_key}-{number}{ending}" for ending in endings]
