"""The page that logs time: a form that other tools open with values in its address, and that works without scripts."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.durations import in_hours
from andante.kit.errors import Fault, Invalid, Refusal
from andante.planning.suggestions import actions as suggestions
from andante.planning.suggestions.wire import WorklogFormQuery
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.web.shell.assets import static_path
from andante.web.shell.dates import parse_time
from andante.web.shell.formats import current_formats
from andante.web.shell.navigation import exists
from andante.web.shell.pages import InvalidForm, current_call, public
from andante.web.shell.translations import gettext as _

from . import entry

log = Blueprint("log", __name__)
BLANK = ("issue", "duration", "date", "start", "description", "billable", "estimate")
INPUTS = {"issueKey": "issue", "issueId": "issue", "timeSpentSeconds": "duration", "startDate": "date", "startTime": "start"} | {
    "description": "description",
    "billableSeconds": "billable",
    "remainingEstimateSeconds": "estimate",
}
"""The input that shows the faults of a field."""


@log.get("/log")
def form() -> str:
    return _page(request.args, _previous_page(request.args.get("back") or request.referrer or ""))


@log.post("/log")
def save() -> ResponseReturnValue:
    """Logs the time and returns to the page from which the form was opened."""
    call, fields = current_call(), request.form
    try:
        attributes = worklog_queries.load_logging_rules(call).attributes
        saved = worklogs.log(call, entry.worklog_input(fields, call.me, attributes, call.today))
    except Refusal as error:
        raise InvalidForm(_page(fields, _previous_page(fields.get("back", "")), error.faults), error.status) from error
    flash(_("Logged %(duration)s on %(issue)s", duration=current_formats().hours(saved.time_spent_seconds), issue=saved.issue_key))
    return redirect(_previous_page(fields.get("back", "")) or _own_page())


@log.get("/app.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """Lets phones and desktops install the pages as an app."""
    icons = [
        {"src": static_path(f"log/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    start, new = f"{request.script_root}/", url_for("log.form")
    shortcut = {"name": _("Log time"), "url": new}
    body = {
        "name": "Andante",
        "short_name": "Andante",
        "id": start,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#fbfaf8",
        "theme_color": "#2256a0",
        "icons": icons,
        "shortcuts": [shortcut],
    }
    return body, 200, {"Content-Type": "application/manifest+json"}


def _page(given: Mapping[str, str], back: str | None, faults: tuple[Fault, ...] = ()) -> str:
    call = current_call()
    values = {name: given.get(name, "").strip() for name in BLANK}
    known = list(faults)
    parsed = current_formats().parse_day(values["date"], call.today)
    day = parsed or call.today
    key = entry.issue_key(values["issue"])
    try:
        found = suggestions.worklog_form(call, WorklogFormQuery(issue_key=key or None, date=day))
    except Invalid as error:
        known += [] if faults else error.faults
        found = suggestions.worklog_form(call, WorklogFormQuery(date=day))
    if found.issue:
        values["issue"] = f"{found.issue.key} {found.issue.summary}"
    estimate = found.issue.remaining_estimate_seconds if found.issue else None
    date = day if parsed or not values["date"] else values["date"]
    start = parse_time(values["start"]) or values["start"] or found.start_time
    return render_template(
        "log/log.html",
        form=found,
        values=values | {"date": date, "start": start},
        given=given,
        back=back,
        faults=[_at_input(fault) for fault in known],
        names=[*BLANK, *(entry.ATTRIBUTE + attribute.key for attribute in found.attributes)],
        estimate=None if estimate is None else in_hours(estimate),
    )


def _at_input(fault: Fault) -> Fault:
    """The fault with the name of the input that shows it."""
    head, bracket, key = fault.field.partition("[")
    if bracket and head == "attributes":
        return Fault(entry.ATTRIBUTE + key.rstrip("]"), fault.code, fault.message)
    return Fault(INPUTS.get(fault.field, fault.field), fault.code, fault.message)


def _previous_page(address: str) -> str | None:
    """The path of a page of this server. None for all other addresses, and for this page."""
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.netloc not in ("", request.host) or not re.match(r"/(?![/\\])", path):
        return None
    is_other = parts.path != url_for("log.form") and not parts.path.startswith(f"{request.script_root}/sign")
    return path if is_other else None


def _own_page() -> str:
    return request.script_root + ("/week" if exists("/week") else "/")
