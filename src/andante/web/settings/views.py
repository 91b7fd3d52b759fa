"""The page for settings: a form that a script saves with each change, and that works without one; and the sessions of the user."""

import msgspec
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.activity.notifications import actions as notifications
from andante.activity.notifications.kinds import KINDS
from andante.directory.people import actions as people
from andante.identity.preferences import actions as preferences
from andante.identity.preferences.rules import PreferencesRecord
from andante.identity.preferences.wire import PreferencesInput
from andante.identity.signin import actions as signin
from andante.kit.errors import Fault, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.kit.page_requests import PAGE_HEADER
from andante.timekeeping.configuration import queries as configuration
from andante.web.shell.browser import current_browser
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.time_zones import time_zones
from andante.web.shell.translations import current_language, ngettext
from andante.web.shell.translations import gettext as _

settings = Blueprint("settings", __name__)
NUMBERS = ("week_start", "calendar_snap_minutes")
OPTIONAL = ("language", "week_start")
SNAP_MINUTES = (1, 5, 10, 15, 30, 60)


@settings.get("/settings")
def form() -> str:
    return _page()


@settings.post("/settings")
def save() -> ResponseReturnValue:
    """Saves the whole form. The script of the page needs no page in response."""
    call, fields = current_call(), request.form
    try:
        chosen = _chosen(fields)
        people.change_own_time_zone(call, fields.get("time_zone", ""))
        preferences.change(call, chosen)
        g.signed_in = msgspec.structs.replace(g.signed_in, preferences=chosen)  # the message is in the new language
    except Invalid as error:
        raise InvalidForm(_page(faults=error.faults)) from error
    if PAGE_HEADER in request.headers:
        return "", 204
    flash(_("Settings saved"))
    return redirect(url_for(".form"))


@settings.post("/settings/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    ended = signin.end_other_sessions(current_call(), current_browser().token)
    flash(ngettext("Signed out in %(num)s other browser", "Signed out in %(num)s other browsers", ended))
    return redirect(url_for(".form"))


def _chosen(fields: dict[str, str]) -> PreferencesRecord:
    """The preferences in the form. An empty choice means the default of the browser or of the configuration."""
    values = {name: fields.get(name, "") for name in PreferencesRecord.__struct_fields__ if name != "single_key_shortcuts"}
    input = {
        _camel(name): int(value) if name in NUMBERS and value.isdecimal() else value
        for name, value in values.items()
        if value or name not in OPTIONAL
    }
    input["singleKeyShortcuts"] = "single_key_shortcuts" in fields
    refuse_if_faulty(input, PreferencesInput)
    return PreferencesRecord(**msgspec.structs.asdict(msgspec.convert(input, PreferencesInput)))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def _page(faults: tuple[Fault, ...] = ()) -> str:
    call = current_call()
    return render_template(
        "settings/settings.html",
        chosen=preferences.mine(call),
        time_zone=call.caller.time_zone,
        time_zones=time_zones(call.caller.time_zone),
        configured_week_start=configuration.current(call).week_start,
        days=current_formats().week_days(),
        snap_minutes=SNAP_MINUTES,
        notifications=[(kind, KINDS[kind].title[current_language()], choice) for kind, choice in notifications.my_choices(call).items()],
        sessions=signin.my_sessions(call, current_browser().token),
        faults=faults,
    )
