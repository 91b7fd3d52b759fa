"""Loads a week, and shows it as a grid of issues and days."""

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.planning.weeks import actions as weeks
from andante.web.shell.pages import current_call

from .model import WeekPage

week_pages = Blueprint("week", __name__)
MAX_SHOWN_ISSUES = 50
"""The address can list this many issues that get a row before they have time."""


@week_pages.get("/week")
@week_pages.get("/week/<day>")
def week(day: str | None = None) -> ResponseReturnValue:
    """The week that includes a day, by default today. `person` is the account id of another user. `issue` can be repeated: the keys of
    issues that get a row in any case. With `override`, administrators can change locked days."""
    call = current_call()
    chosen = date_of(day) if day else call.today
    account_id = request.args.get("person") or call.me
    if account_id == call.me and "person" in request.args:
        return redirect(url_for("week.week", day=day))
    shown = request.args.getlist("issue")[:MAX_SHOWN_ISSUES]
    found = weeks.find(call, chosen, account_id, shown, g.signed_in.preferences.week_start)
    own = account_id == call.me
    page = WeekPage(found, today=call.today, chosen=chosen, own=own, override="override" in request.args)
    return render_template("week/week.html", week=page, link=_link(account_id if not own else None))


def date_of(text: str) -> dt.date:
    """The date in an address. Anything else is a page that doesn't exist."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        abort(404)


def _link(account_id: str | None) -> Callable[[dt.date | None], str]:
    """A function that returns the address of the same user's week that includes a day."""
    return lambda day: url_for("week.week", day=day and day.isoformat(), person=account_id)
