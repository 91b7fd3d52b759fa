"""What one may do with worklogs. Every entrance (API, import, servlet, page, command line) comes through here."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.sql.elements import ColumnElement

from ..attributes import actions as attributes
from ..configuration import actions as configuration
from ..issues import actions as issues
from ..issues.rules import IssueRecord
from ..kit.call import Call
from ..kit.changes import Action
from ..kit.clock import check_range
from ..kit.db import claim, queue_for
from ..kit.errors import Conflict, Forbidden, Invalid, NotFound
from ..kit.paging import Paging
from ..people import actions as people
from ..rights import Permission
from . import rules, store
from .rules import Draft, House, Search, WorklogRecord
from .wire import NewWorklog, WorkAttributeValuesInput, WorklogInput, WorklogUpdate

ENTITY = "worklog"


def log(call: Call, given: WorklogInput) -> WorklogRecord:
    """Logs time. Refused: for others without the permission, on unknown issues, against the logging rules."""
    issue = issues.find_given(call, given.issue_id, given.issue_key)
    _check_bypass(call, bool(given.bypass_period_closures_and_approvals))
    return log_all(call, [(issue, given)])[0]


def log_bulk(call: Call, issue_named: int | str, given: Sequence[NewWorklog]) -> list[WorklogRecord]:
    """Logs several worklogs on one issue; Conflict while somebody else does so."""
    issue = issues.find(call, issue_named)
    if not claim(call.db, "bulk", issue.id):
        raise Conflict(f"Another bulk creation of worklogs for the issue {issue.key} is running. Try again when it is done.")
    return log_all(call, [(issue, worklog) for worklog in given])


def log_all(call: Call, given: Sequence[tuple[IssueRecord, NewWorklog]]) -> list[WorklogRecord]:
    """Logs all or nothing; what is wrong is reported by index where there are several."""
    house = house_of(call)
    drafts, faults = check_all(call, house, given)
    if any(faults):
        raise Invalid(*_by_index(faults))
    return write_all(call, house, drafts)


def check_all(call: Call, house: House, given: Sequence[tuple[IssueRecord, NewWorklog]]) -> tuple[list[Draft], list[list[str]]]:
    """The drafts of these worklogs, and for each what is wrong with it. Raises only what concerns them all."""
    authors = people.by_ids(call, {worklog.author_account_id for _, worklog in given})
    require_may_manage(call, authors)
    drafts: list[Draft] = []
    faults: list[list[str]] = []
    for issue, worklog in given:
        values, found = rules.attribute_map(worklog.attributes)
        author = authors.get(worklog.author_account_id)
        if author is None:
            found.append(f"'authorAccountId' names the user '{worklog.author_account_id}', who does not exist")
        elif not author.active:
            found.append(f"'authorAccountId' names the user '{worklog.author_account_id}', who is not active")
        else:
            drafts.append(Draft(worklog, author, issue, values))
        faults.append(found)
    if len(drafts) == len(given):
        days = _DayTotals(call, house, drafts)
        for draft, found in zip(drafts, faults, strict=True):
            found += rules.faults(draft, house, days.add(draft))
            if rules.changes_billable(draft, None):
                _require_billable(call)
    return drafts, faults


def write_all(call: Call, house: House, drafts: Sequence[Draft], import_keys: Sequence[str] = ()) -> list[WorklogRecord]:
    """Writes checked drafts, moves the estimates of their issues, and records it."""
    ids = store.add(call.db, [draft.record(call.now) for draft in drafts], import_keys)
    records = [draft.record(call.now, id=id) for id, draft in zip(ids, drafts, strict=True)]
    _add_values(call, house, {record.id: record.attributes for record in records})
    issues.move_estimates(call, (draft.estimate_move for draft in drafts))
    call.record_all(ENTITY, Action.CREATED, ((record.id, None, record) for record in records))
    return records


def change(call: Call, id: int, given: WorklogUpdate) -> WorklogRecord:
    """Replaces a worklog; on another issue it is moved and checked like a new one."""
    before = find(call, id)
    author = people.find(call, before.author_id)
    if given.author_account_id != before.author_id:
        raise Invalid(f"'authorAccountId' can't change: worklog {id} belongs to '{before.author_id}', not to '{given.author_account_id}'")
    require_may_manage(call, [before.author_id])
    moved = given.issue_id is not None or given.issue_key is not None
    issue = issues.find_given(call, given.issue_id, given.issue_key) if moved else issues.find(call, before.issue_id)
    values, faults = rules.attribute_map(given.attributes)
    draft = Draft(given, author, issue, values)
    house = house_of(call)
    faults += rules.faults(draft, house, _DayTotals(call, house, [draft], without=before).add(draft))
    if faults:
        raise Invalid(*faults)
    if rules.changes_billable(draft, before):
        _require_billable(call)
    after = draft.record(call.now, id=id, before=before)
    store.replace(call.db, after)
    if after.attributes != before.attributes:
        store.clear_attribute_values(call.db, id)
        _add_values(call, house, {id: after.attributes})
    issues.move_estimates(call, [before.estimate_return, draft.estimate_move])
    call.record(ENTITY, id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, id: int, *, bypass: bool = False) -> None:
    """Deletes a worklog and gives its time back to the issue's remaining estimate."""
    before = find(call, id)
    require_may_manage(call, [before.author_id])
    _check_bypass(call, bypass)
    store.remove(call.db, id)
    issues.move_estimates(call, [before.estimate_return])
    call.record(ENTITY, id, Action.DELETED, before=before)


