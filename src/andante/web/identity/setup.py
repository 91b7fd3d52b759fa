"""The page that sets up a new server: its first administrator, company, team and project."""

from collections.abc import Sequence
from typing import Any

from babel import Locale
from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from andante.kit.errors import Fault, FaultCode, Invalid
from andante.onboarding.setup import actions, queries
from andante.schedules.calendars.country_holidays import countries, subdivisions
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import InvalidForm, allow_only, current_call, public
from andante.web.shell.time_zones import time_zones
from andante.web.shell.translations import current_language
from andante.web.shell.translations import gettext as _

from .signin import enter

setup = Blueprint("setup", __name__)
SCRIPT = "identity/setup-form.js"
FIELDS = (
    "display_name",
    "email",
    "time_zone",
    "language",
    "company_name",
    "country",
    "subdivision",
    "team_name",
    "project_name",
    "project_key",
    "issue_summary",
)


@setup.get("/setup")
@public
def form() -> ResponseReturnValue:
    secret = request.args.get("token", "")
    queries.check_link(current_call(), secret)
    return _page(secret, _defaults())


@setup.post("/setup")
@public
def save() -> ResponseReturnValue:
    """Creates everything in one transaction, and signs the administrator in."""
    call, secret = current_call(), request.form.get("token", "")
    queries.check_link(call, secret)
    try:
        administrator = actions.set_up_with_link(call, secret, _values())
    except Invalid as error:
        raise InvalidForm(_page(secret, request.form, [*error.faults, *_confirmation_faults()])) from error
    if faults := _confirmation_faults():
        raise InvalidForm(_page(secret, request.form, faults))
    response = enter(administrator.account_id)
    if g.signed_in:
        flash(Markup(render_template("identity/next_steps.html")))  # noqa: S704 a template, which escapes values
    return response


def _values() -> dict[str, Any]:
    """The input of the form, by the names of `SetupInput` in JSON. Empty fields are left out."""
    fields = {name: request.form.get(name, "").strip() for name in FIELDS}
    values: dict[str, Any] = {_camel(name): value for name, value in fields.items() if value}
    week_start = request.form.get("week_start", "")
    return values | {
        "password": request.form.get("password", ""),
        "weekStart": int(week_start) if week_start.isdecimal() and len(week_start) == 1 else week_start,
    }


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def _confirmation_faults() -> list[Fault]:
    if request.form.get("password", "") == request.form.get("confirmation", ""):
        return []
    return [Fault("confirmation", FaultCode.INCONSISTENT, _("The passwords don't match"))]


def _defaults() -> dict[str, str]:
    """What the form contains at first, as far as the browser reveals it."""
    return {
        "time_zone": "UTC",
        "language": current_language(),
        "week_start": "1",
        "country": _country_of_browser(),
        "team_name": _("Team 1"),
        "issue_summary": _("General work"),
    }


def _country_of_browser() -> str:
    """The first country in the languages that the browser accepts: `de-AT` is Austria."""
    accepted = (tag.replace("_", "-").partition("-")[2].upper() for tag in request.accept_languages.values())
    return next((region for region in accepted if region in countries()), "")


def _page(secret: str, values: Any, faults: Sequence[Fault] = ()) -> str:
    allow_only(SCRIPT)
    names = Locale.parse(current_language()).territories
    known = countries()
    return render_template(
        "identity/setup.html",
        secret=secret,
        values=values,
        faults=faults,
        time_zones=time_zones(values.get("time_zone") or "UTC"),
        days=current_formats().week_days(),
        countries=sorted(((code, names[code]) for code in known), key=lambda country: country[1]),
        subdivisions={code: subdivisions(code) for code, parts in known.items() if parts},
    )
