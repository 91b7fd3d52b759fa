"""The steps of a timesheet approval, who may take them, and the messages for refused steps."""

import datetime as dt
from collections.abc import Collection
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Forbidden, Invalid
from andante.organization.teams.rules import SpansByPermission, days_from, is_held_throughout
from andante.scopes import Permission
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

OPEN, IN_REVIEW, APPROVED = "OPEN", "IN_REVIEW", "APPROVED"


class Step(NamedTuple):
    """The status of a timesheet before and after a step of its approval."""

    before: str
    after: str


STEPS = {
    "submit": Step(OPEN, IN_REVIEW),
    "approve": Step(IN_REVIEW, APPROVED),
    "reject": Step(IN_REVIEW, OPEN),
    "recall": Step(IN_REVIEW, OPEN),
    "reopen": Step(APPROVED, OPEN),
}
"""The steps by verb."""

State = Literal["open", "waiting", "approved", "rejected"]
"""The state of a timesheet for people: an open timesheet that someone else opened again is rejected."""

STATES: tuple[State, ...] = get_args(State)

SUBMIT_PERMISSIONS = frozenset({Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE})


class TimesheetRecord(Struct, frozen=True, kw_only=True):
    """A user's timesheet for a period. Before the first submission it isn't stored and has the id 0.

    The seconds are from the last submission.
    """

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
    def key(self) -> tuple[str, dt.date, dt.date]:
        """Account id, first and last day."""
        return self.account_id, self.from_date, self.to_date

    def is_as_recent_as(self, other: "TimesheetRecord") -> bool:
        """Whether its last step was at the same time as the other's, or later."""
        return (self.updated_at or "") >= (other.updated_at or "")

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.to_date)


class LogRecord(Struct, frozen=True, gc=False):
    """A step of a timesheet approval, with the timesheet after it."""

    id: int
    timesheet: TimesheetRecord


class Actor(Struct, frozen=True):
    """A user who takes a step of a timesheet approval: their permissions over the owner of the timesheet on all of its days, and
    whether they may approve, reject and reopen their own timesheets. Only administrators without a lead may do this."""

    account_id: str
    permissions: frozenset[Permission] = frozenset()
    may_review_own: bool = False


class Timesheet(Struct, frozen=True):
    """A timesheet with the current seconds, and the steps that the caller may take now."""

    record: TimesheetRecord
    required_seconds: int
    time_spent_seconds: int
    actions: list[str]


def state_of(status: str, account_id: str, actor: str | None) -> State:
    """The state of a user's timesheet. `actor` took its last step; None before the first one."""
    if status == IN_REVIEW:
        return "waiting"
    if status == APPROVED:
        return "approved"
    return "open" if actor in (None, account_id) else "rejected"


def permissions_throughout(period: Period, spans: SpansByPermission) -> frozenset[Permission]:
    """The permissions that are held on all days of a period. Permissions that allow to view worklogs may cover it together."""
    days = days_from(period.from_, period.to)
    held = frozenset(permission for permission in spans if is_held_throughout(days, [permission], spans))
    views = [span for permission in VIEW_PERMISSIONS for span in spans.get(permission, ())]
    return held | {Permission.WORKLOG_VIEW} if days.first_day_outside(views) is None else held


def is_visible(sheet: TimesheetRecord, actor: Actor) -> bool:
    return actor.account_id in (sheet.account_id, sheet.reviewer_id) or not actor.permissions.isdisjoint(VIEW_PERMISSIONS)


def may_take_step(verb: str, sheet: TimesheetRecord, actor: Actor) -> bool:
    """Whether the actor has the permission for a step. The status of the timesheet isn't checked."""
    own = actor.account_id == sheet.account_id
    if verb == "submit":
        return own or not SUBMIT_PERMISSIONS.isdisjoint(actor.permissions)
    if verb == "recall":
        return own
    if own:
        return actor.may_review_own
    return actor.account_id == sheet.reviewer_id or Permission.TIMESHEET_APPROVE in actor.permissions


def check_step(verb: str, sheet: TimesheetRecord, actor: Actor) -> None:
    """Raises Forbidden if the actor may not take this step, and Invalid if the timesheet has the wrong status for it."""
    if not may_take_step(verb, sheet, actor):
        raise Forbidden(approval_forbidden_message(verb, sheet, actor))
    if sheet.status != STEPS[verb].before:
        raise Invalid("", FaultCode.WRONG_STATE, approval_wrong_status_message(verb, sheet))


def approval_forbidden_message(verb: str, sheet: TimesheetRecord, actor: Actor) -> str:
    """The text for a caller who may not submit, approve, reject, recall or reopen a timesheet."""
    return f"You may not {verb} {_description(sheet)}: {_requirement(verb, own=actor.account_id == sheet.account_id)}."


def approval_wrong_status_message(verb: str, sheet: TimesheetRecord) -> str:
    """The text for a step that the status of the timesheet doesn't allow."""
    return f"You can't {verb} {_description(sheet)}: its status is {sheet.status}, not {STEPS[verb].before}"


def _description(sheet: TimesheetRecord) -> str:
    return f"the timesheet of the user '{sheet.account_id}' for {sheet.period}"


def _requirement(verb: str, *, own: bool) -> str:
    if verb == "submit":
        return f"it needs {' or '.join(sorted(SUBMIT_PERMISSIONS))} over the user"
    if verb == "recall":
        return "only the user may do this, and a reviewer can reject it instead"
    if own:
        return "only administrators without a lead may do this to their own timesheets"
    return f"only its reviewer and users with {Permission.TIMESHEET_APPROVE} over the user may do this"


def available_steps(sheet: TimesheetRecord, actor: Actor) -> list[str]:
    return [verb for verb, step in STEPS.items() if sheet.status == step.before and may_take_step(verb, sheet, actor)]


def choose_reviewer(requested: str | None, leads: Collection[str], possible: Collection[str], account_id: str) -> str:
    """The reviewer of a submitted timesheet: the requested one, otherwise the first possible lead, otherwise its owner.

    `possible` are the users who may review it and whom the caller may know, including the owner if they are an administrator without
    a lead. Raises Invalid if none of them qualifies.
    """
    if requested is not None:
        if requested not in possible:
            raise Invalid(
                "reviewerAccountId",
                FaultCode.INVALID_CHOICE,
                f"names the user '{requested}', who may not review this timesheet; {_possible_reviewers_text(possible)}",
            )
        return requested
    candidates = [lead for lead in leads if lead in possible] or [user for user in possible if user == account_id]
    if not candidates:
        raise Invalid(
            "reviewerAccountId",
            FaultCode.REQUIRED,
            f"is required because no one leads a team of the user '{account_id}' in this period; {_possible_reviewers_text(possible)}",
        )
    return candidates[0]


def _possible_reviewers_text(possible: Collection[str]) -> str:
    names = ", ".join(f"'{user}'" for user in list(possible)[:20])
    return f"possible reviewers are {names}" if names else "there are no possible reviewers: add the user to a team with a lead"
