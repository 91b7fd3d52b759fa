"""Imports and exports worklogs: resolves users and issues by name, reads durations like 1h 30m, and skips worklogs that exist."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from andante.directory.issues import actions as issue_actions
from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord, NetMove, net_moves
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import queries as projects
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.durations import parse_seconds
from andante.kit.errors import Fault, Invalid
from andante.kit.lookup import unknown_reference
from andante.kit.upserts import Outcome
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.timekeeping.worklogs.rules import MIDNIGHT, Draft, WorklogRecord
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput, WorklogRow

from .counting import DiskCounter
from .kinds import Filter, Kind, Options

EXPORT_COLUMNS = ("date", "start_time", "user", "issue", "time_spent", "billable", "description")


class ResolvedRow(NamedTuple):
    """A row whose user and issue were found. `content` is a digest of all fields that identify equal worklogs."""

    issue: IssueRecord
    worklog: NewWorklog
    content: bytes

    @property
    def start(self) -> tuple[str, dt.date, dt.time]:
        return self.worklog.author_account_id, self.worklog.start_date, _time(self.worklog)


class WorklogImporter:
    """Imports the worklogs of one file, and skips rows whose worklog exists.

    A worklog that was imported has an import key: a digest of the row's content and of its number among the equal rows of the
    file. A row's worklog exists if there is one with the same import key, or an equal worklog that does not correspond to
    another row of this file.
    """

    def __init__(self, call: Call, options: Options) -> None:
        lock(call.db, "import worklogs")
        self.call, self.options = call, options
        self.logging_rules = worklog_queries.load_logging_rules(call)
        self.option_values = {key: _values_by_name(attribute) for key, attribute in self.logging_rules.attributes.items()}
        self.occurrences, self.matched = DiskCounter(), DiskCounter()
        self.moves: dict[int, NetMove] = {}

    def finish(self) -> None:
        """Changes the remaining estimates. Once for the whole file, because many rows have the same issue."""
        issue_actions.apply_moves(self.call, self.moves)

    def close(self) -> None:
        self.occurrences.close()
        self.matched.close()

    def import_rows(self, rows: Sequence[WorklogRow]) -> list[Outcome]:
        users = people.look_up_all(self.call, {row.user for row in rows})
        found = issues.by_ids_or_keys(self.call, {str(row.issue) for row in rows})
        resolved = [_resolve(row, users.get(row.user), found.get(str(row.issue)), self.option_values) for row in rows]
        outcomes = iter(self._log([row for row in resolved if isinstance(row, ResolvedRow)]))
        return [next(outcomes) if isinstance(row, ResolvedRow) else Outcome(faults=row) for row in resolved]

    def _log(self, resolved: Sequence[ResolvedRow]) -> list[Outcome]:
        """Logs the worklogs that don't exist and have no faults."""
        numbers = self.occurrences.count([row.content for row in resolved])
        keys = [_import_key(row.content, number) for row, number in zip(resolved, numbers, strict=True)]
        existing = self._existing(resolved, numbers, keys)
        new = [(row, key) for row, key in zip(resolved, keys, strict=True) if key not in existing]
        drafts, faults = worklogs.check_all(self.call, self.logging_rules, [(row.issue, row.worklog) for row, _ in new])
        valid: dict[str, Draft] = {}
        invalid: dict[str, list[Fault]] = {}
        for (_, key), draft, row_faults in zip(new, drafts, faults, strict=True):
            if draft and not row_faults:
                valid[key] = draft
            else:
                invalid[key] = row_faults
        worklogs.write_all(self.call, self.logging_rules, list(valid.values()), list(valid), keep_estimates=True)
        if not self.options.keep_estimates:
            net_moves((draft.estimate_move for draft in valid.values()), self.moves)
        return [Outcome(Action.CREATED if key in valid else None, invalid.get(key, ())) for key in keys]

    def _existing(self, resolved: Sequence[ResolvedRow], numbers: Sequence[int], keys: Sequence[str]) -> set[str]:
        """The import keys of the rows whose worklogs exist."""
        existing = worklog_queries.existing_import_keys(self.call, keys)
        remaining = [(row, key) for row, key in zip(resolved, keys, strict=True) if key not in existing]
        equal = self._count_equal(
            {row.content: number for row, number in zip(resolved, numbers, strict=True)}, [row for row, _ in remaining]
        )
        candidates = [(row.content, key) for row, key in remaining if row.content in equal]
        ranks = self.matched.count([content for content, _ in candidates])
        return existing | {key for (content, key), rank in zip(candidates, ranks, strict=True) if rank <= equal[content]}

    def _count_equal(self, occurrences: dict[bytes, int], rows: Sequence[ResolvedRow]) -> dict[bytes, int]:
        """Counts the existing worklogs with the content of these rows, by content. Worklogs that were imported from a row of this file
        don't count.

        `occurrences`: how often each content has occurred in the file so far.
        """
        keys: dict[bytes, list[str | None]] = defaultdict(list)
        for worklog, import_key in worklogs.find_by_start(self.call, {row.start for row in rows}) if rows else []:
            keys[_content_of(worklog)].append(import_key)
        equal = {}
        for content in keys.keys() & {row.content for row in rows}:
            own = {_import_key(content, number + 1) for number in range(occurrences[content] + len(keys[content]))}
            equal[content] = len([key for key in keys[content] if key not in own])
        return {content: number for content, number in equal.items() if number}


