"""Logs time, and changes, deletes and finds worklogs. All entry points call these functions, so the same rules apply to all."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from andante.accounts.accounts import queries as accounts
from andante.accounts.accounts.rules import Bookable
from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issues_queries
from andante.directory.issues.rules import IssueRecord
from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock_all, try_lock
from andante.kit.errors import Conflict, Fault, FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.paging import FIRST_PAGE, Paging
from andante.organization.reach import queries as reach
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.periods import queries as periods
from andante.timekeeping.periods.rules import PeriodLock
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes import queries as attribute_queries

from . import rules, store
from .queries import load_logging_rules, visible
from .rules import Draft, LoggingRules, WorklogRecord
from .wire import NewWorklog, WorkAttributeValuesInput, WorklogInput, WorklogUpdate

BATCH = 1000
"""At most this many worklogs are loaded at a time when an attribute is deleted."""


def log(call: Call, input: WorklogInput) -> WorklogRecord:
    """Logs time. Raises Forbidden if the caller may not log for the author, Invalid for a missing issue or a broken rule."""
    issue = issues_queries.find_by_id_and_key(call, input.issue_id, input.issue_key)
    bypass = bool(input.bypass_period_closures_and_approvals)
    _check_bypass(call, bypass)
    return log_all(call, [(issue, input)], bypass=bypass)[0]


def log_bulk(call: Call, issue_id: int | str, inputs: Sequence[NewWorklog]) -> list[WorklogRecord]:
    """Logs several worklogs for one issue, by its id or key. Raises Conflict if another transaction is doing this for the issue."""
    issue = issues_queries.find(call, issue_id)
    if not try_lock(call.db, "bulk", issue.id):
        raise Conflict(f"Another bulk creation of worklogs for the issue {issue.key} is running. Try again when it is done.")
    return log_all(call, [(issue, worklog) for worklog in inputs])


def log_all(call: Call, inputs: Sequence[tuple[IssueRecord, NewWorklog]], *, bypass: bool = False) -> list[WorklogRecord]:
    """Logs all worklogs or none. If there are several, the fields of faults start with the index of the worklog."""
    logging_rules = load_logging_rules(call)
    drafts, faults = check_all(call, logging_rules, inputs, bypass=bypass)
    if any(faults):
        raise Invalid(*rules.by_index(faults))
    return write_all(call, logging_rules, [draft for draft in drafts if draft])


def check_all(
    call: Call, logging_rules: LoggingRules, inputs: Sequence[tuple[IssueRecord, NewWorklog]], *, bypass: bool = False
) -> tuple[list[Draft | None], list[list[Fault]]]:
    """The draft and the faults of each worklog. The draft is None if the author doesn't exist or isn't active.

    Faults are returned, but missing permissions raise Forbidden for all worklogs together.
    """
    authors = people.by_ids(call, {worklog.author_account_id for _, worklog in inputs})
    pairs = ((pair.key, pair.value) for _, worklog in inputs for pair in worklog.attributes or [])
    bookable = _bookable(call, logging_rules, pairs, {issue.project_id for issue, _ in inputs})
    written_days = {(worklog.author_account_id, worklog.start_date) for _, worklog in inputs if worklog.author_account_id in authors}
    require_may_manage(call, written_days)
    locks = periods.find_locked_days(call, written_days)
    if bypass:
        _record_bypass(call, locks)
    drafts: list[Draft | None] = []
    faults: list[list[Fault]] = []
    for issue, worklog in inputs:
        values, found = rules.values_by_key(worklog.attributes)
        author = authors.get(worklog.author_account_id)
        found += rules.author_faults(worklog.author_account_id, author)
        drafts.append(Draft(worklog, author, issue, values, bookable) if author and author.active else None)
        faults.append(found)
    totals = _DayTotals(call, logging_rules, [draft for draft in drafts if draft])
    for draft, found in zip(drafts, faults, strict=True):
        if draft is None:
            continue
        found += rules.draft_faults(draft, logging_rules, totals.other_seconds(draft))
        if draft.day in locks and not bypass:
            found.append(Fault("startDate", FaultCode.LOCKED, str(locks[draft.day])))
        if not found:
            totals.add(draft)
    _require_may_edit_billable(call, {draft.day for draft in drafts if draft and rules.needs_billable_permission(draft, None)})
    return drafts, faults


def write_all(
    call: Call,
    logging_rules: LoggingRules,
    drafts: Sequence[Draft],
    import_keys: Sequence[str] = (),
    *,
    keep_estimates: bool = False,
    deleted: WorklogRecord | None = None,
) -> list[WorklogRecord]:
    """Creates worklogs from checked drafts and updates the remaining estimates of their issues, unless `keep_estimates` is set. If there
    is only one and it was `deleted` before, it gets its ids and time of creation again."""
    unsaved = [draft.record(call.write_time, id=deleted.id if deleted else 0, before=deleted) for draft in drafts]
    ids = store.add(call.db, unsaved, import_keys)
    records = [msgspec.structs.replace(record, id=id) for id, record in zip(ids, unsaved, strict=True)]
    _add_values(
        call, logging_rules, ((record.id, record.attributes, draft.accounts) for record, draft in zip(records, drafts, strict=True))
    )
    if not keep_estimates:
        issues.move_estimates(call, (draft.estimate_move for draft in drafts))
    call.record_created(store.WORKLOG, records)
    return records


def change(call: Call, id: int, input: WorklogUpdate, *, bypass: bool = False) -> WorklogRecord:
    """Replaces a worklog. Without an issue in the input, it stays on its issue."""
    before = find_and_lock(call, id)
    author = people.find(call, before.author_id)
    if input.author_account_id != before.author_id:
        raise Invalid(
            "authorAccountId",
            FaultCode.IMMUTABLE,
            f"can't change: worklog {id} belongs to '{before.author_id}', not to '{input.author_account_id}'",
        )
    written_days = [(before.author_id, before.start_date), (before.author_id, input.start_date)]
    require_may_manage(call, written_days)
    _check_bypass(call, bypass)
    _refuse_if_locked(call, written_days, bypass=bypass)
    moved = input.issue_id is not None or input.issue_key is not None
    issue = (
        issues_queries.find_by_id_and_key(call, input.issue_id, input.issue_key) if moved else issues_queries.find(call, before.issue_id)
    )
    values, faults = rules.values_by_key(input.attributes)
    logging_rules = load_logging_rules(call)
    draft = Draft(input, author, issue, values, _bookable(call, logging_rules, values.items(), {issue.project_id}))
    totals = _DayTotals(call, logging_rules, [draft], replaced=before)
    faults += rules.draft_faults(draft, logging_rules, totals.other_seconds(draft), before)
    if faults:
        raise Invalid(*faults)
    if rules.needs_billable_permission(draft, before):
        _require_may_edit_billable(call, {draft.day})
    after = draft.record(call.write_time, id=id, before=before)
    store.replace(call.db, after)
    if after.attributes != before.attributes:
        store.remove_attribute_values(call.db, [id])
        _add_values(call, logging_rules, [(id, after.attributes, draft.accounts)])
    issues.move_estimates(call, [before.estimate_return, draft.estimate_move])
    call.record(store.WORKLOG, id, Action.UPDATED, before=before, after=after)
    return after


def remove_all(call: Call, ids: Sequence[int], *, bypass: bool = False) -> None:
    """Deletes worklogs, all or none, and adds their time back to the remaining estimates of their issues."""
    store.lock(call.db, ids)
    found = {worklog.id: worklog for worklog in find_all(call, ids)}
    before = [require_found(found.get(id), "Worklog", id) for id in ids]
    days = {(worklog.author_id, worklog.start_date) for worklog in before}
    require_may_manage(call, days)
    _check_bypass(call, bypass)
    _refuse_if_locked(call, days, bypass=bypass)
    call.record_cascades(store.worklogs.c.id, ids)
    store.remove(call.db, ids)
    issues.move_estimates(call, (worklog.estimate_return for worklog in before))
    call.record_deleted(store.WORKLOG, before)


def copy_all(call: Call, copies: Sequence[WorklogRecord]) -> list[int]:
    """Creates or replaces worklogs with copies from another server, including the times of their creation and last change.

    The logging rules don't apply, and estimates don't change. A copy with the id 0 is new. Returns the ids.
    """
    call.require_administrator(to="copy worklogs from another server")
    logging_rules = load_logging_rules(call)
    keys = {id: issue.key for id, issue in issues_queries.by_ids(call, {record.issue_id for record in copies}).items()}
    bookable = _bookable(call, logging_rules, (pair for record in copies for pair in record.attributes.items()), ())
    rules.check_copies(copies, keys, logging_rules, bookable)
    before = {record.id: record for record in store.by_ids(call.db, [record.id for record in copies if record.id])}
    added = iter(store.add(call.db, [record for record in copies if not record.id]))
    records = [msgspec.structs.replace(record, id=record.id or next(added), issue_key=keys[record.issue_id]) for record in copies]
    store.replace_all(call.db, [record for record in records if record.id in before])
    store.remove_attribute_values(call.db, list(before))
    _add_values(call, logging_rules, ((record.id, record.attributes, bookable) for record in records))
    call.record_created(store.WORKLOG, (record for record in records if record.id not in before))
    call.record_updated(store.WORKLOG, ((before[record.id], record) for record in records if record.id in before))
    return [record.id for record in records]


def remove_copy(call: Call, id: int) -> None:
    """Deletes the copy of a worklog that was deleted on another server. Locks are ignored, and estimates don't change."""
    call.require_administrator(to="delete copies of worklogs from another server")
    before = find(call, id)
    call.record_cascades(store.worklogs.c.id, [id])
    store.remove(call.db, [id])
    call.record(store.WORKLOG, id, Action.DELETED, before=before)


