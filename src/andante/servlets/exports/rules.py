"""Exported worklogs, their hash, and the rules for the results that external systems report."""

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown
from andante.kit.lookup import parse_id
from andante.timekeeping.work_attributes.rules import DECIMAL

OK = "OK"
"""The result of a worklog that the external system booked. Any other result is an error message."""

SECONDS_PER_HOUR = 3600
HOUR_DECIMALS = 4
"""Enough decimals to distinguish durations that differ by one second."""

MAX_HOURS = 1_000_000
MAX_ID_LENGTH, MAX_RESULT_LENGTH = 255, 4000
MAX_BATCH_CHARACTERS = 500_000
HASH_DIGITS = 40
FIELDS = ("worklog_id", "external_id", "external_hours", "external_result", "hash_value")
"""The elements of an entry that are read; others are ignored."""


class Detail(StrEnum):
    """An optional group of columns. Each one costs a join or a longer row."""

    BILLING = "billing"
    SUMMARY = "summary"
    ISSUE = "issue"
    DESCRIPTION = "description"
    PARENT = "parent"
    USER = "user"
    APPROVAL = "approval"


class Selection(Struct, frozen=True, kw_only=True):
    """The worklogs to export, and their details. A worklog must match all filters. `account_id` is the account that the
    time is billed to.

    `diff_only` selects worklogs without the result OK for their current form, `errors_only` worklogs with an error as
    result or without a billing key or staff id, and `valid_only` worklogs with a billing key and an activity.
    """

    from_: dt.date | None = None
    to: dt.date | None = None
    author_id: str | None = None
    project_id: int | None = None
    issue_id: int | None = None
    account_id: int | None = None
    diff_only: bool = False
    errors_only: bool = False
    valid_only: bool = False
    details: frozenset[Detail] = frozenset()


class ExportedWorklog(Struct, frozen=True, gc=False):
    """A worklog with all columns of an export. The fields after `answered_hash` are None unless their detail is selected.
    `attributes` and `user_properties` are JSON objects, as text from the database."""

    worklog_id: int
    issue_id: int
    issue_key: str
    seconds: int
    billable_seconds: int
    work_date: dt.date
    description: str
    created_at: Instant
    updated_at: Instant
    attributes: str
    username: str
    staff_id: str | None
    billing_key: str | None
    version_id: int | None
    version_name: str | None
    component_id: int | None
    component_name: str | None
    parent_key: str | None
    reporter: str | None
    external_id: str | None
    external_hours: float | None
    external_result: str | None
    answered_at: Instant | None
    answered_hash: str | None
    issue_summary: str | None
    issue_description: str | None
    parent_summary: str | None
    type_id: int | None
    type_name: str | None
    status_id: int | None
    status_name: str | None
    priority_id: int | None
    priority_name: str | None
    original_estimate_seconds: int | None
    remaining_estimate_seconds: int | None
    project_key: str | None
    project_name: str | None
    project_category: str | None
    issue_created_at: Instant | None
    issue_updated_at: Instant | None
    full_name: str | None
    user_properties: str | None
    billing_name: str | None
    billing_status: str | None
    customer_key: str | None
    customer_name: str | None
    category_key: str | None
    category_name: str | None
    category_type: str | None
    approval_status: str | None
    approval_reviewer: str | None
    approved_at: Instant | None
    approval_comment: str | None


class ResultRecord(Struct, frozen=True, gc=False):
    """The last result that an external system reported for a worklog, the time of the report, and the hash of the worklog
    at its export."""

    worklog_id: int
    external_id: str
    external_hours: float | None
    external_result: str
    answered_at: Instant
    answered_hash: str


class Entry(NamedTuple):
    """The result for one worklog as it was sent: the texts of the elements in `FIELDS`, by name. Missing elements are absent."""

    values: Mapping[str, str]

    @property
    def worklog_id(self) -> int | None:
        """None if the text can't be the id of a worklog."""
        return parse_id(self.values.get("worklog_id", "")) or None

    @property
    def external_hours(self) -> float | None:
        """None without a value, NaN if the value is not a number."""
        text = self.values.get("external_hours")
        if not text:
            return None
        return round(float(text), HOUR_DECIMALS) if DECIMAL.fullmatch(text) else math.nan

    @property
    def external_result(self) -> str:
        text = self.values.get("external_result", "")
        return OK if text.upper() == OK else text


