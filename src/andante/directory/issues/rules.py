"""What an issue is, and how estimates move."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import ComponentRecord, ProjectRecord, VersionRecord, pick
from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.lookup import unknown_reference

from .wire import DEFAULT_STATUS, DEFAULT_TYPE, IssueRow

CLEARABLE = ("priority", "parent", "reporter", "assignee")
"""What an empty text in a row takes away."""


class TypeRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class StatusRecord(Struct, frozen=True, gc=False):
    """The category is `new`, `indeterminate` or `done`."""

    id: int
    name: str
    category: str


class PriorityRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class Catalogue(NamedTuple):
    """The types, statuses and priorities that there are, by id."""

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


class LinkedIssue(Struct, frozen=True):
    issue: IssueRecord
    version_ids: frozenset[int]
    component_ids: frozenset[int]


class CatalogueIds(NamedTuple):
    """The ids of types, statuses and priorities by their casefolded names."""

    types: dict[str, int]
    statuses: dict[str, int]
    priorities: dict[str, int]


class Known(NamedTuple):
    """What the names in rows mean: issues and projects by key, people by what names them, versions and components by
    project id. `parents` has all that lies above these issues, with theirs."""

    issues: Mapping[str, LinkedIssue]
    parents: dict[int, int | None]
    projects: Mapping[str, ProjectRecord]
    catalogue: CatalogueIds
    people: Mapping[str, UserRecord]
    versions: Mapping[int, Sequence[VersionRecord]]
    components: Mapping[int, Sequence[ComponentRecord]]


def project_key_of(issue_key: str) -> str:
    return issue_key.rpartition("-")[0]


class EstimateMove(NamedTuple):
    """So much was logged on an issue (given back, where negative); `remaining` is what its author says remains."""

    issue_id: int
    logged_seconds: int
    remaining: int | None = None


class NetMove(NamedTuple):
    """Set what remains, where somebody said so, then lower it."""

    set_to: int | None
    lower_by: int


def net_moves(moves: Iterable[EstimateMove]) -> dict[int, NetMove]:
    """What several moves come to, by issue."""
    net: dict[int, NetMove] = {}
    for move in moves:
        set_to, lower_by = net.get(move.issue_id, NetMove(None, 0))
        if move.remaining is None:
            net[move.issue_id] = NetMove(set_to, lower_by + move.logged_seconds)
        else:
            net[move.issue_id] = NetMove(move.remaining, 0)
    return net


def lies_below(id: int, top: int, parents: Mapping[int, int | None]) -> bool:
    """Whether the issue is `top` or something below it. `parents` has all that lies above the issue."""
    above: int | None = id
    while above not in (None, top):
        above = parents.get(above)
    return above == top


def parents_first(issues: Sequence[IssueRecord]) -> list[IssueRecord]:
    """In the same order, but with each issue after its parent, where that is one of them."""
    waiting = {issue.id: issue for issue in issues}
    found: list[IssueRecord] = []
    for issue in issues:
        chain = []
        while above := waiting.pop(issue.id, None):
            chain.append(above)
            issue = waiting.get(above.parent_id or 0, above)
        found += reversed(chain)
    return found


def rekeyed(issue: IssueRecord, key: str, projects: Mapping[str, ProjectRecord], now: Instant) -> IssueRecord:
    """The issue with another key, in the project that the key names."""
    project = projects.get(project_key_of(key))
    if project is None:
        raise Invalid(unknown_reference("key", "project", project_key_of(key)))
    return msgspec.structs.replace(issue, key=key, project_id=project.id, updated_at=now)


def merged(row: IssueRow, before: LinkedIssue | None, id: int, known: Known, now: Instant) -> tuple[LinkedIssue, list[Fault]]:
    """The issue that a row makes of the present one, or with this id of none, and what is wrong with that. What remains
    of a new one is its whole estimate, unless the row says otherwise."""
    project = known.projects.get(project_key_of(row.key))
    old = before or LinkedIssue(_new(row, id, project, known.catalogue, now), frozenset(), frozenset())
    issue, faults = _with_fields(row, old.issue, known)
    linked = LinkedIssue(
        issue,
        _picked(row.versions, old.version_ids, known.versions.get(issue.project_id, ()), "versions", faults),
        _picked(row.components, old.component_ids, known.components.get(issue.project_id, ()), "components", faults),
    )
    if not issue.summary:
        faults.append(Fault("summary", FaultCode.REQUIRED, "is required for a new issue"))
    if project is None:
        return linked, [unknown_reference("key", "project", project_key_of(row.key))]
    if before and linked != before:
        linked = msgspec.structs.replace(linked, issue=msgspec.structs.replace(issue, updated_at=now))
    return linked, faults


def _new(row: IssueRow, id: int, project: ProjectRecord | None, catalogue: CatalogueIds, now: Instant) -> IssueRecord:
    return IssueRecord(
        id=id,
        key=row.key,
        summary="",
        project_id=project.id if project else 0,
        type_id=catalogue.types[DEFAULT_TYPE.casefold()],
        original_estimate_seconds=None,
        remaining_estimate_seconds=row.original_estimate_seconds,
        status_id=catalogue.statuses[DEFAULT_STATUS.casefold()],
        priority_id=None,
        description="",
        parent_id=None,
        reporter_id=None,
        assignee_id=None,
        created_at=now,
        updated_at=now,
    )


def _with_fields(row: IssueRow, old: IssueRecord, known: Known) -> tuple[IssueRecord, list[Fault]]:
    plain = ("summary", "original_estimate_seconds", "remaining_estimate_seconds", "description")
    changes: dict[str, object] = {name: getattr(row, name) for name in plain if getattr(row, name) is not None}
    faults = []
    catalogue = known.catalogue
    for field, ids in (("type", catalogue.types), ("status", catalogue.statuses), ("priority", catalogue.priorities)):
        if name := getattr(row, field):
            changes[f"{field}_id"] = ids[name.casefold()]
    changes |= {f"{field}_id": None for field in CLEARABLE if getattr(row, field) == ""}
    for field in ("reporter", "assignee"):
        name = getattr(row, field)
        if name in known.people:
            changes[f"{field}_id"] = known.people[name].account_id
        elif name:
            faults.append(unknown_reference(field, "user", name))
    if row.parent:
        parent = known.issues.get(row.parent)
        if parent is None:
            faults.append(unknown_reference("parent", "issue", row.parent))
        elif lies_below(parent.issue.id, old.id, known.parents):
            faults.append(Fault("parent", FaultCode.INVALID_CHOICE, f"must not be {row.parent}, which is below {row.key} itself"))
        else:
            changes["parent_id"] = parent.issue.id
    return msgspec.structs.replace(old, **changes), faults


def _picked(
    names: Sequence[str] | None,
    present: frozenset[int],
    there: Sequence[VersionRecord] | Sequence[ComponentRecord],
    field: str,
    faults: list[Fault],
) -> frozenset[int]:
    """The ids that the names mean, the present ones where there are no names; a fault more where one means nothing."""
    if names is None:
        return present
    try:
        return frozenset(pick(names, there, field))
    except Invalid as refusal:
        faults += refusal.faults
        return present
