"""The form that submits a timesheet, with the gaps of its period. A script shows it in a dialog of the week."""

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.kit.call import Call
from andante.kit.errors import Fault, Invalid
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.rules import Timesheet
from andante.timekeeping.worklogs import queries as worklogs
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

from .views import date_of

submission = Blueprint("submission", __name__)


class Gap(Struct, frozen=True):
    """A day with less time than required."""

    day: ScheduleDay
    logged_seconds: int

    @property
    def missing(self) -> int:
        return self.logged_seconds - self.day.required_seconds


@submission.get("/week/submit")
def submit_form() -> str:
    call = current_call()
    return _form(call, _requested_timesheet(call))


@submission.post("/week/submit")
def submit() -> ResponseReturnValue:
    call, form = current_call(), request.form
    sheet = _requested_timesheet(call)
    person, period = sheet.record.account_id, sheet.record.period
    try:
        timesheets.take_step(
            call,
            "submit",
            person,
            period.from_,
            period.to,
            comment=form.get("comment", "").strip() or None,
            reviewer_id=form.get("reviewer_account_id") or None,
        )
    except Invalid as refusal:
        raise InvalidForm(_form(call, sheet, refusal.faults)) from refusal
    flash(_("Submitted."))
    return _back(call, person, period)


@submission.post("/week/recall")
def recall() -> ResponseReturnValue:
    call = current_call()
    sheet = _requested_timesheet(call)
    person, period = sheet.record.account_id, sheet.record.period
    timesheets.take_step(call, "recall", person, period.from_, period.to)
    flash(_("Recalled. You can change the week again."))
    return _back(call, person, period)


def _requested_timesheet(call: Call) -> Timesheet:
    first, last = date_of(request.values.get("from", "")), date_of(request.values.get("to", ""))
    return timesheets.of_user(call, request.values.get("person") or call.me, first, last)


def _form(call: Call, sheet: Timesheet, faults: tuple[Fault, ...] | list[Fault] = ()) -> str:
    if "submit" not in sheet.actions:
        abort(404)
    person, period = sheet.record.account_id, sheet.record.period
    return render_template(
        "week/submit.html",
        sheet=sheet,
        period=period,
        gaps=_gaps(call, person, period),
        reviewers=_reviewers(call, person),
        own=person == call.me,
        person=person,
        faults=faults,
        today=call.today,
    )


def _gaps(call: Call, person: str, period: Period) -> list[Gap]:
    days = schedules.days(call, [person], period.from_, period.to)[person]
    logged = worklogs.seconds_by_day(call, [person], period.from_, period.to)[person]
    return [Gap(day, logged.get(day.date, 0)) for day in days if logged.get(day.date, 0) < day.required_seconds]


def _reviewers(call: Call, person: str) -> list[UserRecord]:
    return sorted(people.by_ids(call, timesheets.reviewers(call, person)).values(), key=lambda user: user.display_name)


def _back(call: Call, person: str, period: Period) -> ResponseReturnValue:
    shown: dt.date = min(max(period.from_, call.today), period.to)
    return redirect(url_for("week.week", day=shown.isoformat(), person=None if person == call.me else person))
