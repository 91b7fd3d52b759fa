"""Teams, memberships, links and generic resources of teams as records, and the permissions of team leads."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.scopes import Permission

FULL_COMMITMENT = 100

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
"""The permissions that the lead of a team holds over its members on the days of their membership. They need no permission role."""


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


class MembershipRecord(Struct, frozen=True, gc=False):
    """`to_date` is the first day after the membership. None means that the membership has no start or no end."""

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
    def span(self) -> "Span":
        return Span(self.from_date, self.to_date)

    @property
    def last_day(self) -> dt.date | None:
        return self.to_date - ONE_DAY if self.to_date else None


class Span(NamedTuple):
    """The days from `start` to the day before `end`. None means no start or no end."""

    start: dt.date | None
    end: dt.date | None

    def has(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def first_day_outside(self, spans: Iterable["Span"]) -> dt.date | None:
        """The first of these days that is in none of the spans. None if together they cover all of these days."""
        day = self.start or dt.date.min
        for span in sorted(spans, key=lambda span: span.start or dt.date.min):
            if span.start and span.start > day:
                break
            if span.end is None:
                return None
            day = max(day, span.end)
        return day if self.end is None or day < self.end else None

    def overlaps(self, other: "Span") -> bool:
        starts_before = self.start is None or other.end is None or self.start < other.end
        return starts_before and (other.start is None or self.end is None or other.start < self.end)

    def __str__(self) -> str:
        if self.start and self.end:
            return f"from {self.start} until {self.end - ONE_DAY}"
        if self.start:
            return f"from {self.start}"
        return f"until {self.end - ONE_DAY}" if self.end else "without start and end"


SpansByPermission = Mapping[Permission, list[Span]]
"""The days on which a user holds each permission over another user."""


def days_from(first: dt.date, last: dt.date | None) -> Span:
    """The days from `first` to `last`, including both. Without `last`, they have no end."""
    return Span(first, last + ONE_DAY if last and last < dt.date.max else None)


def holds_on(day: dt.date, permissions: Iterable[Permission], spans: SpansByPermission) -> bool:
    """Whether all of the permissions are held on this day."""
    return all(any(span.has(day) for span in spans.get(permission, ())) for permission in permissions)


def is_held_throughout(days: Span, permissions: Iterable[Permission], spans: SpansByPermission) -> bool:
    """Whether each of the permissions is held on all of these days."""
    return all(days.first_day_outside(spans.get(permission, ())) is None for permission in permissions)


class TeamSearch(Struct, frozen=True, kw_only=True):
    """A team must match all fields that aren't empty, and at least one value of each."""

    members: list[str] = []
    part_of_name: str | None = None
    ids: list[int] = []


class TeamLinkRecord(Struct, frozen=True, gc=False):
    id: int
    project_id: int
    team: TeamRecord


class TeamResourceRecord(Struct, frozen=True, gc=False):
    team_id: int
    resource_id: int
    resource_name: str
    assigned_at: Instant
    assigned_by: str

    @property
    def key(self) -> str:
        """The `entity_id` in the change log."""
        return f"{self.team_id}/{self.resource_id}"
