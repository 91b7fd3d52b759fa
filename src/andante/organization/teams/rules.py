"""What teams, programs and memberships are, and what a team lead may do."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import id_of
from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown
from andante.organization.roles.rules import RoleRecord
from andante.scopes import Permission

from .wire import MembershipRow

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
    def span(self) -> "Span":
        return Span(self.from_date, self.to_date)

    @property
    def last_day(self) -> dt.date | None:
        return self.to_date - ONE_DAY if self.to_date else None


class Span(NamedTuple):
    """Days from `start` until before `end`; None is open."""

    start: dt.date | None
    end: dt.date | None

    def has(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Span") -> bool:
        starts_before = self.start is None or other.end is None or self.start < other.end
        return starts_before and (other.start is None or self.end is None or other.start < self.end)

    def __str__(self) -> str:
        return f"from {self.start or 'ever'} until {self.end - ONE_DAY if self.end else 'ever'}"


def opens_past_days(before: Span | None, after: Span, today: dt.date) -> bool:
    """Whether a membership gets days before today that it did not have; None: it is new."""
    start = after.start or dt.date.min
    if before is None:
        return start < today
    grows_at_the_start = start < min(before.start or dt.date.min, today)
    grows_at_the_end = before.end is not None and before.end < today and (after.end is None or after.end > before.end)
    return grows_at_the_start or grows_at_the_end


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


class KnownToMembers(NamedTuple):
    """What the rows of a file refer to, as far as it exists. Teams by id: a name may be that of several."""

    teams: Mapping[int, TeamRecord]
    users: Mapping[str, UserRecord]
    roles: Mapping[str, RoleRecord]
    default_role: RoleRecord


def span_of(from_: dt.date | None, to: dt.date | None, inclusive: bool, called: str = "to") -> tuple[Span, list[Fault]]:
    """The days that `from` and `to` of an input mean, and what is wrong with them."""
    faults = [
        Fault(name, FaultCode.OUT_OF_RANGE, f"must not be before {FIRST_DAY}, as {day} is")
        for name, day in (("from", from_), (called, to))
        if day and day < FIRST_DAY
    ]
    if inclusive and to == dt.date.max:
        return Span(from_, to), [*faults, Fault(called, FaultCode.OUT_OF_RANGE, f"can't be {to}: leave it out where there is no end")]
    end = to + ONE_DAY if to and inclusive else to
    if from_ and end and from_ >= end:
        faults.append(Fault(called, FaultCode.INCONSISTENT, f"{to} must be {'on or ' if inclusive else ''}after 'from' {from_}"))
    return Span(from_, end), faults


def first_outside(pairs: Iterable[tuple[str, dt.date]], spans: dict[str, list[Span]]) -> tuple[str, dt.date] | None:
    """The first (person, day) that none of that person's spans has."""
    return next((pair for pair in sorted(pairs) if not any(span.has(pair[1]) for span in spans.get(pair[0], []))), None)


def place_of(team_id: int, account_id: str, start: dt.date | None) -> str:
    """What names a membership in a file."""
    return f"{team_id} {account_id} {start}"


def named_team(named: str | int, known: KnownToMembers) -> TeamRecord | Fault:
    """The team that a row names by its id, or by a name that only one team has; else what is wrong."""
    id = id_of(named)
    found = [team for team in known.teams.values() if (team.name == named if id is None else team.id == id)]
    if len(found) == 1:
        return found[0]
    if not found:
        return Fault("team", FaultCode.NOT_FOUND, f"names the team {shown(named)}, which does not exist")
    ids = " or ".join(str(team.id) for team in found)
    return Fault("team", FaultCode.AMBIGUOUS, f"{shown(named)} is the name of several teams: give an id, {ids}")


def merged_membership(
    row: MembershipRow,
    team: TeamRecord,
    user: UserRecord,
    before: MembershipRecord | None,
    others: Sequence[MembershipRecord],
    known: KnownToMembers,
) -> tuple[MembershipRecord, list[Fault]]:
    """The membership that a row makes of the present one, or of none, and what is wrong with that. `others`: those that
    this person has in this team beside it."""
    faults: list[Fault] = []
    role = known.roles.get(row.role) if row.role else None if before else known.default_role
    if row.role and role is None:
        faults.append(
            Fault("role", FaultCode.NOT_FOUND, f"names {shown(row.role)}, which does not exist; there are {', '.join(known.roles)}")
        )
    old_percent = before.commitment_percent if before else FULL_COMMITMENT
    last_day = row.inclusive_to or (before.last_day if before else None)
    span, wrong = span_of(row.from_, last_day, inclusive=True, called="inclusive_to")
    membership = MembershipRecord(
        id=before.id if before else 0,
        team_id=team.id,
        team_name=team.name,
        account_id=user.account_id,
        role_id=role.id if role else before.role_id if before else 0,
        role_name=role.name if role else before.role_name if before else "",
        commitment_percent=old_percent if row.commitment_percent is None else row.commitment_percent,
        from_date=span.start,
        to_date=span.end,
    )
    faults += wrong or [
        Fault(
            "",
            FaultCode.DUPLICATE,
            f"'{user.account_id}' is already a member of the team '{team.name}' {other.span}; memberships can't overlap",
        )
        for other in others
        if other.span.overlaps(span)
    ]
    return membership, faults
