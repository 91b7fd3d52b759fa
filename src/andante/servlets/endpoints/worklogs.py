"""`tempo-getWorklog` and `tempo-getWorklogReport`: worklogs to an external system."""

import datetime as dt
import time
from collections.abc import Iterator

from falcon import Request, Response
from msgspec.structs import fields

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import actions as issues
from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.kit.call import Call
from andante.kit.decode import query_group
from andante.kit.errors import FaultCode, Invalid
from andante.servlets.exports import actions as answers
from andante.servlets.exports.rules import Detail, Selection
from andante.timekeeping.periods import queries as periods

from . import excel, xml_in, xml_out
from .access import ServletAccess
from .columns import TEST_DATA, columns, report_columns
from .parameters import TOKEN, ReportQuery, WorklogsQuery, last, query_pairs

XML, EXCEL = "text/xml; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_DETAILS = frozenset({Detail.SUMMARY, Detail.USER, Detail.BILLING})


class Worklogs:
    """`tempo-getWorklog`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        pairs = query_pairs(req)
        with self.access.reading(req, last(pairs, TOKEN)) as call:
            query = query_group(WorklogsQuery, pairs)
            selection = _selection(call, query)
        if query.format == "excel":
            self._excel(resp, query, selection)
        else:
            resp.content_type, resp.stream = XML, self._xml(query, selection)

    def _xml(self, query: WorklogsQuery, selection: Selection) -> Iterator[bytes]:
        """Begins to read when somebody begins to listen."""
        begun = time.perf_counter()
        with self.access.snapshot() as call:
            number = answers.count(call, selection)
            worklogs = iter(()) if query.header_only else answers.tell(call, selection)
            head = _head(query, selection, number, milliseconds_since(begun))
            if query.format == "testData":
                yield from xml_out.document(xml_in.ROOT, head, xml_out.told(xml_in.ENTRY, TEST_DATA, worklogs))
            else:
                yield from xml_out.document("worklogs", head, xml_out.told("worklog", list(columns(query)), worklogs))

    def _excel(self, resp: Response, query: WorklogsQuery, selection: Selection) -> None:
        """A workbook is a ZIP archive, of which nothing can be sent before all of it is written."""
        with self.access.snapshot() as call:
            number = 0 if query.header_only else answers.count(call, selection)
            if number > excel.MOST_ROWS:
                raise Invalid(
                    "",
                    FaultCode.TOO_LARGE,
                    f"A sheet of Excel holds {excel.MOST_ROWS} worklogs, not {number}: ask for fewer days, or for format=xml",
                )
            worklogs = iter(()) if query.header_only else answers.tell(call, selection)
            resp.stream = excel.workbook(list(columns(query)), worklogs)
        resp.content_type, resp.downloadable_as = EXCEL, "worklogs.xlsx"


class Report:
    """`tempo-getWorklogReport`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        pairs = query_pairs(req)
        with self.access.reading(req, last(pairs, TOKEN)) as call:
            query = query_group(ReportQuery, pairs)
            period = _period(call, query)
            account_id = accounts.find_given(call, query.billing_key, "billingKey").id if query.billing_key else None
        selection = Selection(from_=period[0], to=period[1], account_id=account_id, details=REPORT_DETAILS)
        resp.content_type, resp.stream = XML, self._xml(query, selection)

    def _xml(self, query: ReportQuery, selection: Selection) -> Iterator[bytes]:
        head = _days(selection) | {"billingKey": query.billing_key or "", "useExternalHours": _flag(query.use_external_hours)}
        wanted = report_columns(external_hours=query.use_external_hours)
        with self.access.snapshot() as call:
            yield from xml_out.document("worklog_report", head, xml_out.told("worklog", wanted, answers.tell(call, selection)))


def milliseconds_since(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)


def _selection(call: Call, query: WorklogsQuery) -> Selection:
    """What is asked for, with everything found that is named: Invalid where something does not exist."""
    first, end = _period(call, query)
    return Selection(
        from_=first,
        to=end,
        author_id=people.look_up_given(call, query.user_name, "userName").account_id if query.user_name else None,
        project_id=projects.find_given(call, query.project_key, "projectKey").id if query.project_key else None,
        issue_id=issues.find_named(call, query.issue_key, "issueKey").id if query.issue_key else None,
        account_id=accounts.find_given(call, query.billing_key, "billingKey").id if query.billing_key else None,
        diff_only=query.diff_only,
        errors_only=query.errors_only,
        valid_only=query.valid_only,
        details=query.details,
    )


def _period(call: Call, query: WorklogsQuery | ReportQuery) -> tuple[dt.date | None, dt.date | None]:
    """The days that are asked for; without any, the period that is open now. One end alone leaves the other one open."""
    if query.date_from is None and query.date_to is None:
        period = periods.period_containing(call, call.today)
        return period.from_, period.to
    return days_between(query.date_from, query.date_to)


def days_between(first: dt.date | None, end: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    if first and end and first > end:
        raise Invalid("dateFrom", FaultCode.INCONSISTENT, f"{first} must not be later than 'dateTo' {end}")
    return first, end


def _head(query: WorklogsQuery, selection: Selection, number: int, milliseconds: int) -> dict[str, str]:
    """The attributes of the root: what was asked for, as it was understood."""
    given = {each.encode_name: getattr(query, each.name) for each in fields(query) if each.name not in ("date_from", "date_to")}
    asked = {name: _flag(value) if isinstance(value, bool) else value or "" for name, value in given.items()}
    return _days(selection) | {"number_of_worklogs": str(number)} | asked | {"duration_ms": str(milliseconds)}


def _days(selection: Selection) -> dict[str, str]:
    return {
        "date_from": f"{selection.from_} 00:00:00" if selection.from_ else "",
        "date_to": f"{selection.to} 23:59:59" if selection.to else "",
    }


def _flag(given: bool) -> str:
    return str(given).lower()
