"""What an external system is told of a worklog, the hash over it, and what it may answer."""

import datetime as dt
import hashlib
import math
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown
from andante.kit.wire import MAX_INT64
from andante.timekeeping.work_attributes.rules import DECIMAL

OK = "OK"
"""The result of what the external system took over; any other one is an error that it tells of."""

SECONDS_PER_HOUR = 3600
HOUR_DECIMALS = 4
"""So many tell every second from every other one."""

MOST_HOURS = 1_000_000
LONGEST_ID, LONGEST_RESULT = 255, 4000
HASH_DIGITS = 40
FIELDS = ("worklog_id", "external_id", "external_hours", "external_result", "hash_value")
"""What an entry of an update may have."""


class Detail(StrEnum):
    """What is told of a worklog when somebody asks for it, and costs a join."""

    BILLING = "billing"
    SUMMARY = "summary"
    ISSUE = "issue"
    DESCRIPTION = "description"
    PARENT = "parent"
    USER = "user"
    APPROVAL = "approval"


class Selection(Struct, frozen=True, kw_only=True):
    """Which worklogs are told, with which details. Everything narrows. The account is the one that the time is billed to.
    `diff_only`: what the external system has not answered OK in its present form; `errors_only`: what it answered
    otherwise, or can't take as the billing key or the staff id is missing; `valid_only`: what has a billing key and an
    activity."""

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


class ToldWorklog(Struct, frozen=True, gc=False):
    """A worklog with everything that is told of it. The fields after `answered_hash` are there where their detail is asked
    for. `attributes` and `user_properties` are JSON objects, as the database gives them."""

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


class AnswerRecord(Struct, frozen=True, gc=False):
    """What the external system answered last to a worklog, when, and the hash of the form that it answered to."""

    worklog_id: int
    external_id: str
    external_hours: float | None
    external_result: str
    answered_at: Instant
    answered_hash: str


class Entry(NamedTuple):
    """One answer as it was given: texts by the names of `FIELDS`, those that were there."""

    given: Mapping[str, str]

    @property
    def worklog_id(self) -> int | None:
        """None where it can't be the id of a worklog."""
        text = self.given.get("worklog_id", "")
        id = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_INT64)) else 0
        return id if 0 < id <= MAX_INT64 else None

    @property
    def external_hours(self) -> float | None:
        """None where there are none, not a number where it is none."""
        text = self.given.get("external_hours")
        if not text:
            return None
        return round(float(text), HOUR_DECIMALS) if DECIMAL.fullmatch(text) else math.nan

    @property
    def external_result(self) -> str:
        text = self.given.get("external_result", "")
        return OK if text.upper() == OK else text


class Outcome(NamedTuple):
    """What became of an entry: taken over, unless something is wrong with it."""

    entry: Entry
    faults: list[Fault]


def hours(seconds: int) -> float:
    return round(seconds / SECONDS_PER_HOUR, HOUR_DECIMALS)


def fingerprint(worklog: ToldWorklog) -> str:
    """The hash over what an external system relies on: the SHA-1, in hexadecimal digits, of a JSON array in UTF-8 without
    blanks. JSON keeps apart what plain joining would mix. docs/servlets.md defines it for others to compute."""
    content = (
        worklog.worklog_id,
        worklog.issue_key,
        hours(worklog.seconds),
        worklog.work_date,
        worklog.username,
        worklog.staff_id or "",
        worklog.billing_key or "",
        _pairs(worklog.attributes),
        activity_id(worklog),
        worklog.description,
    )
    return hashlib.sha1(msgspec.json.encode(content), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=10_000)
def _pairs(attributes: str) -> tuple[tuple[str, str], ...]:
    """The names and values of work attributes, by name, whatever the case. Many worklogs have the same."""
    values: dict[str, str] = msgspec.json.decode(attributes)
    return tuple(sorted(((_attribute_name(key), value) for key, value in values.items()), key=lambda pair: (pair[0].lower(), pair)))


