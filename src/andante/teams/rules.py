"""What teams, programs and memberships are, and what a team lead may do."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from ..rights import Permission

FULL_COMMITMENT = 100
FIRST_DAY = dt.date(1900, 1, 1)
ONE_DAY = dt.timedelta(days=1)

LEAD_HOLDS = frozenset(
    {
        Permission.WORKLOG_VIEW,
        Permission.WORKLOG_MANAGE,
        Permission.TIMESHEET_APPROVE,
        Permission.PLAN_VIEW,
        Permission.PLAN_MANAGE,
        Permission.PLAN_APPROVE,
    }
)
"""What the lead of a team may do to its members, for the days of their membership, without any role."""


class TeamRecord(Struct, frozen=True, gc=False):
    id: int
    name: str
    summary: str | None
    lead_id: str | None
    program_id: int | None
    program_name: str | None
    public: bool
    administrative: bool


class TeamName(Struct, frozen=True, gc=False):
    id: int
    name: str


class ProgramRecord(Struct, frozen=True):
    id: int
    name: str
    manager_id: str | None
    teams: list[TeamName]


class MembershipRecord(Struct, frozen=True, gc=False):
    """`to_date` is the first day after; None is open."""

    id: int
    team_id: int
    team_name: str
    account_id: str
    role_id: int
    role_name: str
    commitment_percent: int
    from_date: dt.date | None
    to_date: dt.date | None

    @property
    def last_day(self) -> dt.date | None:
        return self.to_date - ONE_DAY if self.to_date else None


class Span(NamedTuple):
    """Days from `start` until before `end`; None is open."""

    start: dt.date | None
    end: dt.date | None

    def has(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        return f"from {self.start or 'ever'} until {self.end - ONE_DAY if self.end else 'ever'}"


class TeamSearch(Struct, frozen=True, kw_only=True):
    """Which teams: different fields narrow, several values of one field widen; none is no limit."""

    members: list[str] = []
    part_of_name: str | None = None
    ids: list[int] = []


class MembershipSearch(Struct, frozen=True, kw_only=True):
    """Which memberships: different fields narrow, several values of one field widen; None is no limit."""

    account_ids: list[str] | None = None
    role_ids: list[int] | None = None
    team_ids: list[int] | None = None


def span_of(from_: dt.date | None, to: dt.date | None, inclusive: bool) -> tuple[Span, list[str]]:
    """The days that `from` and `to` of an input mean, and what is wrong with them."""
    faults = [
        f"'{name}' must not be before {FIRST_DAY}, as {day} is" for name, day in (("from", from_), ("to", to)) if day and day < FIRST_DAY
    ]
    if inclusive and to == dt.date.max:
        return Span(from_, to), [*faults, f"'to' can't be {to}: leave it out where there is no end"]
    end = to + ONE_DAY if to and inclusive else to
    if from_ and end and from_ >= end:
        faults.append(f"'to' {to} must be {'on or ' if inclusive else ''}after 'from' {from_}")
    return Span(from_, end), faults


def first_outside(pairs: Iterable[tuple[str, dt.date]], spans: dict[str, list[Span]]) -> tuple[str, dt.date] | None:
    """The first (person, day) that none of that person's spans has."""
    return next((pair for pair in sorted(pairs) if not any(span.has(pair[1]) for span in spans.get(pair[0], []))), None)
