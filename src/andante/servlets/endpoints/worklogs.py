"""`tempo-getWorklog` and `tempo-getWorklogReport`: export worklogs to external systems."""

import datetime as dt
import time
from collections.abc import Generator
from contextlib import closing

from falcon import Request, Response
from msgspec.structs import fields

from andante.accounts.accounts import queries as accounts
from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.decode import query_group
from andante.kit.errors import FaultCode, Invalid
from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import Detail, Selection
from andante.spreadsheets import excel
from andante.timekeeping.periods import queries as periods

from . import export_excel, xml_reader, xml_writer
from .access import ServletAccess
from .export_columns import TEST_DATA, columns, report_columns
from .parameters import TOKEN_PARAMETER, ReportQuery, WorklogsQuery, last_value, query_pairs

XML = "text/xml; charset=utf-8"
REPORT_DETAILS = frozenset({Detail.SUMMARY, Detail.USER, Detail.BILLING})


class Worklogs:
    """`tempo-getWorklog`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        pairs = query_pairs(req)
        with self.access.reading(req, last_value(pairs, TOKEN_PARAMETER)) as call:
            query = query_group(WorklogsQuery, pairs)
            selection = _selection(call, query)
        if query.format == "excel":
            self._excel(resp, query, selection)
        else:
            resp.content_type, resp.stream = XML, started(self._xml(query, selection))

    def _xml(self, query: WorklogsQuery, selection: Selection) -> Generator[bytes, None, None]:
        """The document in pieces."""
        started = time.perf_counter()
        with self.access.snapshot() as call:
            count = exports.count(call, selection)
            worklogs = iter(()) if query.header_only else exports.export(call, selection)
            attributes = _root_attributes(query, selection, count, milliseconds_since(started))
            if query.format == "testData":
                elements = xml_writer.worklog_elements(xml_reader.ENTRY, TEST_DATA, worklogs)
                yield from xml_writer.document(xml_reader.ROOT, attributes, elements)
            else:
                elements = xml_writer.worklog_elements("worklog", list(columns(query)), worklogs)
                yield from xml_writer.document("worklogs", attributes, elements)

    def _excel(self, resp: Response, query: WorklogsQuery, selection: Selection) -> None:
        """A workbook is a ZIP archive, so it can be sent only when it is complete."""
        with self.access.snapshot() as call:
            count = 0 if query.header_only else exports.count(call, selection)
            if count > export_excel.MAX_ROWS:
                raise Invalid(
                    "",
                    FaultCode.TOO_LARGE,
                    f"An Excel sheet can have {export_excel.MAX_ROWS} worklogs, not {count}: request fewer days or format=xml",
                )
            worklogs = iter(()) if query.header_only else exports.export(call, selection)
            resp.stream = export_excel.workbook(list(columns(query)), worklogs)
        resp.content_type, resp.downloadable_as = excel.TYPE, "worklogs.xlsx"


class Report:
    """`tempo-getWorklogReport`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        pairs = query_pairs(req)
        with self.access.reading(req, last_value(pairs, TOKEN_PARAMETER)) as call:
            query = query_group(ReportQuery, pairs)
            first, last = _period(call, query)
            account_id = accounts.find_reference(call, query.billing_key, "billingKey").id if query.billing_key else None
        selection = Selection(from_=first, to=last, account_id=account_id, details=REPORT_DETAILS)
        resp.content_type, resp.stream = XML, started(self._xml(query, selection))

    def _xml(self, query: ReportQuery, selection: Selection) -> Generator[bytes, None, None]:
        parameters = {"billingKey": query.billing_key or "", "useExternalHours": _flag(query.use_external_hours)}
        columns = report_columns(external_hours=query.use_external_hours)
        with self.access.snapshot() as call:
            elements = xml_writer.worklog_elements("worklog", columns, exports.export(call, selection))
            yield from xml_writer.document("worklog_report", _days(selection) | parameters, elements)


def started(pieces: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """The same pieces. The first one is computed now, while a failure can still become the status of the response."""
    return _continued(next(pieces, b""), pieces)


def _continued(first: bytes, rest: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    with closing(rest):  # the server closes only this generator
        yield first
        yield from rest


def milliseconds_since(started: float) -> int:
    """The time since a result of `time.perf_counter()`."""
    return round((time.perf_counter() - started) * 1000)


def _selection(call: Call, query: WorklogsQuery) -> Selection:
    """The worklogs that a query selects. Raises Invalid if it names an object that doesn't exist."""
    first, last = _period(call, query)
    return Selection(
        from_=first,
        to=last,
        author_id=people.look_up_reference(call, query.user_name, "userName").account_id if query.user_name else None,
        project_id=projects.find_reference(call, query.project_key, "projectKey").id if query.project_key else None,
        issue_id=issues.find_reference(call, query.issue_key, "issueKey").id if query.issue_key else None,
        account_id=accounts.find_reference(call, query.billing_key, "billingKey").id if query.billing_key else None,
        diff_only=query.diff_only,
        errors_only=query.errors_only,
        valid_only=query.valid_only,
        details=query.details,
    )


def _period(call: Call, query: WorklogsQuery | ReportQuery) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day of a query: those of the current period if the query has neither. None means unbounded."""
    if query.date_from is None and query.date_to is None:
        period = periods.period_containing(call, call.today)
        return period.from_, period.to
    if query.date_from and query.date_to and query.date_from > query.date_to:
        raise Invalid("dateFrom", FaultCode.INCONSISTENT, f"{query.date_from} must not be later than 'dateTo' {query.date_to}")
    return query.date_from, query.date_to


def _root_attributes(query: WorklogsQuery, selection: Selection, count: int, milliseconds: int) -> dict[str, str]:
    """The attributes of the root: the parameters, the number of worklogs and the time until the first one is written."""
    values = {field.encode_name: getattr(query, field.name) for field in fields(query) if field.name not in ("date_from", "date_to")}
    parameters = {name: _flag(value) if isinstance(value, bool) else value or "" for name, value in values.items()}
    return _days(selection) | {"number_of_worklogs": str(count)} | parameters | {"duration_ms": str(milliseconds)}


def _days(selection: Selection) -> dict[str, str]:
    return {
        "date_from": f"{selection.from_} 00:00:00" if selection.from_ else "",
        "date_to": f"{selection.to} 23:59:59" if selection.to else "",
    }


def _flag(value: bool) -> str:
    return str(value).lower()
