"""A person's timesheet: what to check, its time by issue and by day, its history, and the form that reviews it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.projects.rules import color_index
from andante.kit.errors import Fault, Invalid
from andante.planning.sheets import actions as sheets
from andante.planning.sheets.actions import Sheet
from andante.timekeeping.reviews import actions as reviews
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

from .problems import flags
from .views import date_of, report, seen_timesheets

sheet_pages = Blueprint("sheets", __name__)
VERBS = ("approve", "reject", "reopen")


@sheet_pages.get("/approvals/<day>/<person>")
def sheet(day: str, person: str) -> ResponseReturnValue:
    """The timesheet of the period that includes a day."""
    found = _find(day, person)
    if found.period.from_ != date_of(day):
        return redirect(url_for(".sheet", day=found.period.from_, person=person))
    return _page(found)


@sheet_pages.post("/approvals/<day>/<person>")
def review(day: str, person: str) -> ResponseReturnValue:
    """Approves the timesheet, sends it back or opens it again. Then shows the next one that waits, or the same one if none does."""
    verb = request.form.get("verb", "")
    if verb not in VERBS:
        abort(400)
    seen = seen_timesheets(request.form.getlist("sheet"))
    try:
        steps = reviews.review(current_call(), verb, seen, request.form.get("comment", "").strip())
    except Invalid as refusal:
        raise InvalidForm(_page(_find(day, person), refusal.faults)) from refusal
    report(verb, steps, selected=len(seen))
    if verb == "reopen" or not steps.taken:
        return redirect(url_for(".sheet", day=day, person=person))
    return _redirect_to_next(day, person)


@sheet_pages.get("/approvals/next/<day>/<person>")
def next_sheet(day: str, person: str) -> ResponseReturnValue:
    """Redirects to the timesheet after this one that waits for approval, or to the list."""
    return _redirect_to_next(day, person)


def _redirect_to_next(day: str, person: str) -> ResponseReturnValue:
    found = reviews.next_waiting(current_call(), date_of(day), person)
    return redirect(url_for(".sheet", day=found.from_date, person=found.account_id) if found else url_for("approvals.listed"))


def _find(day: str, person: str) -> Sheet:
    return sheets.find(current_call(), person, date_of(day))


def _page(found: Sheet, faults: tuple[Fault, ...] | list[Fault] = ()) -> str:
    by_day: dict[str, list[WorklogRecord]] = {}
    for worklog in found.days.worklogs:
        by_day.setdefault(worklog.start_date.isoformat(), []).append(worklog)
    verbs = {
        "submit": _("submitted it"),
        "approve": _("approved it"),
        "reject": _("sent it back"),
        "recall": _("recalled it"),
        "reopen": _("opened it again"),
    }
    return render_template(
        "approvals/sheet.html",
        sheet=found,
        by_day=by_day,
        verbs=verbs,
        flags=flags,
        color_index=color_index,
        faults=faults,
        today=current_call().today,
    )
