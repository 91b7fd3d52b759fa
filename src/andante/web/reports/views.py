"""The pages of reports on logged time."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue

from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.decode import query_group
from andante.kit.errors import Fault, Invalid
from andante.kit.lookup import parse_id
from andante.kit.paging import Paging
from andante.reports.dimensions.rules import ATTRIBUTE
from andante.reports.time import actions, files
from andante.reports.time.wire import TimeReportQuery, TimeReportRowQuery
from andante.timekeeping.work_attributes import queries as work_attributes
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import current_call, snapshot
from andante.web.shell.translations import gettext

from . import labels
from .address import FILTERS, Address, Report
from .choices import MAX_LOADED, Choices
from .form import Chip, Form, chips, names_of
from .model import MAX_ROWS, ReportPage

report_pages = Blueprint("reports", __name__)


@report_pages.get("/reports")
def time() -> ResponseReturnValue:
    """The report in the address. Without parameters, this month by project and user."""
    call, given = current_call(), _address()
    if list(given.pairs) != list(request.args.items(multi=True)):
        return redirect(Report(given.pairs).url())
    shown, page, faults = given.report(call.today), None, list[Fault]()
    attributes = work_attributes.all_by_key(call)
    try:
        page = _page(call, shown, attributes)
    except Invalid as refusal:
        faults = list(refusal.faults)
    form = Form(call, shown, page, _attribute_names(attributes))
    return render_template("reports/report.html", form=form, page=page, faults=faults), 400 if faults else 200


@report_pages.get("/reports/time.<format>")
@snapshot
def file(format: str) -> ResponseReturnValue:
    """The report in the address as a file."""
    if format not in files.FORMATS:
        abort(404)
    call = current_call()
    query = query_group(TimeReportQuery, list(_address().report(call.today).pairs))
    exported = files.export(call, actions.report_for(call, query), format, gettext)
    return send_file(exported.content, exported.type, as_attachment=True, download_name=exported.name)


@report_pages.get("/reports/filter")
def choose() -> str:
    """The values of a dimension that have time in the report, to filter by them."""
    call, kind = current_call(), request.args.get("kind", "")
    name, _, key = kind.partition(":")
    attributes = work_attributes.all_by_key(call)
    if name not in FILTERS or (name == ATTRIBUTE) != (key in attributes):
        abort(404)
    choices = Choices(kind, _address().report(call.today), request.args.get("find", ""))
    report = actions.report_for(call, query_group(TimeReportQuery, choices.query_pairs), attributes)
    choices.offer(actions.page(call, report, Paging(0, MAX_LOADED)), names_of(call, choices.chosen))
    return render_template("reports/filter.html", choices=choices, title=labels.title(kind, _attribute_names(attributes)))


@report_pages.get("/reports/worklogs")
def worklogs() -> str:
    """The worklogs behind a figure of a report."""
    call, shown, offset = current_call(), _address().with_dates(current_call().today), _offset()
    query = query_group(TimeReportRowQuery, list(shown.pairs))
    row, found = actions.row_with_worklogs(call, query, Paging(offset, MAX_ROWS))
    page = found[:MAX_ROWS]
    return render_template(
        "reports/worklogs.html",
        query=query,
        row=row,
        group_names=[labels.of_group(group) for group in row.groups] if row else [],
        worklogs=page,
        users=people.by_ids(call, {worklog.author_id for worklog in page}),
        issues=issues.by_ids(call, {worklog.issue_id for worklog in page}),
        next=shown.page(offset + MAX_ROWS).url("reports.worklogs") if len(found) > MAX_ROWS else None,
        previous=shown.page(max(0, offset - MAX_ROWS)).url("reports.worklogs") if offset else None,
        back=shown.of_report().url(),
        filters=_chips(call, shown),
        me=call.me,
    )


def _page(call: Call, shown: Report, attributes: Mapping[str, AttributeRecord]) -> ReportPage:
    offset, query = _offset(), query_group(TimeReportQuery, list(shown.pairs))
    report = actions.report_for(call, query, attributes)
    rows, totals = actions.page_with_totals(call, report, Paging(offset, MAX_ROWS))
    return ReportPage(report, shown, rows[:MAX_ROWS], totals, offset=offset, has_next=len(rows) > MAX_ROWS)


def _chips(call: Call, shown: Report) -> list[Chip]:
    attributes = work_attributes.all_by_key(call) if shown.values(FILTERS[ATTRIBUTE]) else {}
    return chips(call, shown, _attribute_names(attributes))


def _attribute_names(attributes: Mapping[str, AttributeRecord]) -> dict[str, str]:
    """The names of work attributes, by key."""
    return {key: attribute.name for key, attribute in attributes.items()}


def _address() -> Address:
    return Address.of(request.args.items(multi=True), current_formats(), current_call().today)


def _offset() -> int:
    return parse_id(request.args.get("offset", "")) or 0
