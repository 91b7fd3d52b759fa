"""`andante admin scheme`, `andante admin holidays` and `andante admin schedule`: manages schemes and holidays, and exports schedules."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from andante.cli.user.output import Output
from andante.directory.people import queries as people
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.schedules.calendars.country_holidays import holidays_of_country
from andante.schedules.calendars.ical_reader import holidays_from_ical
from andante.schedules.calendars.ical_writer import schedule_to_ical
from andante.schedules.holidays import actions as holiday_schemes
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput
from andante.schedules.user_schedules import actions as schedules
from andante.schedules.workload import actions as workload_schemes
from andante.schedules.workload.wire import WorkloadSchemeInput

from . import feeds
from .options import UserOption
from .printing import listing, print_added, table
from .session import read_transaction, write_transaction

scheme = typer.Typer(no_args_is_help=True, help="Manage workload and holiday schemes.")
holidays = typer.Typer(no_args_is_help=True, help="Manage holidays.")
schedule = typer.Typer(no_args_is_help=True, help="Export schedules.")

Kind = Annotated[Literal["workload", "holiday"], typer.Argument(help="Kind of scheme.")]
Scheme = Annotated[str, typer.Argument(help="Id or name of a scheme.")]
DAYS_PER_YEAR = 365


@scheme.command("list")
@listing
def list_schemes() -> Output:
    """List all schemes."""
    with read_transaction() as call:
        rows = [
            *(_row("workload", each.id, each.name, each.member_count, each.is_default) for each in workload_schemes.list_all(call)),
            *(_row("holiday", each.id, each.name, each.member_count, each.is_default) for each in holiday_schemes.list_all(call)),
        ]
    titles = {"kind": "Kind", "id": "Id", "name": "Name", "members": "Members", "default": "Default"}
    return table(titles, rows, nothing="There are no schemes.")


def _row(kind: str, id: int, name: str, members: int, is_default: bool) -> tuple[str, int, str, int, str]:
    return kind, id, name, members, "yes" if is_default else ""


@scheme.command("add")
def add_scheme(kind: Kind, name: str) -> None:
    """Add a scheme. A workload scheme starts with eight hours from Monday to Friday, a holiday scheme without
    holidays."""
    with write_transaction() as call:
        refuse_if_faulty({"name": name}, HolidaySchemeInput)
        if kind == "workload":
            added = workload_schemes.create(call, WorkloadSchemeInput(name=name)).id
        else:
            added = holiday_schemes.create(call, HolidaySchemeInput(name=name)).id
    print_added(f"{kind} scheme {name}", added)


@scheme.command("assign")
def assign(kind: Kind, scheme: Scheme, users: Annotated[list[str], typer.Argument(help="Account ids or emails.")]) -> None:
    """Assign users to a scheme. This ends their previous assignments."""
    with write_transaction() as call:
        account_ids = [people.look_up(call, user).account_id for user in users]
        actions = workload_schemes if kind == "workload" else holiday_schemes
        found = actions.look_up(call, scheme)
        actions.assign(call, found.id, account_ids)
    typer.echo(f"Assigned {len(account_ids)} {'user' if len(account_ids) == 1 else 'users'} to the {kind} scheme {found.name}")


@holidays.command("import")
@listing
def import_holidays(
    scheme: Scheme,
    ics: Annotated[Path | None, typer.Option(help="iCalendar file.", exists=True, dir_okay=False)] = None,
    country: Annotated[str | None, typer.Option(help="Country code like DE, instead of a file.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="Subdivision of the country, like BY.")] = None,
    year: Annotated[
        list[int] | None, typer.Option(help="Year. Repeat for several. Default: this year for a country, all years of a file.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of a country's holidays, like en_US. Default: the country's own.")] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="Hours of a full-day holiday.")] = 24,
) -> Output:
    """Add missing holidays to a scheme, and list them."""
    seconds = round(hours * 3600)
    with write_transaction() as call:
        if any(not dt.MINYEAR <= each <= dt.MAXYEAR - 10 for each in year or []):
            raise Invalid("year", FaultCode.OUT_OF_RANGE, f"must be from {dt.MINYEAR} to {dt.MAXYEAR - 10}")
        given = _holidays(ics, country, subdivision, year or [], call.today.year, language, seconds)
        added = holiday_schemes.add_missing(call, holiday_schemes.look_up(call, scheme).id, given)
    typer.echo(f"{len(added)} holidays added, {len(given) - len(added)} already existed.", err=True)
    rows = [(holiday.date, holiday.type, holiday.name) for holiday in added]
    return table({"date": "Date", "type": "Type", "name": "Name"}, rows, nothing="No holidays were missing.")


def _holidays(
    ics: Path | None, country: str | None, subdivision: str | None, years: list[int], this_year: int, language: str | None, seconds: int
) -> list[HolidayInput]:
    if ics and not country:
        return holidays_from_ical(ics.read_bytes(), years, seconds=seconds)
    if country and not ics:
        return holidays_of_country(country.upper(), subdivision, years or [this_year], seconds=seconds, language=language)
    raise Invalid("", FaultCode.INCONSISTENT, "Either --ics or --country is needed, but not both")


@schedule.command("export")
def export(
    user: UserOption,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day. Default: today.")] = None,
    to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day. Default: one year later.")] = None,
) -> None:
    """Print a user's schedule and holidays as iCalendar."""
    with read_transaction() as call:
        person = people.look_up(call, user)
        first = from_.date() if from_ else call.today
        last = to.date() if to else first + dt.timedelta(days=DAYS_PER_YEAR)
        days = schedules.days_of_user(call, person.account_id, first, last)
        typer.echo(schedule_to_ical(person.account_id, person.display_name, days, call.now), nl=False)


schedule.command("feed")(feeds.schedule)
