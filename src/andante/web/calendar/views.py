"""Loads a week, and shows its days side by side."""

import datetime as dt

from babel.dates import format_interval
from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.call import Call
from andante.planning.days import actions as days
from andante.planning.days import queries as day_queries
from andante.planning.days.actions import Days
from andante.planning.weeks import rules as weeks
from andante.timekeeping.configuration import queries as configuration
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import current_call

from .columns import Column, columns, first_hour

calendar_pages = Blueprint("calendar", __name__)
VIEWS = ("week", "day")


@calendar_pages.get("/calendar")
@calendar_pages.get("/calendar/<day>")
def calendar(day: str | None = None) -> ResponseReturnValue:
    """The week that includes a day, by default today. `view` is `week` or `day`, `person` the account id of another user."""
    call = current_call()
    chosen = _date(day) if day else call.today
    view = request.args.get("view", VIEWS[0])
    person = request.args.get("person") or call.me
    if view not in VIEWS:
        abort(404)
    if person == call.me and "person" in request.args:
        return redirect(url_for("calendar.calendar", day=day, view=request.args.get("view")))
    week = weeks.week_containing(chosen, g.signed_in.preferences.week_start or configuration.current(call).week_start)
    found = days.find(call, week, person)
    shown = _columns(call, found)
    local = current_formats().local(call.now)
    return render_template(
        "calendar/calendar.html",
        columns=shown,
        first_hour=first_hour(block for column in shown for block in column.timed),
        chosen=chosen,
        view=view,
        today=call.today,
        minute=local.hour * 60 + local.minute,
        person=person,
        name=None if person == call.me else found.name,
        title=_title(week.from_, week.to),
        editable=any(day.editable for day in found.days),
        link=lambda day, view=view: url_for(
            "calendar.calendar", day=day, view=None if view == VIEWS[0] else view, person=None if person == call.me else person
        ),
        step=dt.timedelta(days=1 if view == "day" else weeks.DAYS),
    )


def _columns(call: Call, found: Days) -> list[Column]:
    issue_ids = {worklog.issue_id for worklog in found.worklogs} | {plan.issue_id for plan, _ in found.planned if plan.issue_id}
    project_ids = {plan.project_id for plan, _ in found.planned if plan.project_id}
    return columns(found, *day_queries.subjects(call, issue_ids, project_ids))


def _title(first: dt.date, last: dt.date) -> str:
    return format_interval(first, last, "yMMMd", locale=current_formats().locale)


def _date(text: str) -> dt.date:
    """A date whose neighbors can be shown too."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        abort(404)
    if not dt.date(1, 2, 1) <= date <= dt.date(9999, 11, 30):
        abort(404)
    return date
