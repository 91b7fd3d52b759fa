"""`andante submit`, `recall`, `waiting`, `approve`, `reject` and `reopen`: submits and reviews timesheets."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import typer

from andante.cli.failures import ExitCode, Failure
from andante.kit.wire import DateSpan
from andante.timekeeping.timesheets.wire import ApprovalPeriod, TimesheetApproval, TimesheetApprovalInput

from .command import command
from .dates import day
from .options import Comment, Day
from .output import Column, Output
from .session import Session

Step = Callable[[str, TimesheetApprovalInput, ApprovalPeriod], TimesheetApproval]
Owner = Annotated[str, typer.Argument(metavar="USER", help="Account id or email.")]

COLUMNS = (
    Column("user", "Account id", in_table=False),
    Column("name", "User"),
    Column("from", "From"),
    Column("to", "To"),
    Column("status", "Status"),
    Column("seconds", "Logged", seconds=True),
    Column("requiredSeconds", "Required", seconds=True),
    Column("reviewer", "Account id of the reviewer", in_table=False),
    Column("reviewerName", "Reviewer"),
)


@command
def submit(
    session: Session,
    date: Day = "today",
    comment: Comment = None,
    reviewer: Annotated[str | None, typer.Option(help="Account id or email. Default: the lead of your team.")] = None,
) -> Output:
    """Submit your timesheet for the period that contains a day. This locks its worklogs."""
    reviewer_id = session.account_id(reviewer) if reviewer else None
    return _step(session, session.client.timesheet_approvals.submit_timesheet_for_user, session.me, date, comment, reviewer_id)


@command
def recall(session: Session, date: Day = "today", comment: Comment = None) -> Output:
    """Withdraw your timesheet from review."""
    return _step(session, session.client.timesheet_approvals.recall_timesheet_for_user, session.me, date, comment)


@command
def approve(session: Session, user: Owner, date: Day = "today", comment: Comment = None) -> Output:
    """Approve a user's timesheet."""
    return _step(session, session.client.timesheet_approvals.approve_timesheet_for_user, session.account_id(user), date, comment)


@command
def reject(session: Session, user: Owner, date: Day = "today", comment: Comment = None) -> Output:
    """Reject a user's timesheet, so that they can change it."""
    return _step(session, session.client.timesheet_approvals.reject_timesheet_for_user, session.account_id(user), date, comment)


@command
def reopen(session: Session, user: Owner, date: Day = "today", comment: Comment = None) -> Output:
    """Reopen a user's approved timesheet."""
    return _step(session, session.client.timesheet_approvals.reopen_timesheet_for_user, session.account_id(user), date, comment)


@command
def waiting(session: Session) -> Output:
    """List the timesheets that are waiting for your review."""
    found = session.client.timesheet_approvals.get_timesheet_approvals_waiting_for_approval().results
    rows = [_row(session, timesheet) for timesheet in found]
    return Output(COLUMNS, rows, message=None if found else "No timesheets are waiting for your review.")


def _step(session: Session, step: Step, person: str, date: str, comment: str | None, reviewer_id: str | None = None) -> Output:
    """Performs one step of a review, and shows the resulting status."""
    body = TimesheetApprovalInput(comment=comment, reviewer_account_id=reviewer_id)
    with session.hiding(person):
        row = _row(session, step(person, body, _period(session, day(date, session.today))))
    by = f", with {row['reviewerName']} as reviewer" if row["reviewer"] else ""
    return Output(
        COLUMNS, [row], message=f"The timesheet of {row['name']}, {row['from']} to {row['to']}, is {row['status']}{by}.", single=True
    )


def _period(session: Session, day: dt.date) -> ApprovalPeriod:
    found = session.client.periods.get_periods(DateSpan(from_=day, to=day)).periods
    if not found:
        raise Failure(ExitCode.REFUSED, f"No approval period contains {day}")
    return ApprovalPeriod(from_=found[0].from_, to=found[0].to)


def _row(session: Session, timesheet: TimesheetApproval) -> dict[str, str | dt.date | int | None]:
    reviewer = timesheet.reviewer.account_id if timesheet.reviewer else None
    return {
        "user": timesheet.user.account_id,
        "name": session.person_name(timesheet.user.account_id),
        "from": timesheet.period.from_,
        "to": timesheet.period.to,
        "status": timesheet.status.key,
        "seconds": timesheet.time_spent_seconds,
        "requiredSeconds": timesheet.required_seconds,
        "reviewer": reviewer,
        "reviewerName": session.person_name(reviewer) if reviewer else None,
    }
