"""The rules for the days of memberships and for rows of import files."""

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
from andante.scopes import Permission

from .wire import MembershipRow

FIRST_DAY = dt.date(1900, 1, 1)


class MembershipSearch(Struct, frozen=True, kw_only=True):
    """A membership must match all fields that aren't None, and at least one value of each."""

    account_ids: list[str] | None = None
    role_ids: list[int] | None = None
    team_ids: list[int] | None = None


class MembershipReferences(NamedTuple):
    """The objects that the rows of an import file refer to. Teams are by id, because several teams may have the same name."""

    teams: Mapping[int, TeamRecord]
    users: Mapping[str, UserRecord]
    roles: Mapping[str, RoleRecord]
    default_role: RoleRecord


def adds_days(before: Span | None, after: Span) -> bool:
    """Whether a membership gets additional days. `before` is None for a new membership."""
    return before is None or after.first_day_outside([before]) is not None


def may_not_add_message(membership: MembershipRecord, leads_may_add: str, *, manages: bool) -> str:
    """The text for a caller who may not add days to a membership. `manages`: whether the caller has `permissions.team.manage`."""
    text = f"You may not add '{membership.account_id}' to the team '{membership.team_name}'"
    if manages:
        text += ", because this would give you more permissions over this user than you have"
    members = "Leads may only add users who are in a team that they lead today" if leads_may_add == "members" else "Leads may not add users"
    return f"{text}. {members}. Another user with the permission {Permission.TEAM_MANAGE} can do it."


def adds_past_days(before: Span | None, after: Span, today: dt.date) -> bool:
    """Whether a membership gets additional days before today. `before` is None for a new membership."""
    start = after.start or dt.date.min
    if before is None:
        return start < today
    grows_at_the_start = start < min(before.start or dt.date.min, today)
    grows_at_the_end = before.end is not None and before.end < today and (after.end is None or after.end > before.end)
    return grows_at_the_start or grows_at_the_end


def span_of(from_: dt.date | None, to: dt.date | None, inclusive: bool, to_field: str = "to") -> tuple[Span, list[Fault]]:
    """The days from `from_` to `to`, and their faults. `inclusive`: whether `to` is the last day; otherwise it is the day after it.
    `to_field`: the name of `to` in the input."""
    faults = [
        Fault(name, FaultCode.OUT_OF_RANGE, f"must not be before {FIRST_DAY}, not {day}")
        for name, day in (("from", from_), (to_field, to))
        if day and day < FIRST_DAY
    ]
    if inclusive and to == dt.date.max:
        return Span(from_, to), [
            *faults,
            Fault(to_field, FaultCode.OUT_OF_RANGE, f"can't be {to}: leave it out for a membership without end"),
        ]
    end = to + ONE_DAY if to and inclusive else to
    if from_ and end and from_ >= end:
        faults.append(Fault(to_field, FaultCode.INCONSISTENT, f"{to} must be {'on or ' if inclusive else ''}after 'from' {from_}"))
    return Span(from_, end), faults


def membership_key(team_id: int, account_id: str, start: dt.date | None) -> str:
    """A key that identifies a membership during an import."""
    return f"{team_id} {account_id} {start}"


def find_team(id_or_name: str | int, references: MembershipReferences) -> TeamRecord | Fault:
    """The team with this id or name. A fault if the team doesn't exist or if several teams have the name."""
    id = id_of(id_or_name)
    found = [team for team in references.teams.values() if (team.name == id_or_name if id is None else team.id == id)]
    if len(found) == 1:
        return found[0]
    if not found:
        return unknown_reference("team", "team", id_or_name)
    ids = " or ".join(str(team.id) for team in found)
    return Fault("team", FaultCode.AMBIGUOUS, f"{shown(id_or_name)} is the name of several teams: use an id: {ids}")


def apply_row(
    row: MembershipRow,
    team: TeamRecord,
    user: UserRecord,
    before: MembershipRecord | None,
    others: Sequence[MembershipRecord],
    references: MembershipReferences,
) -> tuple[MembershipRecord, list[Fault]]:
    """Applies a row to the existing membership or to a new one. Returns the result and the row's faults. `others`: the other
    memberships of this user in this team."""
    faults: list[Fault] = []
    role = references.roles.get(row.role) if row.role else None if before else references.default_role
    if row.role and role is None:
        names = ", ".join(references.roles)
        faults.append(Fault("role", FaultCode.NOT_FOUND, f"names {shown(row.role)}, which does not exist; the roles are {names}"))
    old_percent = before.commitment_percent if before else FULL_COMMITMENT
    last_day = row.inclusive_to or (before.last_day if before else None)
    span, span_faults = span_of(row.from_, last_day, inclusive=True, to_field="inclusive_to")
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
    faults += span_faults or [
        Fault(
            "",
            FaultCode.DUPLICATE,
            f"'{user.account_id}' is already a member of the team '{team.name}' {other.span}; memberships can't overlap",
        )
        for other in others
        if other.span.overlaps(span)
    ]
    return membership, faults