def find_by_start(call: Call, starts: Collection[tuple[str, dt.date, dt.time]]) -> list[tuple[WorklogRecord, str | None]]:
    """The worklogs with these starts that the caller may see, each with its import key. Starts are triples of account id, date
    and time."""
    return store.starting_at(call.db, starts, visible(call))


def find(call: Call, id: int) -> WorklogRecord:
    """The worklog. Raises NotFound if it doesn't exist or the caller may not see it."""
    return require_found(store.by_id(call.db, id, *visible(call)), "Worklog", id)


def find_all(call: Call, ids: Sequence[int]) -> list[WorklogRecord]:
    """The worklogs with these ids that the caller may see."""
    return store.by_ids(call.db, ids, *visible(call))


def find_attribute_value(call: Call, id: int, key: str) -> str:
    """The value of a work attribute. Raises NotFound if the worklog has none."""
    worklog = find(call, id)
    if key not in worklog.attributes:
        raise NotFound(f"Worklog {id} has no value of the work attribute '{key}'")
    return worklog.attributes[key]


def find_by_jira_id(call: Call, jira_id: int) -> WorklogRecord | None:
    """The worklog with this id in Jira, if it exists and the caller may see it."""
    pairs = id_pairs_by_jira_id(call, [jira_id], FIRST_PAGE)
    return find(call, pairs[0][0]) if pairs else None


