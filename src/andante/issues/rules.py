"""What an issue is, and how estimates move."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from ..kit.clock import Instant


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


def id_named(name: str, there: Iterable[TypeRecord | StatusRecord | PriorityRecord]) -> int | None:
    """The id of the one with this name, whatever its case."""
    return next((one.id for one in there if one.name.casefold() == name.casefold()), None)


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
