"""Pages on which administrators manage holiday schemes, and add the holidays of a country."""

from typing import Any

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.errors import FaultCode, Invalid
from andante.kit.wire import MAX_INT64
from andante.schedules.calendars import country_holidays as calendars
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.rules import HolidaySchemeRecord
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import current_language, ngettext
from andante.web.shell.translations import gettext as _

from .inputs import day_of, parse_input, text

holiday_pages = Blueprint("holidays", __name__)
ID, HOLIDAY = (f"<int(max={MAX_INT64}):{name}>" for name in ("id", "holiday"))
YEARS = range(1970, 2100)
"""The holidays of countries are computed for these years."""


@holiday_pages.get("/admin/holidays")
def listed() -> str:
    return _list()


@holiday_pages.post("/admin/holidays")
def create() -> ResponseReturnValue:
    try:
        added = holidays.create(_administrator(), parse_input({"name": text("name")}, HolidaySchemeInput))
    except Invalid as error:
        raise InvalidForm(_list(faults=error.faults)) from error
    flash(_("Holiday scheme %(name)s added", name=added.name))
    return redirect(url_for(".scheme", id=added.id))


@holiday_pages.get(f"/admin/holidays/{ID}")
def scheme(id: int) -> str:
    """The holidays of a `year`, by default the current one. With `country` (`DE` or `DE-BY`), also those of the country that the scheme
    doesn't have yet."""
    return _scheme_page(holidays.find(_administrator(), id))


@holiday_pages.post(f"/admin/holidays/{ID}")
def add(id: int) -> ResponseReturnValue:
    existing = holidays.find(_administrator(), id)
    try:
        hours = float(text("hours").replace(",", ".") or SECONDS_PER_DAY / 3600)
    except ValueError:
        hours = -1
    try:
        input = {
            "name": text("name"),
            "type": "FIXED" if "every_year" in request.form else "FLOATING",
            "date": day_of("date"),
            "durationSeconds": round(hours * 3600),
        }
        added = holidays.add_holiday(current_call(), id, parse_input(input, HolidayInput))
    except Invalid as error:
        raise InvalidForm(_scheme_page(existing, faults=error.faults)) from error
    flash(_("%(name)s added", name=added.name))
    return redirect(url_for(".scheme", id=id, year=added.date.year))


@holiday_pages.post(f"/admin/holidays/{ID}/country")
def add_country(id: int) -> ResponseReturnValue:
    """Adds the holidays of a country for a year that the scheme doesn't have yet."""
    existing, year = holidays.find(_administrator(), id), _year()
    try:
        added = holidays.add_missing(current_call(), id, _of_country(text("country"), year))
    except Invalid as error:
        raise InvalidForm(_scheme_page(existing, faults=error.faults)) from error
    flash(ngettext("%(num)s holiday added", "%(num)s holidays added", len(added)))
    return redirect(url_for(".scheme", id=id, year=year))


@holiday_pages.post(f"/admin/holidays/{ID}/{HOLIDAY}/delete")
def delete(id: int, holiday: int) -> ResponseReturnValue:
    existing = holidays.find_holiday(_administrator(), id, holiday)
    holidays.remove_holiday(current_call(), id, holiday)
    flash(_("%(name)s deleted", name=existing.name))
    return redirect(url_for(".scheme", id=id, year=request.args.get("year")))


@holiday_pages.post(f"/admin/holidays/{ID}/members")
def assign(id: int) -> ResponseReturnValue:
    existing = holidays.find(_administrator(), id)
    try:
        person = people.look_up_reference(current_call(), text("account_id"), "accountId")
        holidays.assign(current_call(), id, [person.account_id])
    except Invalid as error:
        raise InvalidForm(_scheme_page(existing, faults=error.faults)) from error
    flash(_("The holidays of %(scheme)s apply to %(name)s now", scheme=existing.name, name=person.display_name))
    return redirect(url_for(".scheme", id=id))


def _administrator() -> Call:
    call = current_call()
    call.require_administrator(to="manage holidays")
    return call


def _year() -> int:
    """The year of the address or the form; the current year if it isn't one."""
    chosen = request.values.get("year", "")
    return int(chosen) if chosen.isdecimal() and len(chosen) == len("2026") and int(chosen) in YEARS else current_call().today.year


def _of_country(place: str, year: int) -> list[HolidayInput]:
    country, _separator, subdivision = place.partition("-")
    if not country:
        raise Invalid("country", FaultCode.REQUIRED, "Choose a country")
    calendars.check_place(country, subdivision or None)
    language = calendars.language_of_holidays(country, current_language())
    return calendars.holidays_of_country(country, subdivision or None, [year], language=language)


def _list(**values: Any) -> str:
    return render_template("admin/holidays.html", schemes=holidays.list_all(_administrator()), form=request.form, **values)


def _scheme_page(scheme: HolidaySchemeRecord, **values: Any) -> str:
    call, year = current_call(), _year()
    return render_template(
        "admin/holiday_scheme.html",
        scheme=scheme,
        year=year,
        holidays=holidays.of_year(call, scheme.id, year),
        places=_places(),
        form=request.form,
        **values,
    )


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """The countries whose holidays are known, by name, each with its places: the whole country and its subdivisions."""
    names = Locale.parse(current_formats().locale).territories
    found = [
        (names.get(code, code), [(code, names.get(code, code)), *((f"{code}-{part}", part) for part in parts if code in DETAILED)])
        for code, parts in calendars.countries().items()
    ]
    return sorted(found)


DETAILED = ("AT", "AU", "CA", "CH", "DE", "ES", "GB", "US")
"""The page offers the subdivisions of these countries. `andante admin holidays import` knows those of all countries."""
