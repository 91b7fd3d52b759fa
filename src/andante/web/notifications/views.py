"""The page with the user's notifications, and the form that chooses where they want them."""

from collections.abc import Mapping
from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.activity.notifications import actions, rules
from andante.activity.notifications.kinds import KINDS, path_of
from andante.activity.notifications.rules import Choice
from andante.activity.notifications.wire import MailTiming
from andante.kit.lookup import parse_id
from andante.kit.page_requests import PAGE_HEADER
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import current_call
from andante.web.shell.translations import current_language
from andante.web.shell.translations import gettext as _

notification_pages = Blueprint("notifications", __name__)


@notification_pages.get("/notifications")
def mine() -> str:
    language, locale = current_language(), current_formats().locale
    records = actions.mine(current_call())
    texts = {record.id: rules.render(KINDS[record.kind].text, record, language, locale) for record in records}
    return render_template("notifications/notifications.html", records=records, texts=texts)


@notification_pages.post("/notifications")
def mark_read() -> ResponseReturnValue:
    """Marks a notification as read and opens its page. Without an id, marks all."""
    chosen = request.form.get("id", "")
    id = parse_id(chosen)
    if chosen and id is None:
        return redirect(url_for(".mine"))
    target = next((record for record in actions.mine(current_call()) if record.id == id), None)
    actions.mark_read(current_call(), None if id is None else [id])
    return redirect(request.script_root + path_of(target) if target else url_for(".mine"))


@notification_pages.post("/notifications/settings")
def choose() -> ResponseReturnValue:
    """Saves the form on the page for settings, whose script needs no page in response."""
    actions.choose(current_call(), {kind: _choice(kind, request.form) for kind in KINDS})
    if PAGE_HEADER in request.headers:
        return "", 204
    flash(_("Settings saved"))
    return redirect(url_for("settings.form"))


def _choice(kind: str, fields: Mapping[str, str]) -> Choice:
    """What the form has for a kind. Unknown values become the default."""
    timing = next((each for each in get_args(MailTiming) if each == fields.get(f"{kind}.mail")), KINDS[kind].default.mail)
    return Choice(pages=f"{kind}.pages" in fields, mail=timing)
