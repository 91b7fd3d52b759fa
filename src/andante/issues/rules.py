"""How issues and projects are named, and how estimates move."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

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