def id_pairs(call: Call, ids: Sequence[int], paging: Paging) -> list[tuple[int, int | None]]:
    """Pairs of id and stored Jira id of the worklogs that the caller may see: the requested page, plus one pair."""
    return store.id_pairs(call.db, ids, paging, *visible(call))


def id_pairs_by_jira_id(call: Call, jira_ids: Sequence[int], paging: Paging) -> list[tuple[int, int | None]]:
    """Like `id_pairs`, by Jira ids."""
    return store.id_pairs_by_jira_id(call.db, jira_ids, paging, *visible(call))


def add_attribute_values(call: Call, inputs: Sequence[WorkAttributeValuesInput]) -> None:
    """Adds attribute values to worklogs, all or none. Raises Invalid if a worklog already has a value of an attribute."""
    ids = [entry.tempo_worklog_id for entry in inputs]
    store.lock(call.db, ids)
    worklogs = {worklog.id: worklog for worklog in find_all(call, ids)}
    missing = sorted(set(ids) - worklogs.keys())
    if missing:
        raise NotFound(*(f"Worklog {id} not found" for id in missing))
    written_days = {(worklog.author_id, worklog.start_date) for worklog in worklogs.values()}
    require_may_manage(call, written_days)
    _refuse_if_locked(call, written_days)
    logging_rules = load_logging_rules(call)
    unknown = sorted({pair.key for entry in inputs for pair in entry.attribute_values} - logging_rules.attributes.keys())
    if unknown:
        raise NotFound(*(f"Work attribute '{key}' not found" for key in unknown))
    faults, new = rules.new_values(inputs, worklogs, logging_rules.attributes)
    account_faults, bookable = _check_new_accounts(call, logging_rules, worklogs, new)
    if faults or account_faults:
        raise Invalid(*faults, *account_faults)
    _add_values(call, logging_rules, ((id, values, bookable) for id, values in new.items()))
    store.touch(call.db, list(new), call.write_time)
    after = {worklog.id: worklog for worklog in store.by_ids(call.db, list(new))}
    call.record_updated(store.WORKLOG, ((worklogs[id], after[id]) for id in new))


