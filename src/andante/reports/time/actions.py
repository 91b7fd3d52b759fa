"""Sums up the logged time that the caller may see, and finds the worklogs behind the sums."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from andante.kit.call import Call
from andante.kit.clock import check_span, parse_instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.lookup import require_reference
from andante.kit.paging import Paging
from andante.organization.teams import queries as teams
from andante.reports.dimensions.rules import ATTRIBUTE, NAMES, WEEK, Dimension, group_values
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.work_attributes import queries as work_attributes
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import measures, rules, store, wire
from .rules import AttributeFilter, Row, Sums, TimeFilter, TimeReport
from .store import Visible


def report_for(call: Call, query: wire.TimeReportQuery, attributes: Mapping[str, AttributeRecord] | None = None) -> TimeReport:
    """The report that a caller requests. Raises Invalid if there is no such report. `attributes`: all work attributes, if they are
    already loaded."""
    attributes = work_attributes.all_by_key(call) if attributes is None else attributes
    dimensions = _dimensions(query.group_by, attributes)
    filter, week_start = _filter(query, attributes), configuration.current(call).week_start
    report = TimeReport(
        filter=filter,
        span=Period(query.from_, query.to),
        dimensions=dimensions,
        pivot=query.pivot,
        columns=rules.columns(query.pivot, query.from_, query.to, week_start),
        measures=query.measure,
        sort=query.sort,
        descending=query.direction == "DESC",
        week_start=week_start,
    )
    if report.measures:
        measures.check(report)
    return report


def totals(call: Call, report: TimeReport) -> Sums:
    """The sums of the whole report. Each worklog counts once."""
    if report.measures:
        return measures.totals(call, report, _logged(call, report))
    return store.totals(call.db, report, _visible(call))


def page(call: Call, report: TimeReport, paging: Paging) -> list[Row]:
    """The requested page of the rows, plus one row."""
    if report.measures:
        return measures.rows(call, report, _logged(call, report))[paging.offset : paging.offset + paging.limit + 1]
    return store.page(call.db, report, _visible(call), paging)


def page_with_totals(call: Call, report: TimeReport, paging: Paging) -> tuple[list[Row], Sums]:
    """The requested page of the rows, plus one row, and the sums of the whole report."""
    if report.measures:
        return page(call, report, paging), totals(call, report)
    visible = _visible(call)
    return store.page(call.db, report, visible, paging), store.totals(call.db, report, visible)


def rows(call: Call, report: TimeReport) -> Iterator[Row]:
    """All rows, streamed from the database. The call needs a snapshot: each batch of rows is read by more than one statement."""
    return iter(measures.rows(call, report, _logged(call, report))) if report.measures else store.rows(call.db, report, _visible(call))


def worklogs_of_row(call: Call, query: wire.TimeReportRowQuery, paging: Paging) -> list[WorklogRecord]:
    """The requested page of the worklogs that a row sums up, plus one worklog."""
    return _worklogs_of_row(call, *_row_report(call, query), paging)


def row_with_worklogs(call: Call, query: wire.TimeReportRowQuery, paging: Paging) -> tuple[Row | None, list[WorklogRecord]]:
    """A row, and the requested page of the worklogs that it sums up, plus one worklog. The row is None if there are no worklogs."""
    report, values = _row_report(call, query)
    visible = _visible(call)
    row = store.row(call.db, report, values, visible) if values else Row([], store.totals(call.db, report, visible))
    return row, _worklogs_of_row(call, report, values, paging)


def _row_report(call: Call, query: wire.TimeReportRowQuery) -> tuple[TimeReport, list[Any]]:
    """The report that contains a row, and the values of the row. Loads only what they need."""
    needs_attributes = query.attribute or any(name.startswith(ATTRIBUTE) for name in query.group_by)
    attributes = work_attributes.all_by_key(call) if needs_attributes else {}
    dimensions = _dimensions(query.group_by, attributes)
    if len(dimensions) != len(query.group):
        raise Invalid("group", FaultCode.WRONG_COUNT, f"must have {len(dimensions)} ids, one for each 'groupBy'")
    report = TimeReport(
        filter=_filter(query, attributes),
        span=Period(query.from_, query.to),
        dimensions=dimensions,
        week_start=configuration.current(call).week_start if WEEK in query.group_by else 1,
    )
    return report, group_values(dimensions, query.group)


def _worklogs_of_row(call: Call, report: TimeReport, values: Sequence[object], paging: Paging) -> list[WorklogRecord]:
    return worklog_search.search_matching(call, store.conditions(call.db, report, values, teams.ids_of_visible(call)), paging)


def _logged(call: Call, report: TimeReport) -> measures.Logged:
    return store.by_user_and_day(call.db, report, _visible(call))


def _visible(call: Call) -> Visible:
    return Visible(worklogs.visible(call), teams.ids_of_visible(call))


def _dimensions(names: Sequence[str], attributes: Mapping[str, AttributeRecord]) -> list[Dimension]:
    """The dimensions with these names. Raises Invalid if one is unknown or repeated."""
    if len(set(names)) < len(names):
        raise Invalid("groupBy", FaultCode.DUPLICATE, "must not name the same dimension twice")
    return [_dimension(name, attributes) for name in names]


def _dimension(name: str, attributes: Mapping[str, AttributeRecord]) -> Dimension:
    kind, _, key = name.partition(":")
    if kind == ATTRIBUTE:
        return Dimension(ATTRIBUTE, _attribute_id("groupBy", key, attributes), key)
    if name not in NAMES:
        raise Invalid("groupBy", FaultCode.INVALID_CHOICE, f"must be one of {', '.join(NAMES)} or {ATTRIBUTE}:<key>, not {shown(name)}")
    return Dimension(name)


def _attribute_id(field: str, key: str, attributes: Mapping[str, AttributeRecord]) -> int:
    return require_reference(attributes.get(key), field, "work attribute", key).id


def _filter(query: wire.TimeFilter, attributes: Mapping[str, AttributeRecord]) -> TimeFilter:
    check_span(query.from_, query.to)
    search = Search(
        authors=query.account_id,
        issues=query.issue,
        projects=query.project,
        from_=query.from_,
        to=query.to,
        updated_from=parse_instant(query.updated_from, "updatedFrom") if query.updated_from else None,
    )
    values: dict[int, list[str]] = {}
    for text in query.attribute:
        key, sign, value = text.partition("=")
        if not sign:
            raise Invalid("attribute", FaultCode.INVALID, f"must be the key of a work attribute, = and a value, not {shown(text)}")
        values.setdefault(_attribute_id("attribute", key, attributes), []).append(value)
    return TimeFilter(
        search=search,
        team_ids=query.team_id,
        role_ids=query.role_id,
        parents=query.parent,
        accounts=query.account,
        customers=query.customer,
        categories=query.category,
        attributes=[AttributeFilter(*entry) for entry in values.items()],
        approvals=query.approval,
        billable=query.billable,
    )