def _attribute_name(key: str) -> str:
    """`_Account_` is called Account outside."""
    return key.removeprefix("_").removesuffix("_")


def billing_attributes(worklog: ToldWorklog) -> str:
    """`Account=201405,Billable=3600,Type=3`: the work attributes, and the billable seconds among them, by name."""
    return _joined(worklog.attributes, worklog.billable_seconds)


@lru_cache(maxsize=10_000)
def _joined(attributes: str, billable_seconds: int) -> str:
    pairs = [*_pairs(attributes), ("Billable", str(billable_seconds))]
    return ",".join(f"{name}={value}" for name, value in sorted(pairs, key=lambda pair: pair[0].lower()))


def activity_id(worklog: ToldWorklog) -> str:
    """The version of the issue that is scheduled last, `v…`, or else its latest component, `c…`; empty without either."""
    if worklog.version_id is not None:
        return f"v{worklog.version_id}"
    return "" if worklog.component_id is None else f"c{worklog.component_id}"


def activity_name(worklog: ToldWorklog) -> str | None:
    return worklog.version_name if worklog.version_id is not None else worklog.component_name


def is_due(worklog: ToldWorklog) -> bool:
    """Whether the external system has not answered OK to the present form."""
    return worklog.external_result != OK or worklog.answered_hash != fingerprint(worklog)


def entry_faults(entry: Entry, worklog: ToldWorklog | None) -> list[Fault]:
    """What is wrong with an answer to the worklog that it names, None where there is no such worklog."""
    named = entry.given.get("worklog_id", "")
    if entry.worklog_id is None:
        if not named:
            return [Fault("worklog_id", FaultCode.REQUIRED, "is missing")]
        return [Fault("worklog_id", FaultCode.WRONG_TYPE, f"must be the id of a worklog, not {shown(named)}")]
    if worklog is None:
        return [Fault("worklog_id", FaultCode.NOT_FOUND, f"Worklog {named} not found")]
    return [*_text_faults(entry.given), *_hours_faults(entry), *_hash_faults(entry, fingerprint(worklog))]


def _text_faults(given: Mapping[str, str]) -> list[Fault]:
    faults = (
        []
        if given.get("external_result")
        else [Fault("external_result", FaultCode.REQUIRED, "is missing: it is OK, or says what is wrong")]
    )
    longest = {"external_id": LONGEST_ID, "external_result": LONGEST_RESULT}
    return faults + [
        Fault(name, FaultCode.WRONG_LENGTH, f"must have at most {most} characters")
        for name, most in longest.items()
        if len(given.get(name, "")) > most
    ]


def _hours_faults(entry: Entry) -> list[Fault]:
    found = entry.external_hours
    if found is None or abs(found) <= MOST_HOURS:
        return []
    return [Fault("external_hours", FaultCode.WRONG_TYPE, f"must be a number like 7.5, not {shown(entry.given['external_hours'])}")]


def _hash_faults(entry: Entry, present: str) -> list[Fault]:
    given = entry.given.get("hash_value", "").lower()
    if given == present:
        return []
    if len(given) != HASH_DIGITS:
        must = f"must be the {HASH_DIGITS} digits that came with the worklog" + (f", not {shown(given)}" if given else "")
        return [Fault("hash_value", FaultCode.INVALID if given else FaultCode.REQUIRED, must)]
    return [Fault("hash_value", FaultCode.CONFLICT, "is not the present one: the worklog has changed since it was read, or is another one")]


def answer(entry: Entry, now: Instant) -> AnswerRecord:
    """What is stored of an entry without faults."""
    assert entry.worklog_id is not None
    return AnswerRecord(
        entry.worklog_id,
        entry.given.get("external_id", ""),
        entry.external_hours,
        entry.external_result,
        now,
        entry.given["hash_value"].lower(),
    )
