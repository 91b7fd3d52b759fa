"""`andante submit` and `recall` for one's own timesheets; `waiting`, `approve`, `reject` and `reopen` for those of others."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import typer

from andante.kit.wire import DateSpan
from andante.timekeeping.timesheets.wire import ApprovalPeriod, TimesheetApproval, TimesheetApprovalInput

from .commands import command
from .failures import Code, Failure
from .moments import day
from .options import Comment, Day
from .output import Answer, Column
from .session import Session

Step = Callable[[str, TimesheetApprovalInput, ApprovalPeriod], TimesheetApproval]
Whose = Annotated[str, typer.Argument(metavar="USER", help="Account id or email.")]

COLUMNS = (
    Column("user", "User"),
    Column("name", "Name"),
    Column("from", "From"),
    Column("to", "To"),
    Column("status", "Status"),
    Column("seconds", "Logged", seconds=True),
    Column("requiredSeconds", "Required", seconds=True),
    Column("reviewer", "Reviewer"),
)


@command
def submit(
    at: Session,
    date: Day = "today",
    comment: Comment = None,
    reviewer: Annotated[str | None, typer.Option(help="Account id or email; the lead of your team without.")] = None,
) -> Answer:
    """Submit your timesheet of the period around a day. From then on its worklogs are locked."""
    reviewer_id = at.account_id(reviewer) if reviewer else None
    return _take(at, at.client.timesheet_approvals.submit_timesheet_for_user, at.me, date, comment, reviewer_id)


@command
def recall(at: Session, date: Day = "today", comment: Comment = None) -> Answer:
    """Take your timesheet of the period around a day back from review."""
    return _take(at, at.client.timesheet_approvals.recall_timesheet_for_user, at.me, date, comment)


@command
def approve(at: Session, user: Whose, date: Day = "today", comment: Comment = None) -> Answer:
    """Approve somebody's timesheet of the period around a day."""
    return _take(at, at.client.timesheet_approvals.approve_timesheet_for_user, at.account_id(user), date, comment)


@command
def reject(at: Session, user: Whose, date: Day = "today", comment: Comment = None) -> Answer:
    """Give somebody's timesheet of the period around a day back."""
    return _take(at, at.client.timesheet_approvals.reject_timesheet_for_user, at.account_id(user), date, comment)


@command
def reopen(at: Session, user: Whose, date: Day = "today", comment: Comment = None) -> Answer:
    """Open somebody's approved timesheet of the period around a day again."""
    return _take(at, at.client.timesheet_approvals.reopen_timesheet_for_user, at.account_id(user), date, comment)


@command
def waiting(at: Session) -> Answer:
    """List the timesheets that wait for you to review them."""
    found = at.client.timesheet_approvals.get_timesheet_approvals_waiting_for_approval().results
    rows = [_row(at, timesheet) for timesheet in found]
    return Answer(COLUMNS, rows, words=None if found else "No timesheet waits for you.")


def _take(at: Session, step: Step, person: str, date: str, comment: str | None, reviewer_id: str | None = None) -> Answer:
    """One step of a timesheet, and how it stands then."""
    body = TimesheetApprovalInput(comment=comment, reviewer_account_id=reviewer_id)
    row = _row(at, step(person, body, _period(at, day(date, at.today))))
    by = f", with {at.person_named(row['reviewer'])} as reviewer" if row["reviewer"] else ""
    return Answer(
        COLUMNS, [row], words=f"The timesheet of {row['name']}, {row['from']} to {row['to']}, is {row['status']}{by}.", single=True
    )


def _period(at: Session, day: dt.date) -> ApprovalPeriod:
    found = at.client.periods.get_periods(DateSpan(from_=day, to=day)).periods
    if not found:
        raise Failure(Code.REFUSED, f"There is no period around {day}")
    return ApprovalPeriod(from_=found[0].from_, to=found[0].to)


def _row(at: Session, timesheet: TimesheetApproval) -> dict[str, str | dt.date | int | None]:
    return {
        "user": timesheet.user.account_id,
        "name": at.person_named(timesheet.user.account_id),
        "from": timesheet.period.from_,
        "to": timesheet.period.to,
        "status": timesheet.status.key,
        "seconds": timesheet.time_spent_seconds,
        "requiredSeconds": timesheet.required_seconds,
        "reviewer": timesheet.reviewer.account_id if timesheet.reviewer else None,
    }
