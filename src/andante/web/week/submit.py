"""The form that submits a timesheet, with the gaps of its period. A script shows it in a dialog of the week."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.call import Call
from andante.kit.errors import Fault, Invalid
from andante.planning.days import actions as days
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets import actions as timesheets
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

from .views import date_of

submission = Blueprint("submission", __name__)


@submission.get("/week/submit")
def submit_form() -> str:
    call = current_call()
    return _form(call, *_requested(call))


@submission.post("/week/submit")
def submit() -> ResponseReturnValue:
    call, form = current_call(), request.form
    person, period = _requested(call)
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
        raise InvalidForm(_form(call, person, period, refusal.faults)) from refusal
    flash(_("Submitted."))
    return _back(call, person, period)


@submission.post("/week/recall")
def recall() -> ResponseReturnValue:
    call = current_call()
    person, period = _requested(call)
    timesheets.take_step(call, "recall", person, period.from_, period.to)
    flash(_("Recalled. You can change the week again."))
    return _back(call, person, period)


def _requested(call: Call) -> tuple[str, Period]:
    first, last = date_of(request.values.get("from", "")), date_of(request.values.get("to", ""))
    person = request.values.get("person") or call.me
    return person, timesheets.period_of(call, person, first, last)


def _form(call: Call, person: str, period: Period, faults: tuple[Fault, ...] | list[Fault] = ()) -> str:
    found = days.submission(call, person, period)
    reviewers = sorted(found.reviewers.items(), key=lambda reviewer: reviewer[1])
    own = person == call.me
    return render_template("week/submit.html", sheet=found, reviewers=reviewers, own=own, faults=faults, today=call.today)


def _back(call: Call, person: str, period: Period) -> ResponseReturnValue:
    shown: dt.date = min(max(period.from_, call.today), period.to)
    return redirect(url_for("week.week", day=shown.isoformat(), person=None if person == call.me else person))
