"""Worklogs in files: references by name, durations as people write them, and nothing twice."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import IssueRecord
from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import actions as projects
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.durations import parse_seconds
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.upserts import Outcome
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.timekeeping.worklogs.rules import MIDNIGHT, Draft, WorklogRecord
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput, WorklogRow

from .kinds import Filter, Kind, Options
from .tally import Tally

EXPORTED = ("date", "start_time", "user", "issue", "time_spent", "billable", "description")


class Wanted(NamedTuple):
    """A row whose references are found. `content` is the digest of all that makes a worklog what it is."""

    issue: IssueRecord
    given: NewWorklog
    content: bytes

    @property
    def start(self) -> tuple[str, dt.date, dt.time]:
        return self.given.author_account_id, self.given.start_date, _time(self.given)


class WorklogImporter:
    """Takes the rows of one file. A row is there already if it was imported before, which its import key tells: the
    digest of its content and of its number among like rows of the file. It is also there if a like worklog is, which
    no row of this file accounts for."""

    def __init__(self, call: Call, options: Options) -> None:
        lock(call.db, "import worklogs")
        self.call, self.options = call, options
        self.logging_rules = worklog_queries.load_logging_rules(call)
        self.entries = {key: _entries(attribute) for key, attribute in self.logging_rules.attributes.items()}
        self.occurrences, self.matched = Tally(), Tally()

    def close(self) -> None:
        self.occurrences.close()
        self.matched.close()

    def take(self, rows: Sequence[WorklogRow]) -> list[Outcome]:
        users = people.look_up_all(self.call, {row.user for row in rows})
        found = issues.named(self.call, {str(row.issue) for row in rows})
        read = [_wanted(row, users.get(row.user), found.get(str(row.issue)), self.entries) for row in rows]
        outcomes = iter(self._log([row for row in read if isinstance(row, Wanted)]))
        return [next(outcomes) if isinstance(row, Wanted) else Outcome(faults=row) for row in read]

    def _log(self, wanted: Sequence[Wanted]) -> list[Outcome]:
        """Logs those that are neither there nor wrong."""
        numbers = self.occurrences.count(row.content for row in wanted)
        keys = [_import_key(row.content, number) for row, number in zip(wanted, numbers, strict=True)]
        there = self._there(wanted, numbers, keys)
        fresh = [(row, key) for row, key in zip(wanted, keys, strict=True) if key not in there]
        drafts, faults = worklogs.check_all(self.call, self.logging_rules, [(row.issue, row.given) for row, _ in fresh])
        good: dict[str, Draft] = {}
        bad: dict[str, list[Fault]] = {}
        for (_, key), draft, wrong in zip(fresh, drafts, faults, strict=True):
            if draft and not wrong:
                good[key] = draft
            else:
                bad[key] = wrong
        worklogs.write_all(self.call, self.logging_rules, list(good.values()), list(good), keep_estimates=self.options.keep_estimates)
        return [Outcome(Action.CREATED if key in good else None, bad.get(key, ())) for key in keys]

    def _there(self, wanted: Sequence[Wanted], numbers: Sequence[int], keys: Sequence[str]) -> set[str]:
        """The keys of those rows that are there already."""
        there = worklog_queries.existing_import_keys(self.call, keys)
        rest = [(row, key) for row, key in zip(wanted, keys, strict=True) if key not in there]
        like = self._like({row.content: number for row, number in zip(wanted, numbers, strict=True)}, [row for row, _ in rest])
        candidates = [(row.content, key) for row, key in rest if row.content in like]
        ranks = self.matched.count(content for content, _ in candidates)
        return there | {key for (content, key), rank in zip(candidates, ranks, strict=True) if rank <= like[content]}

    def _like(self, seen: dict[bytes, int], rows: Sequence[Wanted]) -> dict[bytes, int]:
        """How many worklogs there are with the content of these rows that no row of this file was imported as. `seen`:
        how often each content came by now."""
        keys: dict[bytes, list[str | None]] = defaultdict(list)
        for worklog, import_key in worklogs.find_by_start(self.call, {row.start for row in rows}) if rows else []:
            keys[_content_of(worklog)].append(import_key)
        like = {}
        for content in keys.keys() & {row.content for row in rows}:
            own = {_import_key(content, number + 1) for number in range(seen[content] + len(keys[content]))}
            like[content] = len([key for key in keys[content] if key not in own])
        return {content: number for content, number in like.items() if number}


def _wanted(
    row: WorklogRow, user: UserRecord | None, issue: IssueRecord | None, entries: dict[str, dict[str, str]]
) -> Wanted | list[Fault]:
    """The row with everything found that it names, or what is wrong with it."""
    faults = (
        [] if user else [Fault("user", FaultCode.NOT_FOUND, f"must be the account id, email or user name of somebody, not '{row.user}'")]
    )
    faults += [] if issue else [Fault("issue", FaultCode.NOT_FOUND, f"Issue not found: {row.issue}")]
    seconds = _seconds("time_spent", row.time_spent, 1, faults)
    billable = None if row.billable is None else _seconds("billable", row.billable, 0, faults)
    remaining = None if row.remaining_estimate is None else _seconds("remaining_estimate", row.remaining_estimate, 0, faults)
    if faults or not user or not issue:
        return faults
    attributes = {key: entries.get(key, {}).get(_text(value), _text(value)) for key, value in (row.attributes or {}).items()}
    given = NewWorklog(
        author_account_id=user.account_id,
        start_date=row.date,
        start_time=row.start_time,
        time_spent_seconds=seconds,
        billable_seconds=billable,
        description=row.description,
        remaining_estimate_seconds=remaining,
        attributes=[WorkAttributeValueInput(key, value) for key, value in attributes.items()] if attributes else None,
    )
    whole = seconds if billable is None else billable
    content = _digest(user.account_id, issue.id, row.date, _time(given), seconds, whole, row.description or "", attributes)
    return Wanted(issue, given, content)


def _seconds(column: str, given: str | int, least: int, faults: list[Fault]) -> int:
    """The duration; where it is wrong, a fault more."""
    try:
        return parse_seconds(column, given, least)
    except Invalid as refusal:
        faults.extend(refusal.faults)
        return least


def _time(given: NewWorklog) -> dt.time:
    return clock.parse_time(given.start_time) if given.start_time else MIDNIGHT


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entries(attribute: AttributeRecord) -> dict[str, str]:
    """The value that each label of a STATIC_LIST stands for; a value stands for itself."""
    return {option.label: option.value for option in attribute.options} | {option.value: option.value for option in attribute.options}


def _digest(*content: Any) -> bytes:
    *columns, attributes = content
    return hashlib.sha256(msgspec.json.encode([*columns, sorted(attributes.items())])).digest()


def _content_of(worklog: WorklogRecord) -> bytes:
    return _digest(
        worklog.author_id,
        worklog.issue_id,
        worklog.start_date,
        worklog.start_time,
        worklog.time_spent_seconds,
        worklog.billable_seconds,
        worklog.description,
        worklog.attributes,
    )


def _import_key(content: bytes, number: int) -> str:
    return hashlib.sha256(content + str(number).encode()).hexdigest()


def _header(call: Call) -> list[str]:
    known = worklog_queries.load_logging_rules(call).attributes
    return [*EXPORTED, *(f"attribute:{key}" for key in known), *(["attributes"] if worklog_queries.has_empty_value(call) else [])]


def _export(call: Call, filter: Filter) -> Iterator[dict[str, Any]]:
    search = Search(
        authors=[people.look_up(call, named).account_id for named in filter.users],
        projects=[projects.find(call, named).id for named in filter.projects],
        issues=[issues.find(call, named).id for named in filter.issues],
        from_=filter.from_,
        to=filter.to,
    )
    labels = {key: _labels(attribute) for key, attribute in worklog_queries.load_logging_rules(call).attributes.items()}
    return (_row(worklog, labels) for worklog in worklog_search.iterate(call, search))


def _labels(attribute: AttributeRecord) -> dict[str, str]:
    """The label of each value, where it can't be taken for another value: it is known in other databases too."""
    entries = _entries(attribute)
    return {option.value: option.label for option in attribute.options if entries[option.label] == option.value}


def _row(worklog: WorklogRecord, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "date": worklog.start_date,
        "start_time": worklog.start_time,
        "user": worklog.author_id,
        "issue": worklog.issue_key,
        "time_spent": worklog.time_spent_seconds,
        "billable": worklog.billable_seconds,
        "description": worklog.description,
        "attributes": {key: labels[key].get(value, value) for key, value in worklog.attributes.items()},
    }


WORKLOGS = Kind(
    WorklogRow,
    WorklogImporter,
    _export,
    filters=frozenset({"from_", "to", "users", "projects", "issues"}),
    map="attributes",
    verbatim=frozenset({"description"}),
    header=_header,
)