def remove_attribute(call: Call, key: str) -> None:
    """Deletes a work attribute and its values, and records the change of each worklog that has one.

    The worklogs are locked before the attribute: transactions that change a worklog use the same order.
    """
    call.require_administrator(to="delete work attributes")
    attribute = attribute_queries.find(call, key)
    store.lock(call.db, store.ids_with_attribute(call.db, attribute.id))
    attributes.lock(call, attribute)
    # Other transactions may have added values before the attribute was locked.
    ids = store.ids_with_attribute(call.db, attribute.id)
    for start in range(0, len(ids), BATCH):
        _record_removed_value(call, ids[start : start + BATCH], key)
    store.touch_with_attribute(call.db, attribute.id, call.write_time)
    attributes.remove(call, key)


def _record_removed_value(call: Call, ids: Sequence[int], key: str) -> None:
    """Records that worklogs lose their value of a work attribute."""
    before = store.by_ids(call.db, ids)
    remaining = ({name: value for name, value in worklog.attributes.items() if name != key} for worklog in before)
    after = [
        msgspec.structs.replace(worklog, attributes=values, updated_at=call.write_time)
        for worklog, values in zip(before, remaining, strict=True)
    ]
    call.record_updated(store.WORKLOG, zip(before, after, strict=True))


def require_may_manage(call: Call, days: Iterable[tuple[str, dt.date]]) -> None:
    """Raises Forbidden unless the caller may change worklogs of these users on these days."""
    others = {(account_id, day) for account_id, day in days if account_id != call.me}
    if not others or call.may(Permission.WORKLOG_MANAGE):
        return
    refused = reach.first_out_of_reach(call, [Permission.WORKLOG_MANAGE], others)
    if refused:
        raise Forbidden(f"You may not log or change time of the user {refused[0]} on {refused[1]}: it needs {Permission.WORKLOG_MANAGE}.")


def find_and_lock(call: Call, id: int) -> WorklogRecord:
    """Locks the worklog until the transaction ends, and then loads it. Raises NotFound like `find`."""
    store.lock(call.db, [id])
    return find(call, id)


def may_edit_billable(call: Call, days: Collection[tuple[str, dt.date]]) -> bool:
    """Whether the caller may set billable seconds for these users on these days."""
    return not days or call.may(Permission.BILLABLE_EDIT) or not reach.first_out_of_reach(call, [Permission.BILLABLE_EDIT], days)


def _require_may_edit_billable(call: Call, days: Collection[tuple[str, dt.date]]) -> None:
    """Raises Forbidden unless the caller may set billable seconds for these users on these days."""
    if not may_edit_billable(call, days):
        call.require(Permission.BILLABLE_EDIT, to="set billable seconds that differ from the time spent")


