"""`andante scheme`, `andante holidays` and `andante schedule`: who owes how much time, and when not."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from andante.directory.people import actions as people
from andante.identity.tokens import actions as auth
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.schedules.calendars.rules import of_country, of_ical, to_ical
from andante.schedules.holidays import actions as holiday_schemes
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput
from andante.schedules.user_schedules import actions as schedules
from andante.schedules.workload import actions as workload_schemes
from andante.schedules.workload.wire import WorkloadSchemeInput
from andante.scopes import Scope
from andante.web.feeds import PATH

from .session import reading, settings, writing

scheme = typer.Typer(no_args_is_help=True, help="Workload and holiday schemes.")
holidays = typer.Typer(no_args_is_help=True, help="Holidays.")
schedule = typer.Typer(no_args_is_help=True, help="What people owe on each day.")

Kind = Annotated[Literal["workload", "holiday"], typer.Argument(help="Which kind of scheme.")]
Scheme = Annotated[str, typer.Argument(help="Id or name of a scheme.")]
Who = Annotated[str, typer.Option("--user", help="Account id or email.")]
WHOLE_YEAR = 365
LONGEST_FEED_DAYS = 5000


@scheme.command("list")
def list_schemes() -> None:
    """List both kinds: kind, id, name, members, and which is the default."""
    with reading() as call:
        for kind, schemes in (("workload", workload_schemes.every(call)), ("holiday", holiday_schemes.every(call))):
            for one in schemes:
                typer.echo(f"{kind}\t{one.id}\t{one.name}\t{one.member_count} members\t{'default' if one.is_default else ''}")


@scheme.command("add")
def add_scheme(kind: Kind, name: str) -> None:
    """Add a scheme and print its id: eight hours from Monday to Friday, or no holidays yet."""
    with writing() as call:
        refuse_if_faulty({"name": name}, HolidaySchemeInput)
        if kind == "workload":
            added = workload_schemes.create(call, WorkloadSchemeInput(name=name)).id
        else:
            added = holiday_schemes.create(call, HolidaySchemeInput(name=name)).id
    typer.echo(added)


@scheme.command("assign")
def assign(kind: Kind, meant: Scheme, users: Annotated[list[str], typer.Argument(help="Account ids or emails.")]) -> None:
    """Put people into a scheme, out of the ones that they were in."""
    with writing() as call:
        account_ids = [people.look_up(call, user).account_id for user in users]
        actions = workload_schemes if kind == "workload" else holiday_schemes
        actions.assign(call, actions.look_up(call, meant).id, account_ids)


@holidays.command("import")
def import_holidays(
    meant: Scheme,
    ics: Annotated[Path | None, typer.Option(help="An iCalendar file.", exists=True, dir_okay=False)] = None,
    country: Annotated[str | None, typer.Option(help="A country like DE, instead of a file.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="A part of the country, like BY.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Repeat for several. A country: this year; a file: all.")] = None,
    language: Annotated[str | None, typer.Option(help="Of a country's holidays, like en_US; else its own.")] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="What a whole day takes.")] = 24,
) -> None:
    """Add the holidays that a scheme does not have yet, and list them."""
    seconds = round(hours * 3600)
    with writing() as call:
        if any(not dt.MINYEAR <= one <= dt.MAXYEAR - 10 for one in year or []):
            raise Invalid("year", FaultCode.OUT_OF_RANGE, f"must be from {dt.MINYEAR} to {dt.MAXYEAR - 10}")
        given = _holidays(ics, country, subdivision, year or [], call.today.year, language, seconds)
        added = holiday_schemes.add_missing(call, holiday_schemes.look_up(call, meant).id, given)
    for holiday in added:
        typer.echo(f"{holiday.date}\t{holiday.type}\t{holiday.name}")
    typer.echo(f"{len(added)} holidays added, {len(given) - len(added)} were there already.", err=True)


def _holidays(
    ics: Path | None, country: str | None, subdivision: str | None, years: list[int], this_year: int, language: str | None, seconds: int
) -> list[HolidayInput]:
    if ics and not country:
        return of_ical(ics.read_bytes(), years, seconds=seconds)
    if country and not ics:
        return of_country(country.upper(), subdivision, years or [this_year], seconds=seconds, language=language)
    raise Invalid("", FaultCode.INCONSISTENT, "Either --ics or --country is needed, and not both")


@schedule.command("export")
def export(
    user: Who,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Today unless given.")] = None,
    to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A year later unless given.")] = None,
) -> None:
    """Print somebody's schedule and holidays as iCalendar."""
    with reading() as call:
        person = people.look_up(call, user)
        first = from_.date() if from_ else call.today
        last = to.date() if to else first + dt.timedelta(days=WHOLE_YEAR)
        days = schedules.days_of_user(call, person.account_id, first, last)
        typer.echo(to_ical(person.account_id, person.display_name, days, call.now), nl=False)


@schedule.command("feed")
def feed(user: Who, days: Annotated[int, typer.Option(help="How long it lives.")] = LONGEST_FEED_DAYS) -> None:
    """Make an address where a calendar program finds somebody's schedule, and print it. It is shown this once only; its
    token opens nothing else. `andante token list` and `revoke` know it."""
    with writing() as call:
        account_id = people.look_up(call, user).account_id
        _, secret = auth.create_token(call, account_id, "calendar feed", days=days, scopes=[Scope.SCHEDULE_FEED])
    typer.echo(f"{settings().public_url or 'http://127.0.0.1:8080'}{PATH}?token={secret}")
