"""Handles the operations on timesheet approvals."""

from typing import Any
from urllib.parse import urlencode

from andante.kit.call import Call
from andante.kit.clock import Instant, parse_instant
from andante.kit.operation import Operation
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Link, Results
from andante.timekeeping.periods.routes import render as render_period
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklog_search.wire import get_worklogs_by_user

from . import actions, wire
from .rules import LogRecord, Timesheet, TimesheetRecord
from .wire import (
    FIRST_PAGE,
    MAX_PAGE_SIZE,
    ApprovalPeriod,
    TimesheetApproval,
    TimesheetApprovalAvailableActions,
    TimesheetApprovalInput,
    TimesheetApprovalLog,
    TimesheetApprovalLogPage,
    TimesheetApprovalLogSearchInput,
    TimesheetApprovalStatus,
    TokenPageInfo,
    TokenPaging,
)

STEP_OPERATIONS: dict[str, Operation[Any, Any]] = {
    "submit": wire.submit_timesheet_for_user,
    "approve": wire.approve_timesheet_for_user,
    "reject": wire.reject_timesheet_for_user,
    "recall": wire.recall_timesheet_for_user,
    "reopen": wire.reopen_timesheet_for_user,
}


@handles(wire.get_timesheet_approval_for_user)
def get_timesheet_approval_for_user(call: Call, account_id: str, period: ApprovalPeriod) -> TimesheetApproval:
    return render(call, actions.of_user(call, account_id, period.from_, period.to))


@handles(wire.get_timesheet_reviewers_for_user)
def get_timesheet_reviewers_for_user(call: Call, account_id: str) -> Results[UserRef]:
    return call.results(actions.reviewers(call, account_id), lambda call, reviewer: call.user(reviewer))


@handles(wire.submit_timesheet_for_user)
def submit_timesheet_for_user(call: Call, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    return _take_step(call, "submit", account_id, body, period)


@handles(wire.approve_timesheet_for_user)
def approve_timesheet_for_user(call: Call, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    return _take_step(call, "approve", account_id, body, period)


@handles(wire.reject_timesheet_for_user)
def reject_timesheet_for_user(call: Call, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    return _take_step(call, "reject", account_id, body, period)


@handles(wire.recall_timesheet_for_user)
def recall_timesheet_for_user(call: Call, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    return _take_step(call, "recall", account_id, body, period)


@handles(wire.reopen_timesheet_for_user)
def reopen_timesheet_for_user(call: Call, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    return _take_step(call, "reopen", account_id, body, period)


@handles(wire.get_timesheet_approval_for_team)
def get_timesheet_approval_for_team(call: Call, team_id: int, period: ApprovalPeriod) -> Results[TimesheetApproval]:
    return call.results(actions.of_team(call, team_id, period.from_, period.to), render)


@handles(wire.get_timesheet_approvals_waiting_for_approval)
def get_timesheet_approvals_waiting_for_approval(call: Call) -> Results[TimesheetApproval]:
    return call.results(actions.waiting(call), render)


@handles(wire.search_timesheet_approval_logs)
def search_timesheet_approval_logs(
    call: Call, body: TimesheetApprovalLogSearchInput, paging: TokenPaging = FIRST_PAGE
) -> TimesheetApprovalLogPage:
    limit = min(paging.limit, MAX_PAGE_SIZE)
    updated_from = parse_instant(body.updated_from, "updatedFrom") if body.updated_from else None
    logs = actions.search_logs(call, updated_from, body.user_account_ids, _after(paging.next_page_token), limit)
    token = _token(logs[limit - 1]) if len(logs) > limit else None
    url = call.link(wire.search_timesheet_approval_logs)
    next_url = f"{url}?{urlencode({'nextPageToken': token, 'limit': limit})}" if token else None
    info = TokenPageInfo(limit=limit, next_page_token=token, next_page_url=next_url)
    return TimesheetApprovalLogPage(self_=call.url, metadata=info, results=[_render_log(call, log) for log in logs[:limit]])


def _take_step(call: Call, verb: str, account_id: str, body: TimesheetApprovalInput, period: ApprovalPeriod) -> TimesheetApproval:
    sheet = actions.take_step(call, verb, account_id, period.from_, period.to, comment=body.comment, reviewer_id=body.reviewer_account_id)
    return render(call, sheet)


def render(call: Call, sheet: Timesheet) -> TimesheetApproval:
    record = sheet.record
    account_id, period = record.account_id, record.period
    links = {verb: Link(_url(call, STEP_OPERATIONS[verb], account_id, period)) for verb in sheet.actions}
    return TimesheetApproval(
        self_=_url(call, wire.get_timesheet_approval_for_user, account_id, period),
        period=render_period(period),
        required_seconds=sheet.required_seconds,
        time_spent_seconds=sheet.time_spent_seconds,
        status=_status(call, record),
        user=call.user(account_id),
        reviewer=call.user(record.reviewer_id) if record.reviewer_id else None,
        actions=TimesheetApprovalAvailableActions(**links),
        worklogs=Link(_url(call, get_worklogs_by_user, account_id, period)),
    )


def _url(call: Call, operation: Operation[Any, Any], account_id: str, period: Period) -> str:
    return f"{call.link(operation, account_id)}?{urlencode({'from': period.from_, 'to': period.to})}"


def _status(call: Call, sheet: TimesheetRecord) -> TimesheetApprovalStatus:
    return TimesheetApprovalStatus(
        key=sheet.status,
        comment=sheet.comment,
        actor=call.user(sheet.actor) if sheet.actor else None,
        required_seconds_at_submit=sheet.required_seconds,
        time_spent_seconds_at_submit=sheet.time_spent_seconds,
        updated_at=sheet.updated_at,
    )


def _render_log(call: Call, log: LogRecord) -> TimesheetApprovalLog:
    sheet = log.timesheet
    return TimesheetApprovalLog(
        period=render_period(sheet.period),
        user=call.user(sheet.account_id),
        status=_status(call, sheet),
        reviewer=call.user(sheet.reviewer_id) if sheet.reviewer_id else None,
    )


def _token(log: LogRecord) -> str:
    """The token of the page after this step. Its format is the pattern in `TokenPaging`."""
    return f"{log.timesheet.updated_at}.{log.id}"


def _after(token: str | None) -> tuple[Instant, int] | None:
    if token is None:
        return None
    at, _, id = token.rpartition(".")
    return Instant(at), int(id)
