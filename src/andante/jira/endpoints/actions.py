"""Searches issues and manages worklogs for the Jira endpoints, by calling the actions of other domains."""

import datetime as dt

import msgspec

from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issues_queries
from andante.directory.issues.rules import EstimateMove, IssueRecord
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.jira.jql.conditions import compile_query
from andante.jira.jql.parser import parse
from andante.jira.search import actions as issue_search
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.faults import refuse_if_faulty
from andante.kit.lookup import parse_id
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT32
from andante.scopes import Scope
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import wire as worklogs_wire
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import formats
from .wire import Estimate, UserQuery, WorklogInput, WorklogSlice


def search(call: Call, jql: str, paging: Paging) -> tuple[list[IssueRecord], int]:
    """The requested page of the issues that match the JQL, plus one issue, and the total number of matches."""
    condition, order = compile_query(call, parse(jql))
    found = issue_search.find(call, condition, order, paging)
    is_last_page = len(found) <= paging.limit and (found or not paging.offset)
    return found, paging.offset + len(found) if is_last_page else issue_search.count(call, condition)


def search_without_total(call: Call, jql: str, paging: Paging) -> list[IssueRecord]:
    """The requested page of the issues that match the JQL, plus one issue. This saves the statement that counts the matches."""
    condition, order = compile_query(call, parse(jql))
    return issue_search.find(call, condition, order, paging)


def find_user(call: Call, query: UserQuery) -> UserRecord:
    """Finds a user by account id, or by the names that older scripts use."""
    if query.account_id is not None:
        return people.find(call, query.account_id)
    name = query.username or query.key
    if name is None:
        raise Invalid("accountId", FaultCode.REQUIRED, "is required")
    return people.look_up(call, name)


def properties_of(call: Call, query: UserQuery) -> tuple[UserRecord, dict[str, str]]:
    """A user and their properties by key. Raises Forbidden unless the caller is the user or an administrator, because
    properties can be private."""
    user = find_user(call, query)
    if user.account_id != call.me:
        call.require_administrator(to="read the properties of other users")
    return user, people.properties(call, [user.account_id]).get(user.account_id, {})


def worklogs_of(call: Call, issue_id_or_key: str, slice: WorklogSlice, paging: Paging) -> tuple[list[WorklogRecord], int]:
    """A page of the worklogs of an issue, and their total number."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    search = Search(
        issues=[issues_queries.find(call, issue_id_or_key).id],
        started_from=formats.from_milliseconds(slice.started_after) if slice.started_after is not None else None,
        started_before=formats.from_milliseconds(slice.started_before) if slice.started_before is not None else None,
    )
    return worklog_search.search(call, search, paging)[: paging.limit], worklog_search.count(call, search)


def find_worklog(call: Call, issue_id_or_key: str, id: str) -> WorklogRecord:
    """The worklog with this Jira id. Raises NotFound unless it is on this issue."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    issue = issues_queries.find(call, issue_id_or_key)
    jira_id = parse_id(id)
    worklog = worklogs.find_by_jira_id(call, jira_id) if jira_id is not None else None
    if worklog is None or worklog.issue_id != issue.id:
        raise NotFound(f"Worklog '{id[:60]}' not found on the issue {issue.key}")
    return worklog


def log(call: Call, issue_id_or_key: str, input: WorklogInput, estimate: Estimate) -> WorklogRecord:
    """Logs time for the caller. Raises Invalid if the input has no time spent."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    issue = issues_queries.find(call, issue_id_or_key)
    seconds = _seconds(input)
    if seconds is None:
        raise Invalid("timeSpent", FaultCode.REQUIRED, "or 'timeSpentSeconds' is required")
    started = formats.local_time(input.started or call.now, "started", call.caller.time_zone)
    worklog = worklogs_wire.WorklogInput(
        author_account_id=call.me,
        issue_id=issue.id,
        start_date=started.date(),
        start_time=started.time().isoformat(),
        time_spent_seconds=seconds,
        description=_comment(input),
        remaining_estimate_seconds=_remaining_estimate(issue, estimate),
    )
    _check(worklog)
    return worklogs.log(call, worklog)


def change(call: Call, issue_id_or_key: str, id: str, input: WorklogInput, estimate: Estimate) -> WorklogRecord:
    """Changes the values that the input contains. The others stay the same."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    before = find_worklog(call, issue_id_or_key, id)
    zone = people.find(call, before.author_id).time_zone
    started = (
        formats.local_time(input.started, "started", zone) if input.started else dt.datetime.combine(before.start_date, before.start_time)
    )
    fully_billable = before.billable_seconds == before.time_spent_seconds
    seconds = _seconds(input)
    worklog = worklogs_wire.WorklogUpdate(
        author_account_id=before.author_id,
        start_date=started.date(),
        start_time=started.time().isoformat(),
        time_spent_seconds=before.time_spent_seconds if seconds is None else seconds,
        billable_seconds=None if fully_billable else before.billable_seconds,
        description=before.description if input.comment is None else _comment(input),
        remaining_estimate_seconds=_remaining_estimate(issues_queries.find(call, before.issue_id), estimate),
        attributes=[worklogs_wire.WorkAttributeValueInput(key, value) for key, value in before.attributes.items()],
    )
    _check(worklog)
    return worklogs.change(call, before.id, worklog)


def remove(call: Call, issue_id_or_key: str, id: str, estimate: Estimate) -> None:
    """Deletes a worklog. By default, its time is added to the remaining estimate of its issue."""
    call.caller.require_scope(Scope.WORKLOGS_MANAGE)
    worklog = find_worklog(call, issue_id_or_key, id)
    remaining = _remaining_estimate(issues_queries.find(call, worklog.issue_id), estimate, deleting=True)
    worklogs.remove_all(call, [worklog.id])
    if remaining is not None:
        issues.move_estimates(call, [EstimateMove(worklog.issue_id, 0, remaining)])


def _check(input: worklogs_wire.NewWorklog) -> None:
    """Checks the limits of the API, which apply to worklogs from the Jira endpoints too."""
    refuse_if_faulty(msgspec.to_builtins(input), type(input))


def _seconds(input: WorklogInput) -> int | None:
    if input.time_spent_seconds is not None or input.time_spent is None:
        return input.time_spent_seconds
    return formats.seconds_of(input.time_spent, "timeSpent")


def _comment(input: WorklogInput) -> str | None:
    return None if input.comment is None else formats.text_of(input.comment, "comment")


def _remaining_estimate(issue: IssueRecord, estimate: Estimate, *, deleting: bool = False) -> int | None:
    """The new remaining estimate of the issue, in seconds; None if it changes by the time spent."""
    current = issue.remaining_estimate_seconds
    match estimate.adjust_estimate:
        case "new":
            return formats.seconds_of(estimate.new_estimate or "", "newEstimate")
        case "leave":
            return current
        case "manual" if deleting:
            return min(MAX_INT32, (current or 0) + formats.seconds_of(estimate.increase_by or "", "increaseBy"))
        case "manual":
            return max(0, (current or 0) - formats.seconds_of(estimate.reduce_by or "", "reduceBy"))
    return None
