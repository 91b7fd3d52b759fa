"""The page on which administrators change what they chose about the company when they set up the server."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.errors import Fault, Invalid
from andante.timekeeping.configuration import actions, queries
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

company = Blueprint("company", __name__)
DAYS = ("week_start", "approval_week_start")
FIELDS = ("company_name", "company_language", *DAYS)


@company.get("/admin/company")
def form() -> str:
    return _page()


@company.post("/admin/company")
def save() -> ResponseReturnValue:
    """Changes these settings of the global configuration. The others stay."""
    fields = {name: request.form.get(name, "").strip() for name in FIELDS}
    days = {name: int(fields[name]) if fields[name].isdecimal() else fields[name] for name in DAYS}
    try:
        actions.change(current_call(), fields | days | {"company_name": fields["company_name"] or None})
    except Invalid as error:
        raise InvalidForm(_page(fields, error.faults)) from error
    flash(_("Company updated"))
    return redirect(url_for(".form"))


def _page(entered: dict[str, str] | None = None, faults: tuple[Fault, ...] = ()) -> str:
    """The form with what was entered or, at first, with the current settings."""
    call = current_call()
    call.require_administrator(to="change the company")
    current = queries.current(call)
    values: dict[str, Any] = entered or {name: getattr(current, name) for name in FIELDS}
    days = current_formats().week_days()
    return render_template("admin/company.html", names=FIELDS, values=values, days=days, faults=faults)
