"""The columns of a worklog export: name, value and order of each element in XML and of each column in Excel."""

import datetime as dt
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

import msgspec

from andante.kit.clock import Instant
from andante.servlets.exports import rules
from andante.servlets.exports.rules import ExportedWorklog

from .parameters import WorklogsQuery

Value = str | int | float | dt.date | dict[str, str] | None


class Column(NamedTuple):
    """An XML element and an Excel column. `omit_if_empty`: without a value, XML omits the element instead of writing an empty
    one. `xml_only`: Excel omits the column."""

    name: str
    value: Callable[[ExportedWorklog], Value]
    omit_if_empty: bool = False
    xml_only: bool = False


class Group(NamedTuple):
    """An XML element that contains other elements; in Excel, columns with names like `group.column`. XML omits the group if
    `included_if` returns None."""

    name: str
    columns: tuple[Column, ...]
    included_if: Callable[[ExportedWorklog], Value] = lambda _: 1
    xml_only: bool = False


def tstamp(at: Instant | None) -> str | None:
    """The timestamp in the format of the servlets: `2011-10-12 11:13:48`, UTC."""
    return at and f"{at[:10]} {at[11:19]}"


def _field(name: str, field: str | None = None, *, omit_if_empty: bool = False) -> Column:
    """The column for a field of `ExportedWorklog`. `field` is needed only if its name differs from that of the column."""
    return Column(name, attrgetter(field or name), omit_if_empty)


def _hours(name: str, field: str) -> Column:
    seconds = attrgetter(field)
    return Column(name, lambda worklog: None if seconds(worklog) is None else rules.hours(seconds(worklog)))


def _tstamp(name: str, field: str) -> Column:
    at = attrgetter(field)
    return Column(name, lambda worklog: tstamp(at(worklog)))


def _properties(worklog: ExportedWorklog) -> dict[str, str]:
    properties: dict[str, str] = msgspec.json.decode(worklog.user_properties or "{}")
    return dict(sorted(properties.items()))


_WORKLOG = (
    _field("worklog_id"),
    _field("issue_id"),
    _field("issue_key"),
    _hours("hours", "seconds"),
    _hours("billed_hours", "billable_seconds"),
    _field("work_date"),
    _field("username"),
    _field("staff_id"),
    _field("billing_key"),
    Column("billing_attributes", rules.billing_attributes),
    Column("activity_id", rules.activity_id),
    Column("activity_name", rules.activity_name),
    _field("work_description", "description"),
    _field("parent_key"),
)
_PARENT = Group(
    "parent_issue", (_field("issue_key", "parent_key"), _field("issue_summary", "parent_summary")), attrgetter("parent_key"), True
)
_RESULT = (
    _field("reporter"),
    _field("external_id"),
    _tstamp("external_tstamp", "answered_at"),
    _field("external_hours", omit_if_empty=True),
    _field("external_result", omit_if_empty=True),
)
_ISSUE = Group(
    "issue_details",
    (
        _field("type_id"),
        _field("type_name"),
        _field("status_id"),
        _field("status_name"),
        _field("priority_id"),
        _field("priority_name"),
        _hours("original_estimate", "original_estimate_seconds"),
        _hours("remaining_estimate", "remaining_estimate_seconds"),
        _field("project_key"),
        _field("project_name"),
        _field("project_category"),
        _tstamp("created", "issue_created_at"),
        _tstamp("updated", "issue_updated_at"),
        _field("component_id"),
        _field("component_name"),
        _field("version_id"),
        _field("version_name"),
    ),
)
_BILLING = Group(
    "billing_info",
    (
        _field("name", "billing_name"),
        _field("status", "billing_status"),
        _field("customer_key"),
        _field("customer_name"),
        _field("category_key"),
        _field("category_name"),
        _field("category_type"),
    ),
)
_USER = (_field("full_name"), Column("user_properties", _properties, xml_only=True))
_TIMESTAMPS = (_tstamp("created", "created_at"), _tstamp("updated", "updated_at"))
_APPROVAL = (
    _field("approval_status"),
    _field("approval_reviewer"),
    _tstamp("approval_tstamp", "approved_at"),
    _field("approval_comment"),
)
_HASH = Column("hash_value", rules.hash_value)


def columns(query: WorklogsQuery) -> Iterator[Column | Group]:
    """The columns that `tempo-getWorklog` returns for a query, in order."""
    yield from _WORKLOG
    if query.add_parent_issue:
        yield _PARENT
    yield from _RESULT
    if query.add_issue_summary:
        yield _field("issue_summary")
    if query.add_issue_description:
        yield Column("issue_description", attrgetter("issue_description"), xml_only=True)
    if query.add_issue_details:
        yield _ISSUE
    if query.add_billing_info:
        yield _BILLING
    if query.add_user_details:
        yield from _USER
    if query.add_worklog_details:
        yield from _TIMESTAMPS
    if query.add_approval_status:
        yield from _APPROVAL
    yield _HASH


TEST_DATA = (
    _field("worklog_id"),
    Column("external_id", lambda worklog: f"TEST-{worklog.worklog_id}"),
    _hours("external_hours", "seconds"),
    Column("external_result", lambda _: rules.OK),
    _HASH,
)
"""The columns of `format=testData`: an update that reports OK for each worklog."""


def report_columns(*, external_hours: bool) -> list[Column]:
    """The columns that `tempo-getWorklogReport` returns, in order. With `external_hours`, the hours are those that the external
    system reported, if any."""

    def hours(worklog: ExportedWorklog) -> float:
        reported = worklog.external_hours if external_hours else None
        return rules.hours(worklog.seconds) if reported is None else reported

    return [
        *(_field(name) for name in ("worklog_id", "work_date", "issue_key", "issue_summary", "username", "full_name", "staff_id")),
        *(_field(name) for name in ("billing_key", "billing_name", "customer_key", "customer_name")),
        Column("activity_id", rules.activity_id),
        Column("activity_name", rules.activity_name),
        Column("hours", hours),
        _field("work_description", "description"),
    ]
