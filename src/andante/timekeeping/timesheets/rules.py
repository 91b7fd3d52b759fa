"""What a timesheet is, how it goes from state to state, and who may make it go."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Forbidden, Invalid
from andante.scopes import Permission
from andante.timekeeping.periods.rules import Period

OPEN, IN_REVIEW, APPROVED = "OPEN", "IN_REVIEW", "APPROVED"


class Step(NamedTuple):
    before: str
    after: str


STEPS = {
    "submit": Step(OPEN, IN_REVIEW),
    "approve": Step(IN_REVIEW, APPROVED),
    "reject": Step(IN_REVIEW, OPEN),
    "recall": Step(IN_REVIEW, OPEN),
    "reopen": Step(APPROVED, OPEN),
}
"""What can happen to a timesheet."""

MAY_VIEW = frozenset({Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE})
MAY_SUBMIT = frozenset({Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE})


class TimesheetRecord(Struct, frozen=True, kw_only=True):
    """A person's period. Where nothing happened to it yet, it is stored nowhere and has the id 0. The seconds are those of
    the moment when it was last submitted."""

    id: int = 0
    account_id: str
    from_date: dt.date
    to_date: dt.date
    status: str = OPEN
    reviewer_id: str | None = None
    comment: str | None = None
    actor: str | None = None
    updated_at: Instant | None = None
    required_seconds: int | None = None
    time_spent_seconds: int | None = None

    @property
    def which(self) -> tuple[str, dt.date, dt.date]:
        """Whose, and of which days."""
        return self.account_id, self.from_date, self.to_date

    def is_not_before(self, other: "TimesheetRecord") -> bool:
        """Whether it stands like this since the other or later."""
        return (self.updated_at or "") >= (other.updated_at or "")

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.to_date)


class LogRecord(Struct, frozen=True, gc=False):
    """One step of a timesheet, and how it stood afterwards."""

    id: int
    timesheet: TimesheetRecord


class Actor(Struct, frozen=True):
    """Somebody before a person's timesheet: what they hold over that person, and whether they may approve what is their
    own (an administrator whom nobody leads)."""

    account_id: str
    held: frozenset[Permission] = frozenset()
    approves_own: bool = False


class Timesheet(Struct, frozen=True):
    """A timesheet as it stands now, and what the caller may do to it now."""

    record: TimesheetRecord
    required_seconds: int
    time_spent_seconds: int
    actions: list[str]


def may_see(sheet: TimesheetRecord, actor: Actor) -> bool:
    return actor.account_id in (sheet.account_id, sheet.reviewer_id) or not MAY_VIEW.isdisjoint(actor.held)


def may(verb: str, sheet: TimesheetRecord, actor: Actor) -> bool:
    """Whether the actor may do this to the timesheet, were it in the state for it."""
    own = actor.account_id == sheet.account_id
    if verb == "submit":
        return own or not MAY_SUBMIT.isdisjoint(actor.held)
    if verb == "recall":
        return own
    if own:
        return actor.approves_own
    return actor.account_id == sheet.reviewer_id or Permission.TIMESHEET_APPROVE in actor.held


def require(verb: str, sheet: TimesheetRecord, actor: Actor) -> None:
    """Refuses what the actor may not do, or what can't be done to a timesheet in this state."""
    step = STEPS[verb]
    which = f"the timesheet of the user '{sheet.account_id}' for {sheet.period}"
    if not may(verb, sheet, actor):
        raise Forbidden(f"You may not {verb} {which}: {_who_may(verb, own=actor.account_id == sheet.account_id)}.")
    if sheet.status != step.before:
        raise Invalid("", FaultCode.WRONG_STATE, f"You can't {verb} {which}: it is {sheet.status}, and would have to be {step.before}")


def _who_may(verb: str, *, own: bool) -> str:
    if verb == "submit":
        return f"it needs {' or '.join(sorted(MAY_SUBMIT))} over them"
    if verb == "recall":
        return "only the user may, while a reviewer can reject it"
    if own:
        return "nobody may do this to their own, but an administrator whom nobody leads"
    return f"it needs {Permission.TIMESHEET_APPROVE} over them, or to be its reviewer"


def possible_now(sheet: TimesheetRecord, actor: Actor) -> list[str]:
    return [verb for verb, step in STEPS.items() if sheet.status == step.before and may(verb, sheet, actor)]


def reviewer(given: str | None, leads: Collection[str], possible: Collection[str], account_id: str) -> str:
    """Who reviews a timesheet that is submitted: the one given, else the first lead, else an administrator whom nobody leads
    themselves. `possible` are all who may."""
    if given is not None:
        if given not in possible:
            raise Invalid(
                "reviewerAccountId",
                FaultCode.INVALID_CHOICE,
                f"names the user '{given}', who may not review this timesheet; {_choice(possible)}",
            )
        return given
    chosen = [lead for lead in leads if lead in possible] or [person for person in possible if person == account_id]
    if not chosen:
        raise Invalid(
            "reviewerAccountId",
            FaultCode.REQUIRED,
            f"is required, as nobody leads a team of the user '{account_id}' then; {_choice(possible)}",
        )
    return chosen[0]


def _choice(possible: Collection[str]) -> str:
    named = ", ".join(f"'{person}'" for person in list(possible)[:20])
    return f"possible are {named}" if named else "nobody may: put the user into a team with a lead"