def search(call: Call, asked: Search, paging: Paging) -> list[WorklogRecord]:
    """The asked page of the worklogs that the caller may see, and one more."""
    check_range(asked.from_, asked.to)
    return store.page(call.db, asked, visible(call), paging)


def count(call: Call, asked: Search) -> int:
    """How many worklogs the caller may see of those."""
    return store.count(call.db, asked, visible(call))


def first_of_issues(call: Call, issue_ids: Sequence[int], most: int) -> Mapping[int, tuple[list[WorklogRecord], int]]:
    """By issue id: the oldest worklogs that the caller may see, at most so many, and how many there are in all."""
    found: dict[int, tuple[list[WorklogRecord], int]] = {}
    for worklog, total in store.first_of_issues(call.db, issue_ids, most, visible(call)):
        found.setdefault(worklog.issue_id, ([], total))[0].append(worklog)
    return found


def seconds_by_issue(call: Call, issue_ids: Sequence[int]) -> dict[int, int]:
    """What was logged on each of these issues, by anybody: a total gives nobody's worklogs away."""
    return store.seconds_by_issue(call.db, issue_ids)


def find(call: Call, id: int) -> WorklogRecord:
    """The worklog, if the caller may see it: NotFound otherwise."""
    worklog = store.by_id(call.db, id, *visible(call))
    if worklog is None:
        raise NotFound(f"Worklog {id} is not found")
    return worklog


def find_all(call: Call, ids: Sequence[int]) -> list[WorklogRecord]:
    """Those of these worklogs that exist and that the caller may see."""
    return store.by_ids(call.db, ids, *visible(call))


def find_attribute_value(call: Call, id: int, key: str) -> str:
    worklog = find(call, id)
    if key not in worklog.attributes:
        raise NotFound(f"Worklog {id} has no value of the work attribute '{key}'")
    return worklog.attributes[key]


def jira_ids(call: Call, ids: Sequence[int], paging: Paging) -> list[tuple[int, int | None]]:
    """(id, Jira id) of those of these worklogs that the caller may see."""
    return store.id_pairs(call.db, ids, paging, *visible(call))