def batches(entries: Iterable[Entry], max_entries: int) -> Iterator[list[Entry]]:
    """Divides entries into batches with at most this many entries, and at most `MAX_BATCH_CHARACTERS` unless a single entry is longer."""
    batch: list[Entry] = []
    characters = 0
    for entry in entries:
        length = sum(map(len, entry.values.values()))
        if batch and (len(batch) == max_entries or characters + length > MAX_BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(entry)
        characters += length
    if batch:
        yield batch


class Outcome(NamedTuple):
    """An entry with its faults. It was stored if it has no faults."""

    entry: Entry
    faults: list[Fault]


def hours(seconds: int) -> float:
    """Hours, rounded to `HOUR_DECIMALS`."""
    return round(seconds / SECONDS_PER_HOUR, HOUR_DECIMALS)


def hash_value(worklog: ExportedWorklog) -> str:
    """The hash of the values that an external system relies on: the SHA-1, in hexadecimal digits, of a JSON array in UTF-8
    without spaces. JSON separates the values unambiguously. docs/servlets.md defines it, so that external systems can compute it too."""
    content = (
        worklog.worklog_id,
        worklog.issue_key,
        hours(worklog.seconds),
        worklog.work_date,
        worklog.username,
        worklog.staff_id or "",
        worklog.billing_key or "",
        _attribute_pairs(worklog.attributes),
        activity_id(worklog),
        worklog.description,
    )
    return hashlib.sha1(msgspec.json.encode(content), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=10_000)
def _attribute_pairs(attributes: str) -> tuple[tuple[str, str], ...]:
    """The names and values of work attributes, sorted by name regardless of case. Cached, because many worklogs have the same
    attributes."""
    values: dict[str, str] = msgspec.json.decode(attributes)
    return tuple(sorted(((_attribute_name(key), value) for key, value in values.items()), key=lambda pair: (pair[0].lower(), pair)))


def _attribute_name(key: str) -> str:
    """The name that external systems see: `Account` for the key `_Account_`."""
    return key.removeprefix("_").removesuffix("_")


def billing_attributes(worklog: ExportedWorklog) -> str:
    """`Account=201405,Billable=3600,Type=3`: the work attributes and the billable seconds, sorted by name."""
    return _billing_attributes(worklog.attributes, worklog.billable_seconds)


@lru_cache(maxsize=10_000)
def _billing_attributes(attributes: str, billable_seconds: int) -> str:
    pairs = [*_attribute_pairs(attributes), ("Billable", str(billable_seconds))]
    return ",".join(f"{name}={value}" for name, value in sorted(pairs, key=lambda pair: pair[0].lower()))


def activity_id(worklog: ExportedWorklog) -> str:
    """`v…` for the issue's version that is scheduled last, otherwise `c…` for its latest component, otherwise empty."""
    if worklog.version_id is not None:
        return f"v{worklog.version_id}"
    return "" if worklog.component_id is None else f"c{worklog.component_id}"


def activity_name(worklog: ExportedWorklog) -> str | None:
    return worklog.version_name if worklog.version_id is not None else worklog.component_name


def is_due(worklog: ExportedWorklog) -> bool:
    """Whether the external system has not yet reported OK for the current form of the worklog."""
    return worklog.external_result != OK or worklog.answered_hash != hash_value(worklog)


def entry_faults(entry: Entry, worklog: ExportedWorklog | None) -> list[Fault]:
    """Everything that is wrong with an entry. `worklog` is the worklog with its id, None if it does not exist."""
    id = entry.values.get("worklog_id", "")
    if entry.worklog_id is None:
        if not id:
            return [Fault("worklog_id", FaultCode.REQUIRED, "is required")]
        return [Fault("worklog_id", FaultCode.WRONG_TYPE, f"must be the id of a worklog, not {shown(id)}")]
    if worklog is None:
        return [Fault("worklog_id", FaultCode.NOT_FOUND, f"Worklog {id} not found")]
    return [*_text_faults(entry.values), *_hours_faults(entry), *_hash_faults(entry, hash_value(worklog))]


def _text_faults(values: Mapping[str, str]) -> list[Fault]:
    missing = not values.get("external_result")
    faults = [Fault("external_result", FaultCode.REQUIRED, "is required: OK, or an error message")] if missing else []
    max_lengths = {"external_id": MAX_ID_LENGTH, "external_result": MAX_RESULT_LENGTH}
    return faults + [
        Fault(name, FaultCode.WRONG_LENGTH, f"must have at most {max_length} characters")
        for name, max_length in max_lengths.items()
        if len(values.get(name, "")) > max_length
    ]


def _hours_faults(entry: Entry) -> list[Fault]:
    hours = entry.external_hours
    if hours is None or abs(hours) <= MAX_HOURS:
        return []
    return [Fault("external_hours", FaultCode.WRONG_TYPE, f"must be a number like 7.5, not {shown(entry.values['external_hours'])}")]


def _hash_faults(entry: Entry, current: str) -> list[Fault]:
    value = entry.values.get("hash_value", "").lower()
    if value == current:
        return []
    if len(value) != HASH_DIGITS:
        message = f"must be the {HASH_DIGITS} digits that were exported with the worklog" + (f", not {shown(value)}" if value else "")
        return [Fault("hash_value", FaultCode.INVALID if value else FaultCode.REQUIRED, message)]
    return [
        Fault(
            "hash_value",
            FaultCode.CONFLICT,
            "is outdated: the worklog has changed since it was exported, or the hash is that of a different worklog",
        )
    ]


def result_record(entry: Entry, now: Instant) -> ResultRecord:
    """The record of an entry without faults."""
    assert entry.worklog_id is not None
    return ResultRecord(
        entry.worklog_id,
        entry.values.get("external_id", ""),
        entry.external_hours,
        entry.external_result,
        now,
        entry.values["hash_value"].lower(),
    )