def _resolve(
    row: WorklogRow, user: UserRecord | None, issue: IssueRecord | None, option_values: dict[str, dict[str, str]]
) -> ResolvedRow | list[Fault]:
    """The row with its user and issue, or its faults."""
    faults = [] if user else [unknown_reference("user", "user", row.user)]
    faults += [] if issue else [unknown_reference("issue", "issue", row.issue)]
    seconds = _seconds("time_spent", row.time_spent, 1, faults)
    billable = None if row.billable is None else _seconds("billable", row.billable, 0, faults)
    remaining = None if row.remaining_estimate is None else _seconds("remaining_estimate", row.remaining_estimate, 0, faults)
    if faults or not user or not issue:
        return faults
    attributes = {key: option_values.get(key, {}).get(_text(value), _text(value)) for key, value in (row.attributes or {}).items()}
    worklog = NewWorklog(
        author_account_id=user.account_id,
        start_date=row.date,
        start_time=row.start_time,
        time_spent_seconds=seconds,
        billable_seconds=billable,
        description=row.description,
        remaining_estimate_seconds=remaining,
        attributes=[WorkAttributeValueInput(key, value) for key, value in attributes.items()] if attributes else None,
    )
    billable_seconds = seconds if billable is None else billable
    content = _digest(user.account_id, issue.id, row.date, _time(worklog), seconds, billable_seconds, row.description or "", attributes)
    return ResolvedRow(issue, worklog, content)


def _seconds(column: str, text: str | int, minimum: int, faults: list[Fault]) -> int:
    """Parses a duration. Adds a fault and returns `minimum` if it is invalid."""
    try:
        return parse_seconds(column, text, minimum)
    except Invalid as refusal:
        faults.extend(refusal.faults)
        return minimum


def _time(worklog: NewWorklog) -> dt.time:
    return clock.parse_time(worklog.start_time) if worklog.start_time else MIDNIGHT


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values_by_name(attribute: AttributeRecord) -> dict[str, str]:
    """Maps each label and each value of a STATIC_LIST to the value."""
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
    attributes = worklog_queries.load_logging_rules(call).attributes
    return [
        *EXPORT_COLUMNS,
        *(f"attribute:{key}" for key in attributes),
        *(["attributes"] if worklog_queries.has_empty_value(call) else []),
    ]


def _export(call: Call, filter: Filter) -> Iterator[dict[str, Any]]:
    search = Search(
        authors=[people.look_up(call, name).account_id for name in filter.users],
        projects=[projects.find(call, key_or_id).id for key_or_id in filter.projects],
        issues=[issues.find(call, key_or_id).id for key_or_id in filter.issues],
        from_=filter.from_,
        to=filter.to,
    )
    labels = {key: _labels(attribute) for key, attribute in worklog_queries.load_logging_rules(call).attributes.items()}
    return (_row(worklog, labels) for worklog in worklog_search.iterate(call, search))


def _labels(attribute: AttributeRecord) -> dict[str, str]:
    """The label of each value, because labels are the same in other databases. Leaves out labels that are ambiguous."""
    values = _values_by_name(attribute)
    return {option.value: option.label for option in attribute.options if values[option.label] == option.value}


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