def ids_of_jira_ids(call: Call, jira_ids: Sequence[int], paging: Paging) -> list[tuple[int, int | None]]:
    """The same for Jira ids."""
    return store.id_pairs_by_jira_id(call.db, jira_ids, paging, *visible(call))


def add_attribute_values(call: Call, given: Sequence[WorkAttributeValuesInput]) -> None:
    """Gives worklogs values that they have none of yet; all or nothing."""
    worklogs = {worklog.id: worklog for worklog in find_all(call, [entry.tempo_worklog_id for entry in given])}
    missing = sorted({entry.tempo_worklog_id for entry in given} - worklogs.keys())
    if missing:
        raise NotFound(*(f"Worklog {id} is not found" for id in missing[:20]))
    require_may_manage(call, {worklog.author_id for worklog in worklogs.values()})
    house = house_of(call)
    unknown = sorted({pair.key for entry in given for pair in entry.attribute_values} - house.attributes.keys())
    if unknown:
        raise NotFound(*(f"Work attribute '{key}' is not found" for key in unknown[:20]))
    faults, fresh = rules.fresh_values(given, worklogs, house.attributes)
    if faults:
        raise Invalid(*faults)
    _add_values(call, house, fresh)
    store.touch(call.db, list(fresh), call.now)
    after = {worklog.id: worklog for worklog in store.by_ids(call.db, list(fresh))}
    call.record_all(ENTITY, Action.UPDATED, ((id, worklogs[id], after[id]) for id in fresh))


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a worklog must meet for the caller to see it: their own, or those of people whom they may view."""
    if call.may(Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE):
        return []
    return [store.by_authors([call.me])]


def require_may_manage(call: Call, account_ids: Iterable[str]) -> None:
    """Refuses unless the caller may write worklogs of all these people."""
    others = sorted(set(account_ids) - {call.me})
    if others and not call.may(Permission.WORKLOG_MANAGE):
        raise Forbidden(f"You may not log or change work of the user {others[0]}: it needs {Permission.WORKLOG_MANAGE}.")


def _require_billable(call: Call) -> None:
    call.require(Permission.BILLABLE_EDIT, to="set billable seconds that differ from the time spent")


def _check_bypass(call: Call, bypass: bool) -> None:
    if bypass and not (call.caller.grants.administrator and configuration.current(call).override_mode):
        raise Forbidden("bypassPeriodClosuresAndApprovals is for administrators, while the override mode is on.")


def house_of(call: Call) -> House:
    return House(configuration.current(call), attributes.every(call), call.now)


class _DayTotals:
    """What the authors of some drafts have on each day already, other drafts before included. Asked only where a limit stands."""

    def __init__(self, call: Call, house: House, drafts: Sequence[Draft], without: WorklogRecord | None = None) -> None:
        self.totals: Counter[tuple[str, dt.date]] = Counter()
        if house.configuration.max_hours_per_day_per_user is None or not drafts:
            return
        authors = sorted({draft.author.account_id for draft in drafts})
        for author in authors:
            queue_for(call.db, "day total", author)
        days = [draft.given.start_date for draft in drafts]
        self.totals.update(store.seconds_by_day(call.db, authors, min(days), max(days)))
        if without:
            self.totals[without.author_id, without.start_date] -= without.time_spent_seconds

    def add(self, draft: Draft) -> int:
        """The seconds before this draft, which then counts too."""
        key = (draft.author.account_id, draft.given.start_date)
        before = self.totals[key]
        self.totals[key] += draft.given.time_spent_seconds
        return before


def _add_values(call: Call, house: House, values_by_worklog: dict[int, dict[str, str]]) -> None:
    rows = ((id, house.attributes[key].id, value) for id, values in values_by_worklog.items() for key, value in values.items())
    store.add_attribute_values(call.db, rows)


def _by_index(faults: Sequence[Sequence[str]]) -> list[str]:
    if len(faults) == 1:
        return list(faults[0])
    return [f"[{index}] {fault}" for index, found in enumerate(faults) for fault in found]