def _check_bypass(call: Call, bypass: bool) -> None:
    if bypass and not rules.may_bypass_locks(call.caller.grants, configuration.current(call)):
        raise Forbidden("bypassPeriodClosuresAndApprovals is only allowed for administrators while the override mode is on.")


def _refuse_if_locked(call: Call, days: Iterable[tuple[str, dt.date]], *, bypass: bool = False) -> None:
    locks = periods.find_locked_days(call, days)
    if bypass:
        _record_bypass(call, locks)
    elif locks:
        raise Invalid(*(Fault("", FaultCode.LOCKED, message) for message in dict.fromkeys(map(str, locks.values()))))


def _record_bypass(call: Call, locks: Mapping[tuple[str, dt.date], PeriodLock]) -> None:
    """Records each lock that is bypassed, once."""
    bypassed = {str(lock): lock for lock in locks.values()}.values()
    call.record_all(store.BYPASS, Action.CREATED, ((f"{lock.account_id}:{lock.from_date}", None, lock) for lock in bypassed))


class _DayTotals:
    """The time spent by each author on each day, in stored worklogs and in drafts that were added. It is only loaded if the
    configuration limits the hours per day."""

    def __init__(self, call: Call, logging_rules: LoggingRules, drafts: Sequence[Draft], replaced: WorklogRecord | None = None) -> None:
        self.totals: Counter[tuple[str, dt.date]] = Counter()
        if logging_rules.configuration.max_hours_per_day_per_user is None or not drafts:
            return
        authors = sorted({draft.author.account_id for draft in drafts})
        lock_all(call.db, "day total", authors)
        days = [draft.input.start_date for draft in drafts]
        self.totals.update(store.seconds_by_day(call.db, authors, min(days), max(days)))
        if replaced:
            self.totals[replaced.author_id, replaced.start_date] -= replaced.time_spent_seconds

    def other_seconds(self, draft: Draft) -> int:
        """The author's other seconds on the day of a draft, which has not been added."""
        return self.totals[draft.author.account_id, draft.input.start_date]

    def add(self, draft: Draft) -> None:
        self.totals[draft.author.account_id, draft.input.start_date] += draft.input.time_spent_seconds


def _bookable(
    call: Call, logging_rules: LoggingRules, values: Iterable[tuple[str, str]], project_ids: Collection[int]
) -> dict[str, Bookable]:
    """The accounts in values of ACCOUNT attributes, by key, with their links to these projects. `values` are pairs of attribute
    key and value."""
    account_keys = set(filter(logging_rules.is_account_attribute, logging_rules.attributes))
    return accounts.bookable(call, {value for key, value in values if key in account_keys}, project_ids)


def _check_new_accounts(
    call: Call,
    logging_rules: LoggingRules,
    worklogs: Mapping[int, WorklogRecord],
    new: Mapping[int, Mapping[str, str]],
) -> tuple[list[Fault], dict[str, Bookable]]:
    """The faults of the accounts in new values, and these accounts by key."""
    issue_ids = {id: worklogs[id].issue_id for id, values in new.items() if any(map(logging_rules.is_account_attribute, values))}
    if not issue_ids:
        return [], {}
    projects = {id: issue.project_id for id, issue in issues_queries.by_ids(call, set(issue_ids.values())).items()}
    values = (pair for id in issue_ids for pair in new[id].items())
    bookable = _bookable(call, logging_rules, values, set(projects.values()))
    faults = [
        fault for id, issue_id in issue_ids.items() for fault in rules.account_faults(new[id], logging_rules, bookable, projects[issue_id])
    ]
    return faults, bookable


def _add_values(call: Call, logging_rules: LoggingRules, values: Iterable[tuple[int, Mapping[str, str], Mapping[str, Bookable]]]) -> None:
    """Stores attribute values. `values` are triples of worklog id, values by key, and the accounts in them by key."""
    store.add_attribute_values(
        call.db, [row for id, pairs, bookable in values for row in rules.value_rows(id, pairs, logging_rules, bookable)]
    )
