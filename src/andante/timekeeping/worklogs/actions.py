"""What one may do with worklogs. Every entrance (API, import, servlet, page, command line) comes through here."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts.rules import Bookable
from andante.directory.issues import actions as issues
from andante.directory.issues.rules import IssueRecord
from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import check_range
from andante.kit.db import lock, try_lock
from andante.kit.errors import MAX_FAULTS, Conflict, Fault, FaultCode, Forbidden, Invalid, NotFound
from andante.kit.paging import Paging
from andante.organization.memberships import queries as memberships
from andante.organization.reach import queries as reach
from andante.organization.teams import actions as teams
from andante.scopes import Permission
from andante.timekeeping.configuration import actions as configuration
from andante.timekeeping.periods import actions as periods
from andante.timekeeping.periods.rules import Lock
from andante.timekeeping.work_attributes import actions as attributes

from . import rules, store
from .rules import Draft, House, Search, WorklogRecord
from .wire import NewWorklog, WorkAttributeValuesInput, WorklogInput, WorklogUpdate

BATCH = 1000
"""How many worklogs are in memory at once where any number may change."""
MAY_VIEW = (Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE)


def log(call: Call, given: WorklogInput) -> WorklogRecord:
    """Logs time. Refused: for others without the permission, on unknown issues, against the logging rules."""
    issue = issues.find_given(call, given.issue_id, given.issue_key)
    bypass = bool(given.bypass_period_closures_and_approvals)
    _check_bypass(call, bypass)
    return log_all(call, [(issue, given)], bypass=bypass)[0]


def log_bulk(call: Call, issue_named: int | str, given: Sequence[NewWorklog]) -> list[WorklogRecord]:
    """Logs several worklogs on one issue; Conflict while somebody else does so."""
    issue = issues.find(call, issue_named)
    if not try_lock(call.db, "bulk", issue.id):
        raise Conflict(f"Another bulk creation of worklogs for the issue {issue.key} is running. Try again when it is done.")
    return log_all(call, [(issue, worklog) for worklog in given])


def log_all(call: Call, given: Sequence[tuple[IssueRecord, NewWorklog]], *, bypass: bool = False) -> list[WorklogRecord]:
    """Logs all or nothing; what is wrong is reported by index where there are several."""
    house = house_of(call)
    drafts, faults = check_all(call, house, given, bypass=bypass)
    if any(faults):
        raise Invalid(*_by_index(faults))
    return write_all(call, house, [draft for draft in drafts if draft])


def check_all(
    call: Call, house: House, given: Sequence[tuple[IssueRecord, NewWorklog]], *, bypass: bool = False
) -> tuple[list[Draft | None], list[list[Fault]]]:
    """For each of these worklogs its draft (None where its author can't log) and what is wrong with it. Raises only
    what concerns them all."""
    authors = people.by_ids(call, {worklog.author_account_id for _, worklog in given})
    pairs = ((pair.key, pair.value) for _, worklog in given for pair in worklog.attributes or [])
    bookable = _bookable(call, house, pairs, {issue.project_id for issue, _ in given})
    days_written = {(worklog.author_account_id, worklog.start_date) for _, worklog in given if worklog.author_account_id in authors}
    require_may_manage(call, days_written)
    locks = periods.locks(call, days_written)
    if bypass:
        _record_bypass(call, locks)
    drafts: list[Draft | None] = []
    faults: list[list[Fault]] = []
    for issue, worklog in given:
        values, found = rules.attribute_map(worklog.attributes)
        author = authors.get(worklog.author_account_id)
        found += rules.author_faults(worklog.author_account_id, author)
        drafts.append(Draft(worklog, author, issue, values, bookable) if author and author.active else None)
        faults.append(found)
    days = _DayTotals(call, house, [draft for draft in drafts if draft])
    for draft, found in zip(drafts, faults, strict=True):
        if draft is None:
            continue
        found += rules.faults(draft, house, days.before(draft))
        if draft.day in locks and not bypass:
            found.append(Fault("startDate", FaultCode.LOCKED, str(locks[draft.day])))
        if not found:
            days.add(draft)
    _require_billable(call, {draft.day for draft in drafts if draft and rules.changes_billable(draft, None)})
    return drafts, faults


def write_all(
    call: Call, house: House, drafts: Sequence[Draft], import_keys: Sequence[str] = (), *, keep_estimates: bool = False
) -> list[WorklogRecord]:
    """Writes checked drafts, moves the estimates of their issues unless these are to be kept, and records it."""
    made = [draft.record(call.now) for draft in drafts]
    records = [msgspec.structs.replace(record, id=id) for id, record in zip(store.add(call.db, made, import_keys), made, strict=True)]
    _add_values(call, house, ((record.id, record.attributes, draft.accounts) for record, draft in zip(records, drafts, strict=True)))
    if not keep_estimates:
        issues.move_estimates(call, (draft.estimate_move for draft in drafts))
    call.record_all(store.WORKLOG, Action.CREATED, ((record.id, None, record) for record in records))
    return records


def seconds_by_day(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, dict[dt.date, int]]:
    """What people have logged on each day of a range, whoever asks."""
    days: dict[str, dict[dt.date, int]] = {account_id: {} for account_id in account_ids}
    for (account_id, day), seconds in store.seconds_by_day(call.db, list(account_ids), start, end).items():
        days[account_id][day] = seconds
    return days


def change(call: Call, id: int, given: WorklogUpdate) -> WorklogRecord:
    """Replaces a worklog; on another issue it is moved and checked like a new one."""
    before = _find_to_write(call, id)
    author = people.find(call, before.author_id)
    if given.author_account_id != before.author_id:
        raise Invalid(
            "authorAccountId",
            FaultCode.IMMUTABLE,
            f"can't change: worklog {id} belongs to '{before.author_id}', not to '{given.author_account_id}'",
        )
    days_written = [(before.author_id, before.start_date), (before.author_id, given.start_date)]
    require_may_manage(call, days_written)
    _refuse_if_locked(call, days_written)
    moved = given.issue_id is not None or given.issue_key is not None
    issue = issues.find_given(call, given.issue_id, given.issue_key) if moved else issues.find(call, before.issue_id)
    values, faults = rules.attribute_map(given.attributes)
    house = house_of(call)
    draft = Draft(given, author, issue, values, _bookable(call, house, values.items(), {issue.project_id}))
    faults += rules.faults(draft, house, _DayTotals(call, house, [draft], without=before).before(draft), before)
    if faults:
        raise Invalid(*faults)
    if rules.changes_billable(draft, before):
        _require_billable(call, {draft.day})
    after = draft.record(call.now, id=id, before=before)
    store.replace(call.db, after)
    if after.attributes != before.attributes:
        store.clear_attribute_values(call.db, [id])
        _add_values(call, house, [(id, after.attributes, draft.accounts)])
    issues.move_estimates(call, [before.estimate_return, draft.estimate_move])
    call.record(store.WORKLOG, id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, id: int, *, bypass: bool = False) -> None:
    """Deletes a worklog and gives its time back to the issue's remaining estimate."""
    before = _find_to_write(call, id)
    require_may_manage(call, [(before.author_id, before.start_date)])
    _check_bypass(call, bypass)
    _refuse_if_locked(call, [(before.author_id, before.start_date)], bypass=bypass)
    call.record_cascades(store.worklogs.c.id, id)
    store.remove(call.db, id)
    issues.move_estimates(call, [before.estimate_return])
    call.record(store.WORKLOG, id, Action.DELETED, before=before)


def copy_all(call: Call, given: Sequence[WorklogRecord]) -> list[int]:
    """Takes over worklogs as another server has them, with the moments when they were made and changed there: what it let
    in is not judged again, and estimates do not move. One with the id 0 is new. Gives their ids."""
    call.require_administrator(to="take over worklogs of another server")
    house = house_of(call)
    keys = {id: issue.key for id, issue in issues.by_ids(call, {record.issue_id for record in given}).items()}
    bookable = _bookable(call, house, (pair for record in given for pair in record.attributes.items()), ())
    rules.check_copies(given, keys, house, bookable)
    before = {record.id: record for record in store.by_ids(call.db, [record.id for record in given if record.id])}
    added = iter(store.add(call.db, [record for record in given if not record.id]))
    records = [msgspec.structs.replace(record, id=record.id or next(added), issue_key=keys[record.issue_id]) for record in given]
    store.replace_all(call.db, [record for record in records if record.id in before])
    store.clear_attribute_values(call.db, list(before))
    _add_values(call, house, ((record.id, record.attributes, bookable) for record in records))
    call.record_all(store.WORKLOG, Action.CREATED, ((record.id, None, record) for record in records if record.id not in before))
    call.record_all(store.WORKLOG, Action.UPDATED, ((record.id, before[record.id], record) for record in records if record.id in before))
    return [record.id for record in records]


def remove_copy(call: Call, id: int) -> None:
    """Deletes a worklog that another server has no longer; locks and estimates are that server's affair."""
    call.require_administrator(to="take over worklogs of another server")
    before = find(call, id)
    call.record_cascades(store.worklogs.c.id, id)
    store.remove(call.db, id)
    call.record(store.WORKLOG, id, Action.DELETED, before=before)


def search(call: Call, asked: Search, paging: Paging) -> list[WorklogRecord]:
    """The asked page of the worklogs that the caller may see, and one more."""
    check_range(asked.from_, asked.to)
    return store.page(call.db, asked, visible(call), paging)


def search_in_team(call: Call, team_id: int, asked: Search, paging: Paging) -> list[WorklogRecord]:
    """The same, of what people did while they were in the team."""
    check_range(asked.from_, asked.to)
    in_team = memberships.was_member(call, teams.find(call, team_id), store.worklogs.c.author_id, store.worklogs.c.start_date)
    return store.page(call.db, asked, [*visible(call), in_team], paging)


def every(call: Call, asked: Search) -> Iterator[WorklogRecord]:
    """All of the searched worklogs that the caller may see, by start, read as they are used: however many, they take
    no more memory than a few."""
    check_range(asked.from_, asked.to)
    return store.every(call.db, asked, visible(call))


def starting_at(call: Call, starts: Collection[tuple[str, dt.date, dt.time]]) -> list[tuple[WorklogRecord, str | None]]:
    """The worklogs of these authors that start just then, each with its import key."""
    return store.starting_at(call.db, starts, visible(call))


def known_import_keys(call: Call, keys: Collection[str]) -> set[str]:
    """Those of the keys that a worklog was imported under."""
    return store.known_import_keys(call.db, keys)


def any_empty_value(call: Call) -> bool:
    """Whether some worklog has a work attribute with a value that is the empty text."""
    return store.any_empty_value(call.db)


def seconds_of(call: Call, authors: Collection[str], first: dt.date, last: dt.date) -> dict[str, int]:
    """What each of these people has logged in a range, those without work left out. For whoever asks after having found out
    that the caller may know."""
    return store.seconds_by_author(call.db, authors, first, last)


def count(call: Call, asked: Search) -> int:
    """How many worklogs the caller may see of those."""
    return store.count(call.db, asked, visible(call))


def first_of_issues(call: Call, issue_ids: Sequence[int], most: int) -> Mapping[int, tuple[list[WorklogRecord], int]]:
    """By issue id: the oldest worklogs that the caller may see, at most so many, and how many there are in all."""
    found: dict[int, tuple[list[WorklogRecord], int]] = {}
    for worklog, total in store.first_of_issues(call.db, issue_ids, most, visible(call)):
        found.setdefault(worklog.issue_id, ([], total))[0].append(worklog)
    return found


def find(call: Call, id: int) -> WorklogRecord:
    """The worklog, if the caller may see it: NotFound otherwise."""
    worklog = store.by_id(call.db, id, *visible(call))
    if worklog is None:
        raise NotFound(f"Worklog {id} not found")
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
    ids = [entry.tempo_worklog_id for entry in given]
    store.queue_to_write(call.db, ids)
    worklogs = {worklog.id: worklog for worklog in find_all(call, ids)}
    missing = sorted({entry.tempo_worklog_id for entry in given} - worklogs.keys())
    if missing:
        raise NotFound(*(f"Worklog {id} not found" for id in missing[: MAX_FAULTS + 1]))
    days_written = {(worklog.author_id, worklog.start_date) for worklog in worklogs.values()}
    require_may_manage(call, days_written)
    _refuse_if_locked(call, days_written)
    house = house_of(call)
    unknown = sorted({pair.key for entry in given for pair in entry.attribute_values} - house.attributes.keys())
    if unknown:
        raise NotFound(*(f"Work attribute '{key}' not found" for key in unknown[: MAX_FAULTS + 1]))
    faults, fresh = rules.fresh_values(given, worklogs, house.attributes)
    bookable = _check_fresh_accounts(call, house, worklogs, fresh, faults)
    if faults:
        raise Invalid(*faults)
    _add_values(call, house, ((id, values, bookable) for id, values in fresh.items()))
    store.touch(call.db, list(fresh), call.now)
    after = {worklog.id: worklog for worklog in store.by_ids(call.db, list(fresh))}
    call.record_all(store.WORKLOG, Action.UPDATED, ((id, worklogs[id], after[id]) for id in fresh))


def remove_attribute(call: Call, key: str) -> None:
    """Deletes a work attribute with the values that worklogs have of it, who count as changed by it. They are written
    first: whoever writes one of them at the same time takes the worklog before the attribute too."""
    call.require_administrator(to="delete work attributes")
    attribute = attributes.find(call, key)
    store.queue_to_write(call.db, store.ids_with(call.db, attribute.id))
    attributes.keep_from_use(call, attribute)
    ids = store.ids_with(call.db, attribute.id)
    for start in range(0, len(ids), BATCH):
        _record_without(call, ids[start : start + BATCH], key)
    store.touch_those_with(call.db, attribute.id, call.now)
    attributes.remove(call, key)


def _record_without(call: Call, ids: Sequence[int], key: str) -> None:
    """Records that worklogs lose their values of a work attribute."""
    worklogs = store.by_ids(call.db, ids)
    kept = ({name: value for name, value in worklog.attributes.items() if name != key} for worklog in worklogs)
    after = [msgspec.structs.replace(one, attributes=values, updated_at=call.now) for one, values in zip(worklogs, kept, strict=True)]
    call.record_all(store.WORKLOG, Action.UPDATED, ((new.id, old, new) for old, new in zip(worklogs, after, strict=True)))


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a worklog must meet for the caller to see it: their own, those of people whom they may view,
    and what the members of their teams did while they were in them."""
    if call.may(*MAY_VIEW):
        return []
    return [reach.within_reach(call, MAY_VIEW, store.worklogs.c.author_id, store.worklogs.c.start_date)]


def require_may_manage(call: Call, pairs: Iterable[tuple[str, dt.date]]) -> None:
    """Refuses unless the caller may write the work of all these people on these days."""
    others = {(account_id, day) for account_id, day in pairs if account_id != call.me}
    if not others or call.may(Permission.WORKLOG_MANAGE):
        return
    refused = reach.first_out_of_reach(call, [Permission.WORKLOG_MANAGE], others)
    if refused:
        raise Forbidden(f"You may not log or change work of the user {refused[0]} on {refused[1]}: it needs {Permission.WORKLOG_MANAGE}.")


def _find_to_write(call: Call, id: int) -> WorklogRecord:
    """The worklog as whoever else wrote it at the same time has left it, if the caller may see it: NotFound otherwise."""
    store.queue_to_write(call.db, [id])
    return find(call, id)


def _require_billable(call: Call, days: Collection[tuple[str, dt.date]]) -> None:
    """Refuses unless the caller may set other billable seconds on all these days of people."""
    if days and not call.may(Permission.BILLABLE_EDIT) and reach.first_out_of_reach(call, [Permission.BILLABLE_EDIT], days):
        call.require(Permission.BILLABLE_EDIT, to="set billable seconds that differ from the time spent")


def _check_bypass(call: Call, bypass: bool) -> None:
    if bypass and not (call.caller.grants.administrator and configuration.current(call).override_mode):
        raise Forbidden("bypassPeriodClosuresAndApprovals is for administrators, while the override mode is on.")


def _refuse_if_locked(call: Call, days: Iterable[tuple[str, dt.date]], *, bypass: bool = False) -> None:
    locks = periods.locks(call, days)
    if bypass:
        _record_bypass(call, locks)
    elif locks:
        raise Invalid(*(Fault("", FaultCode.LOCKED, words) for words in dict.fromkeys(map(str, locks.values()))))


def _record_bypass(call: Call, locks: Mapping[tuple[str, dt.date], Lock]) -> None:
    """Writes down which locks did not keep the caller from writing, each once."""
    bypassed = {str(held): held for held in locks.values()}.values()
    call.record_all(store.BYPASS, Action.CREATED, ((f"{held.account_id}:{held.from_date}", None, held) for held in bypassed))


def house_of(call: Call) -> House:
    return House(configuration.current(call), attributes.every(call), call.now)


class _DayTotals:
    """What the authors of some drafts have on each day already, those drafts that were added included. Asked only where
    a limit stands."""

    def __init__(self, call: Call, house: House, drafts: Sequence[Draft], without: WorklogRecord | None = None) -> None:
        self.totals: Counter[tuple[str, dt.date]] = Counter()
        if house.configuration.max_hours_per_day_per_user is None or not drafts:
            return
        authors = sorted({draft.author.account_id for draft in drafts})
        for author in authors:
            lock(call.db, "day total", author)
        days = [draft.given.start_date for draft in drafts]
        self.totals.update(store.seconds_by_day(call.db, authors, min(days), max(days)))
        if without:
            self.totals[without.author_id, without.start_date] -= without.time_spent_seconds

    def before(self, draft: Draft) -> int:
        """The seconds without this draft."""
        return self.totals[draft.author.account_id, draft.given.start_date]

    def add(self, draft: Draft) -> None:
        self.totals[draft.author.account_id, draft.given.start_date] += draft.given.time_spent_seconds


def _bookable(call: Call, house: House, values: Iterable[tuple[str, str]], project_ids: Collection[int]) -> dict[str, Bookable]:
    """The accounts that values (key, value) of ACCOUNT attributes name, and which of the projects they are linked to."""
    return accounts.bookable(call, {value for key, value in values if house.takes_account(key)}, project_ids)


def _check_fresh_accounts(
    call: Call, house: House, worklogs: Mapping[int, WorklogRecord], fresh: Mapping[int, Mapping[str, str]], faults: list[Fault]
) -> dict[str, Bookable]:
    """Gives the accounts among fresh values, and adds what is wrong with them to the faults."""
    holders = {id: worklogs[id].issue_id for id, values in fresh.items() if any(map(house.takes_account, values))}
    if not holders:
        return {}
    projects = {id: issue.project_id for id, issue in issues.by_ids(call, set(holders.values())).items()}
    values = (pair for id in holders for pair in fresh[id].items())
    bookable = _bookable(call, house, values, set(projects.values()))
    for id, issue_id in holders.items():
        faults += rules.account_faults(fresh[id], house, bookable, projects[issue_id])
    return bookable


def _add_values(call: Call, house: House, values: Iterable[tuple[int, Mapping[str, str], Mapping[str, Bookable]]]) -> None:
    """(worklog id, values by key, the accounts among them) each."""
    store.add_attribute_values(call.db, [row for id, pairs, bookable in values for row in rules.value_rows(id, pairs, house, bookable)])


def _by_index(faults: Sequence[Sequence[Fault]]) -> list[Fault]:
    if len(faults) == 1:
        return list(faults[0])
    return [fault.under(f"[{index}]") for index, found in enumerate(faults) for fault in found]
