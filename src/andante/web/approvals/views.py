"""Lists the timesheets that a user may see, and approves or rejects several of them at once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.activity.notifications import actions as notifications
from andante.directory.people import queries as people
from andante.kit.clock import Instant, parse_instant
from andante.kit.errors import Fault, Invalid
from andante.kit.lookup import parse_id
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.reviews import actions as reviews
from andante.timekeeping.reviews.rules import Cell, Filter
from andante.timekeeping.timesheets.actions import Steps
from andante.timekeeping.timesheets.rules import STATES
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import ngettext

from .problems import flags

approval_pages = Blueprint("approvals", __name__)
PARAMETERS = ("state", "period", "team", "mine", "page")
MAX_PAGE = 10_000


@approval_pages.get("/approvals")
def listed() -> str:
    """Timesheets by `state`: waiting (of all periods, unless one is chosen), open, approved, rejected or all. `period` is a day of a
    period, `team` the id of a team. With `mine`, only those that the user is asked to review."""
    return _page()


@approval_pages.post("/approvals")
def review() -> ResponseReturnValue:
    """Approves or rejects the selected timesheets, and shows the list again."""
    verb = request.form.get("verb", "")
    if verb not in ("approve", "reject"):
        abort(400)
    seen = seen_timesheets(request.form.getlist("sheet"))
    try:
        steps = reviews.review(current_call(), verb, seen, request.form.get("comment", "").strip())
    except Invalid as refusal:
        raise InvalidForm(_page(faults=refusal.faults)) from refusal
    report(verb, steps, selected=len(seen))
    return redirect(url_for(".listed", **parameters()))


@approval_pages.get("/approvals/teams")
def overview() -> str:
    """The timesheets of a `team` over six periods, `until` the one that includes a day."""
    call = current_call()
    until = date_of(request.args["until"]) if request.args.get("until") else None
    found = reviews.overview(call, parse_id(request.args.get("team", "")), until)

    def overdue(period: Period) -> list[Cell]:
        cells = (found.cells.get((account_id, period)) for account_id in found.people)
        return [cell for cell in cells if cell and cell.listed.may_review and cell.is_overdue(call.today)]

    return render_template("approvals/team.html", overview=found, overdue=overdue, today=call.today)


@approval_pages.post("/approvals/teams")
def remind() -> ResponseReturnValue:
    """Reminds the people of a team who haven't submitted their timesheet of a period."""
    count = notifications.remind(current_call(), parse_id(request.args.get("team", "")) or 0, date_of(request.form.get("period", "")))
    reminded = ngettext("%(num)s person reminded.", "%(num)s people reminded.", count)
    flash(reminded if count else _("They were reminded today already, or don't want reminders."))
    return redirect(url_for(".overview", team=request.args.get("team"), until=request.args.get("until")))


def report(verb: str, steps: Steps, *, selected: int) -> None:
    """Shows on the next page what was done, and which timesheets weren't changed, with their state."""
    count = len(steps.taken)
    if not selected:
        flash(_("Select timesheets first."))
    elif count:
        message = {
            "approve": ngettext("%(num)s timesheet approved.", "%(num)s timesheets approved.", count),
            "reject": ngettext("%(num)s timesheet sent back.", "%(num)s timesheets sent back.", count),
            "reopen": ngettext("%(num)s timesheet opened again.", "%(num)s timesheets opened again.", count),
        }
        flash(message[verb])
    owners = people.by_ids(current_call(), {sheet.account_id for sheet in steps.refused})
    for sheet in steps.refused:
        days = current_formats().days(sheet.from_date, sheet.to_date)
        name = owners[sheet.account_id].display_name
        flash(
            _(
                "The timesheet of %(name)s for %(days)s was not changed: someone else was faster, or you may not do this.",
                name=name,
                days=days,
            )
        )


def seen_timesheets(values: Sequence[str]) -> dict[int, Instant]:
    """The ids of timesheets with the time of their last change, as the user saw it: `7 2026-03-18T12:00:00Z`."""
    seen = {}
    for value in values:
        id, _separator, changed_at = value.partition(" ")
        known = parse_id(id)
        if known is None:
            abort(400)
        seen[known] = parse_instant(changed_at, "sheet")
    return seen


def parameters(**changed: Any) -> dict[str, Any]:
    """The parameters of the address, with changes. None removes a parameter."""
    return {name: request.args.get(name) for name in PARAMETERS} | changed


def _page(faults: Sequence[Fault] = ()) -> str:
    args = request.args
    state = args.get("state", "waiting")
    chosen = next((each for each in STATES if each == state), None)
    if chosen is None and state != "all":
        abort(404)
    filter = Filter(
        state=chosen,
        first_day=date_of(args["period"]) if args.get("period") else None,
        team_id=parse_id(args["team"]) if args.get("team") else None,
        mine="mine" in args,
    )
    page = min(parse_id(args.get("page", "1")) or 1, MAX_PAGE)
    found = reviews.find(current_call(), filter, page)
    return render_template(
        "approvals/list.html",
        reviews=found,
        state=state,
        filter=filter,
        page=page,
        has_more=page * reviews.PAGE_SIZE < found.total,
        flags=flags,
        link=_link,
        parameters=parameters,
        selected=request.form.getlist("sheet"),
        faults=faults,
    )


def _link(**changed: Any) -> str:
    """The address of the list with other parameters, from its first page on."""
    return url_for(".listed", **parameters(page=None) | changed)


def date_of(text: str) -> dt.date:
    """The date in an address. Anything else is a page that doesn't exist."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        abort(404)
