"""What stands in the answer for a worklog: the same columns, in the same order, in XML and in Excel."""

import datetime as dt
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

import msgspec

from andante.kit.clock import Instant
from andante.servlets.exports import rules
from andante.servlets.exports.rules import ToldWorklog

from .parameters import WorklogsQuery

Value = str | int | float | dt.date | dict[str, str] | None


class Column(NamedTuple):
    """One element or cell. `where_set`: in XML it is not even there where it has no value."""

    name: str
    value: Callable[[ToldWorklog], Value]
    where_set: bool = False
    xml_only: bool = False


class Group(NamedTuple):
    """Elements inside one element; in Excel they are columns like all others. Where `belongs` gives nothing, it is left out."""

    name: str
    columns: tuple[Column, ...]
    belongs: Callable[[ToldWorklog], Value] = lambda _: 1
    xml_only: bool = False


def tstamp(at: Instant | None) -> str | None:
    """A moment as the servlets write it: `2011-10-12 11:13:48`, UTC."""
    return at and f"{at[:10]} {at[11:19]}"


def _of(name: str, field: str | None = None, *, where_set: bool = False) -> Column:
    return Column(name, attrgetter(field or name), where_set)


def _hours(name: str, field: str) -> Column:
    seconds = attrgetter(field)
    return Column(name, lambda worklog: None if seconds(worklog) is None else rules.hours(seconds(worklog)))


def _tstamp(name: str, field: str) -> Column:
    at = attrgetter(field)
    return Column(name, lambda worklog: tstamp(at(worklog)))


def _properties(worklog: ToldWorklog) -> dict[str, str]:
    properties: dict[str, str] = msgspec.json.decode(worklog.user_properties or "{}")
    return dict(sorted(properties.items()))


_BEGINNING = (
    _of("worklog_id"),
    _of("issue_id"),
    _of("issue_key"),
    _hours("hours", "seconds"),
    _hours("billed_hours", "billable_seconds"),
    _of("work_date"),
    _of("username"),
    _of("staff_id"),
    _of("billing_key"),
    Column("billing_attributes", rules.billing_attributes),
    Column("activity_id", rules.activity_id),
    Column("activity_name", rules.activity_name),
    _of("work_description", "description"),
    _of("parent_key"),
)
_PARENT = Group("parent_issue", (_of("issue_key", "parent_key"), _of("issue_summary", "parent_summary")), attrgetter("parent_key"), True)
_ANSWER = (
    _of("reporter"),
    _of("external_id"),
    _tstamp("external_tstamp", "answered_at"),
    _of("external_hours", where_set=True),
    _of("external_result", where_set=True),
)
_ISSUE = Group(
    "issue_details",
    (
        _of("type_id"),
        _of("type_name"),
        _of("status_id"),
        _of("status_name"),
        _of("priority_id"),
        _of("priority_name"),
        _hours("original_estimate", "original_estimate_seconds"),
        _hours("remaining_estimate", "remaining_estimate_seconds"),
        _of("project_key"),
        _of("project_name"),
        _of("project_category"),
        _tstamp("created", "issue_created_at"),
        _tstamp("updated", "issue_updated_at"),
        _of("component_id"),
        _of("component_name"),
        _of("version_id"),
        _of("version_name"),
    ),
)
_BILLING = Group(
    "billing_info",
    (
        _of("name", "billing_name"),
        _of("status", "billing_status"),
        _of("customer_key"),
        _of("customer_name"),
        _of("category_key"),
        _of("category_name"),
        _of("category_type"),
    ),
)
_USER = (_of("full_name"), Column("user_properties", _properties, xml_only=True))
_WORKLOG = (_tstamp("created", "created_at"), _tstamp("updated", "updated_at"))
_APPROVAL = (
    _of("approval_status"),
    _of("approval_reviewer"),
    _tstamp("approval_tstamp", "approved_at"),
    _of("approval_comment"),
)
_HASH = Column("hash_value", rules.fingerprint)


def columns(query: WorklogsQuery) -> Iterator[Column | Group]:
    """Those that are asked for."""
    yield from _BEGINNING
    if query.add_parent_issue:
        yield _PARENT
    yield from _ANSWER
    if query.add_issue_summary:
        yield _of("issue_summary")
    if query.add_issue_description:
        yield Column("issue_description", attrgetter("issue_description"), xml_only=True)
    if query.add_issue_details:
        yield _ISSUE
    if query.add_billing_info:
        yield _BILLING
    if query.add_user_details:
        yield from _USER
    if query.add_worklog_details:
        yield from _WORKLOG
    if query.add_approval_status:
        yield from _APPROVAL
    yield _HASH


TEST_DATA = (
    _of("worklog_id"),
    Column("external_id", lambda worklog: f"TEST-{worklog.worklog_id}"),
    _hours("external_hours", "seconds"),
    Column("external_result", lambda _: rules.OK),
    _HASH,
)
"""An update that answers OK to a worklog, for trying things out."""


def report_columns(*, external_hours: bool) -> list[Column]:
    """What a reporting tool is given. The hours are those of the external system where it has told any, if they are asked for."""

    def hours(worklog: ToldWorklog) -> float:
        told = worklog.external_hours if external_hours else None
        return rules.hours(worklog.seconds) if told is None else told

    return [
        *(_of(name) for name in ("worklog_id", "work_date", "issue_key", "issue_summary", "username", "full_name", "staff_id")),
        *(_of(name) for name in ("billing_key", "billing_name", "customer_key", "customer_name")),
        Column("activity_id", rules.activity_id),
        Column("activity_name", rules.activity_name),
        Column("hours", hours),
        _of("work_description", "description"),
    ]
