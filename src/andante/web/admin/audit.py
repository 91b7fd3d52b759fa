"""The page with the audit log for administrators, and the file with its changes."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from andante.activity.audit import actions, rules
from andante.activity.audit.rules import Event, Filter, Position
from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.changes import ENTITIES, Action
from andante.kit.clock import Instant, local_to_utc
from andante.spreadsheets import delimited
from andante.spreadsheets.tables import Heading, Table, temporary_file
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import current_call
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import marked

audit = Blueprint("audit", __name__)
PAGE_SIZE, FILE_PAGE_SIZE = 30, 1000
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 2), dt.date(9999, 12, 30)
"""The period without a filter. Its ends exist in all time zones."""

ENTITY_NAMES = {
    "account": marked("Account"),
    "accountcategory": marked("Account category"),
    "accountlink": marked("Link of an account"),
    "allocation": marked("Plan"),
    "apitoken": marked("API token"),
    "customer": marked("Customer"),
    "flexplan": marked("Flex plan"),
    "genericresource": marked("Generic resource"),
    "globalconfiguration": marked("Configuration"),
    "holiday": marked("Holiday"),
    "holidaymembership": marked("Holiday scheme of a person"),
    "holidayscheme": marked("Holiday scheme"),
    "issue": marked("Issue"),
    "oauthapp": marked("OAuth app"),
    "permissiongroup": marked("Permission role"),
    "program": marked("Program"),
    "project": marked("Project"),
    "servletnetwork": marked("Network of the servlets"),
    "servlettoken": marked("Token of the servlets"),
    "skill": marked("Skill"),
    "team": marked("Team"),
    "teamlink": marked("Link of a team"),
    "teammembership": marked("Team membership"),
    "teamrole": marked("Team role"),
    "timesheetapproval": marked("Timesheet"),
    "user": marked("User"),
    "webhooksubscription": marked("Webhook"),
    "workattribute": marked("Work attribute"),
    "workload": marked("Workload scheme"),
    "workloadmembership": marked("Workload scheme of a person"),
    "worklog": marked("Worklog"),
}
"""The names of the entities that the form offers. Changes of other entities are shown with the name of the entity."""

ACTION_NAMES = {Action.CREATED: marked("Created"), Action.UPDATED: marked("Changed"), Action.DELETED: marked("Deleted")}


class Search(NamedTuple):
    """What the form asks for. `unknown` are the inputs that don't fit anything."""

    filter: Filter
    start: Instant
    end: Instant
    unknown: list[str]


@audit.get("/admin/audit")
def log() -> str:
    call = current_call()
    search = _search(call)
    position = _position(request.args.get("before", ""))
    page = actions.browse(call, search.filter, search.start, search.end, position, PAGE_SIZE)
    events = [rules.event(change) for change in page.changes]
    values: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "before"}
    return render_template(
        "admin/audit.html",
        events=events,
        people=_people(call, events),
        entities=sorted(((name, _(title)) for name, title in ENTITY_NAMES.items()), key=lambda pair: pair[1].casefold()),
        entity_names=ENTITY_NAMES,
        action_names=ACTION_NAMES,
        values=values,
        unknown=search.unknown,
        newest=url_for(".log", **values) if position else None,
        older=url_for(".log", **values, before=f"{page.next[0]}.{page.next[1]}") if page.next else None,
        file=url_for(".download", **values),
    )


@audit.get("/admin/audit.csv")
def download() -> ResponseReturnValue:
    """All changes that the page would show on all its pages. The file is complete before it is sent."""
    call = current_call()
    call.require_administrator(to="see the audit log")
    headings = [_("Time"), _("Person"), _("Action"), _("Object"), _("ID"), _("Whose time"), _("Field"), _("Before"), _("After")]
    table = Table(_("Audit log"), [Heading(name) for name in headings], _file_rows(call, _search(call)))
    return send_file(temporary_file(partial(delimited.write, table=table)), delimited.TYPE, as_attachment=True, download_name="audit.csv")


def _file_rows(call: Call, search: Search) -> Iterator[list[str | None]]:
    """One row for each changed field; one row for a change without fields."""
    position: Position | None = None
    while True:
        page = actions.browse(call, search.filter, search.start, search.end, position, FILE_PAGE_SIZE)
        for change in page.changes:
            event = rules.event(change)
            common = [change.at, change.actor, change.action, change.entity, change.entity_id, event.worker]
            yield from ([*common, *field] for field in event.fields)
            if not event.fields:
                yield [*common, None, None, None]
        if (position := page.next) is None:
            return


def _people(call: Call, events: list[Event]) -> dict[str, str]:
    """The names of the people in these changes, by account id."""
    ids = {id for event in events for id in (event.change.actor, event.worker) if id}
    return {id: user.display_name for id, user in people.by_ids(call, ids).items()}


def _search(call: Call) -> Search:
    entity, action, id = (_argument(name) for name in ("entity", "action", "id"))
    unknown: list[str] = []
    start, end = _times(unknown)
    of_object = [id] if id else None
    if of_object and entity not in ENTITIES:
        unknown.append("id")
        of_object = None
    filter = Filter(
        entities=[entity] if entity in ENTITIES else None,
        actions=[action] if action in ACTION_NAMES else None,
        authors=_account_ids(call, "author", unknown),
        workers=_account_ids(call, "worker", unknown),
        ids=of_object,
    )
    return Search(filter, start, end, unknown)


def _account_ids(call: Call, name: str, unknown: list[str]) -> list[str] | None:
    """The account ids of the people whose name is in an input. A name that nobody has can be the account id of someone who was deleted."""
    wanted = _argument(name)
    if not wanted:
        return None
    found = [user.account_id for user in people.by_names(call, [wanted]).get(wanted, ())]
    if not found:
        unknown.append(name)
    return found or [wanted]


def _times(unknown: list[str]) -> tuple[Instant, Instant]:
    """The first and the last second of the days in the form, in the user's time zone."""
    formats = current_formats()
    today = formats.local(current_call().now).date()
    days: dict[str, dt.date] = {}
    for name in ("from", "to"):
        text = _argument(name)
        day = formats.parse_day(text, today) if text else None
        if day and FIRST_DAY <= day <= LAST_DAY:
            days[name] = day
        elif text:
            unknown.append(name)
    first, last = days.get("from", FIRST_DAY), days.get("to", LAST_DAY)
    return local_to_utc(first, dt.time(), formats.time_zone), local_to_utc(last, dt.time(23, 59, 59), formats.time_zone)


def _argument(name: str) -> str:
    return request.args.get(name, "").replace("\0", "").strip()


def _position(text: str) -> Position | None:
    found = re.fullmatch(r"([\dTZ:-]{20})\.(\d{1,18})", text, re.ASCII)
    return (Instant(found[1]), int(found[2])) if found else None
