"""How issues and projects are named, and how estimates move."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from .wire import IssueRow, ProjectRow

DIGITS_OF_INT64 = 19
"""A number with fewer digits fits into 64 bits."""


class ProjectRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    name: str


class IssueRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    summary: str
    project_id: int
    type: str
    original_estimate_seconds: int | None
    remaining_estimate_seconds: int | None


def id_of(named: int | str) -> int | None:
    """The id that this can be; None where it can only be a key."""
    text = str(named)
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS_OF_INT64 else None


def ids_in(named: Iterable[int | str]) -> list[int]:
    """Those of the names that can be ids."""
    return [id for name in named if (id := id_of(name)) is not None]


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


def merged_project(row: ProjectRow, before: ProjectRecord | None, id: int) -> tuple[ProjectRecord, list[str]]:
    """The project that a row makes of the present one, or with this id of none, and what is wrong with that."""
    project = ProjectRecord(before.id if before else id, row.key, row.name or (before.name if before else ""))
    return project, _id_faults(row, project) + ([] if project.name else ["'name' is required for a new project"])


def merged_issue(row: IssueRow, before: IssueRecord | None, project: ProjectRecord | None, id: int) -> tuple[IssueRecord, list[str]]:
    """The same for an issue. What remains of a new one is its whole estimate, unless the row says otherwise."""
    old = before or IssueRecord(id, row.key, "", project.id if project else 0, "Task", None, row.original_estimate_seconds)
    issue = IssueRecord(
        old.id,
        row.key,
        row.summary or old.summary,
        old.project_id,
        row.type or old.type,
        old.original_estimate_seconds if row.original_estimate_seconds is None else row.original_estimate_seconds,
        old.remaining_estimate_seconds if row.remaining_estimate_seconds is None else row.remaining_estimate_seconds,
    )
    faults = _id_faults(row, issue)
    if not issue.summary:
        faults.append("'summary' is required for a new issue")
    if project is None:
        faults.append(f"'key' {row.key} names the project {project_key_of(row.key)}, which does not exist")
    return issue, faults


def _id_faults(row: ProjectRow | IssueRow, record: ProjectRecord | IssueRecord) -> list[str]:
    return [] if row.id in (None, record.id) else [f"'id' of {row.key} is {record.id} and can't become {row.id}"]
