"""What is looked for among memberships, and what a membership may be."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import id_of
from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown
from andante.kit.lookup import unknown_reference
from andante.organization.roles.rules import RoleRecord
from andante.organization.teams.rules import FULL_COMMITMENT, ONE_DAY, MembershipRecord, Span, TeamRecord

from .wire import MembershipRow

FIRST_DAY = dt.date(1900, 1, 1)


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


def opens_past_days(before: Span | None, after: Span, today: dt.date) -> bool:
    """Whether a membership gets days before today that it did not have; None: it is new."""
    start = after.start or dt.date.min
    if before is None:
        return start < today
    grows_at_the_start = start < min(before.start or dt.date.min, today)
    grows_at_the_end = before.end is not None and before.end < today and (after.end is None or after.end > before.end)
    return grows_at_the_start or grows_at_the_end


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
        return unknown_reference("team", "team", named)
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
