"""What Jira's side does for its callers, through the actions of the domains."""

import datetime as dt

import msgspec

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import EstimateMove, IssueRecord
from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.jira.jql.conditions import condition_of
from andante.jira.jql.parser import parse
from andante.jira.search import actions as searching
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.faults import refuse_if_faulty
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT32
from andante.scopes import Scope
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import wire as worklogs_wire
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import forms
from .wire import Estimate, UserQuery, WorklogInput, WorklogSlice

LARGEST_ID_DIGITS = 18


def search(call: Call, jql: str, paging: Paging) -> tuple[list[IssueRecord], int]:
    """The asked page of what the JQL asks for and one more, and how many there are in all."""
    condition, order = condition_of(call, parse(jql))
    return searching.find(call, condition, order, paging), searching.count(call, condition)


def next_issues(call: Call, jql: str, paging: Paging) -> list[IssueRecord]:
    """The asked page and one more, without the total."""
    condition, order = condition_of(call, parse(jql))
    return searching.find(call, condition, order, paging)


def find_user(call: Call, asked: UserQuery) -> UserRecord:
    """By account id; or by the names that older scripts use."""
    if asked.account_id is not None:
        return people.find(call, asked.account_id)
    named = asked.username or asked.key
    if named is None:
        raise Invalid("accountId", FaultCode.REQUIRED, "is required")
    return people.look_up(call, named)


def properties_of(call: Call, asked: UserQuery) -> tuple[UserRecord, dict[str, str]]:
    """A user and their properties by key. They may say what is nobody's business: Forbidden but for the user and
    administrators."""
    user = find_user(call, asked)
    if user.account_id != call.me:
        call.require_administrator(to="read the properties of others")
    return user, people.properties(call, [user.account_id]).get(user.account_id, {})


def worklogs_of(call: Call, named: str, asked: WorklogSlice, paging: Paging) -> tuple[list[WorklogRecord], int]:
    """The asked page of an issue's worklogs, and how many there are in all."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    search = Search(
        issues=[issues.find(call, named).id],
        started_from=forms.from_milliseconds(asked.started_after) if asked.started_after is not None else None,
        started_before=forms.from_milliseconds(asked.started_before) if asked.started_before is not None else None,
    )
    return worklog_search.search(call, search, paging)[: paging.limit], worklog_search.count(call, search)


def find_worklog(call: Call, named: str, id: str) -> WorklogRecord:
    """The worklog of an issue that has this Jira id."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    issue = issues.find(call, named)
    known = id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS
    worklog = worklogs.find_by_jira_id(call, int(id)) if known else None
    if worklog is None or worklog.issue_id != issue.id:
        raise NotFound(f"Worklog '{id[:60]}' not found on the issue {issue.key}")
    return worklog


def log(call: Call, named: str, given: WorklogInput, estimate: Estimate) -> WorklogRecord:
    """Logs the caller's own time."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    issue = issues.find(call, named)
    seconds = _seconds(given)
    if seconds is None:
        raise Invalid("timeSpent", FaultCode.REQUIRED, "or 'timeSpentSeconds' is required")
    started = forms.local_moment(given.started or call.now, "started", call.caller.time_zone)
    worklog = worklogs_wire.WorklogInput(
        author_account_id=call.me,
        issue_id=issue.id,
        start_date=started.date(),
        start_time=started.time().isoformat(),
        time_spent_seconds=seconds,
        description=_comment(given),
        remaining_estimate_seconds=_remaining(issue, estimate, estimate.reduce_by, -1),
    )
    _check(worklog)
    return worklogs.log(call, worklog)


def change(call: Call, named: str, id: str, given: WorklogInput, estimate: Estimate) -> WorklogRecord:
    """Changes what is given; what else the worklog carries stays."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    before = find_worklog(call, named, id)
    zone = people.find(call, before.author_id).time_zone
    started = (
        forms.local_moment(given.started, "started", zone) if given.started else dt.datetime.combine(before.start_date, before.start_time)
    )
    follows = before.billable_seconds == before.time_spent_seconds
    seconds = _seconds(given)
    worklog = worklogs_wire.WorklogUpdate(
        author_account_id=before.author_id,
        start_date=started.date(),
        start_time=started.time().isoformat(),
        time_spent_seconds=before.time_spent_seconds if seconds is None else seconds,
        billable_seconds=None if follows else before.billable_seconds,
        description=before.description if given.comment is None else _comment(given),
        remaining_estimate_seconds=_remaining(issues.find(call, before.issue_id), estimate, estimate.reduce_by, -1),
        attributes=[worklogs_wire.WorkAttributeValueInput(key, value) for key, value in before.attributes.items()],
    )
    _check(worklog)
    return worklogs.change(call, before.id, worklog)


def remove(call: Call, named: str, id: str, estimate: Estimate) -> None:
    """Deletes a worklog. What remains of its issue rises by its time unless told otherwise."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    worklog = find_worklog(call, named, id)
    remaining = _remaining(issues.find(call, worklog.issue_id), estimate, estimate.increase_by, 1)
    worklogs.remove(call, worklog.id)
    if remaining is not None:
        issues.move_estimates(call, [EstimateMove(worklog.issue_id, 0, remaining)])


def _check(given: worklogs_wire.NewWorklog) -> None:
    """Jira's forms hold no other limits than the API's own."""
    refuse_if_faulty(msgspec.to_builtins(given), type(given))


def _seconds(given: WorklogInput) -> int | None:
    if given.time_spent_seconds is not None or given.time_spent is None:
        return given.time_spent_seconds
    return forms.seconds_of(given.time_spent, "timeSpent")


def _comment(given: WorklogInput) -> str | None:
    return None if given.comment is None else forms.text_of(given.comment, "comment")


def _remaining(issue: IssueRecord, estimate: Estimate, by: str | None, direction: int) -> int | None:
    """What shall remain of the issue; None where that follows from the time logged."""
    now = issue.remaining_estimate_seconds
    match estimate.adjust_estimate:
        case "new":
            return forms.seconds_of(estimate.new_estimate or "", "newEstimate")
        case "leave":
            return now
        case "manual":
            amount = forms.seconds_of(by or "", "reduceBy" if direction < 0 else "increaseBy")
            return min(MAX_INT32, max(0, (now or 0) + direction * amount))
    return None
