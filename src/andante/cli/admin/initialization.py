"""`andante init`: sets up a new server in a shell, as the setup page does."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from andante.cli.failures import describe
from andante.cli.stdio import read_password
from andante.identity.preferences.wire import Language
from andante.identity.signin import actions as signin
from andante.kit.errors import Invalid
from andante.onboarding.setup import actions, rules
from andante.onboarding.setup.wire import FIRST_ISSUE, SetupInput

from .options import JsonOption, UrlOption
from .session import public_url, report_refusals, write_transaction

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)
QUESTIONS = {
    "displayName": "Your name",
    "email": "Your email",
    "timeZone": "Your time zone",
    "language": "Language (en or de)",
    "companyName": "Name of the company",
    "weekStart": "First day of the week",
    "country": "Country of the public holidays, such as DE",
    "subdivision": "State or region, such as BY",
    "teamName": "First team",
    "projectName": "First project",
    "projectKey": "Key of the project",
    "issueSummary": "First issue of the project",
}
"""What the command asks, by the name of the input."""

OPTIONAL = ("companyName", "country", "subdivision", "teamName", "projectName", "projectKey")
NEEDS = {"subdivision": "country", "projectKey": "projectName", "issueSummary": "projectName"}
"""Questions that make sense only after an answer to another one."""


def init(
    name: Annotated[str | None, typer.Argument(help="Your name. Without it, the command asks for everything.")] = None,
    email: Annotated[str | None, typer.Argument(help="Email to sign in with.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Like Europe/Berlin. Default: UTC.")] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Read the password from a prompt or standard input, instead of printing a link to choose it.")
    ] = False,
    language: Annotated[Language | None, typer.Option(help="Your language, and that of mails.")] = None,
    company_name: Annotated[str | None, typer.Option("--company", help="Name of the company.")] = None,
    week_start: Annotated[Day, typer.Option(help="First day of the week.")] = "monday",
    country: Annotated[str | None, typer.Option(help="Country whose holidays apply, like DE.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="State or region of the country, like BY.")] = None,
    team_name: Annotated[str | None, typer.Option("--team", help="First team. You are its lead.")] = None,
    project_name: Annotated[str | None, typer.Option("--project", help="Name of the first project.")] = None,
    project_key: Annotated[str | None, typer.Option("--key", help="Key of the first project. Default: from its name.")] = None,
    issue_summary: Annotated[str, typer.Option("--issue", help="First issue of the project.")] = FIRST_ISSUE,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set up a new server: the first administrator, the company, a team and a project. Prints a link to choose a password."""
    person, company = (name, email, time_zone, language), (company_name, week_start, country and country.upper(), subdivision)
    given = zip(QUESTIONS, (*person, *company, team_name, project_name, project_key, issue_summary), strict=True)
    values = {field: value for field, value in given if value}
    with report_refusals():
        input = _parse(values, read_password("Password") if password else None) if name and email else _ask(values, with_password=password)
    with write_transaction() as call:
        added = actions.set_up(call, input)
        secret = None if input.password else signin.create_password_link(call, added.account_id)
    address = (url or public_url()).rstrip("/")
    link = f"{address}/password?token={secret}" if secret else f"{address}/signin"
    if as_json:
        typer.echo(json.dumps({"accountId": added.account_id, "email": added.email, "passwordSet": secret is None, "link": link}))
        return
    typer.echo(f"{added.display_name} is the administrator. {'Choose a password' if secret else 'Sign in'} at:", err=True)
    typer.echo(link)


def _parse(values: dict[str, Any], password: str | None) -> SetupInput:
    complete = values | {"weekStart": DAYS.index(values["weekStart"]) + 1} | ({} if password is None else {"password": password})
    return rules.parse(complete)


def _ask(defaults: dict[str, Any], *, with_password: bool) -> SetupInput:
    """Asks for everything. After wrong answers, it asks again and suggests what was entered."""
    values = {"timeZone": _local_time_zone(), "language": "en", **defaults}
    while True:
        for field, question in QUESTIONS.items():
            is_asked = field not in NEEDS or values.get(NEEDS[field])
            values[field] = _answer(field, question, values) if is_asked else None
        given = {field: value for field, value in values.items() if value}
        try:
            return _parse(given, read_password("Password") if with_password else None)
        except Invalid as refusal:
            for fault in refusal.faults:
                typer.secho(describe(fault), err=True, fg=typer.colors.RED)


def _answer(field: str, question: str, values: dict[str, Any]) -> str:
    default = values.get(field)
    if field == "projectKey":
        default = default or rules.suggested_key(values["projectName"])
    if field == "issueSummary":
        default = default or FIRST_ISSUE
    optional = field in OPTIONAL and not default
    hint = " (or nothing)" if optional else ""
    while True:
        answer: str = typer.prompt(question + hint, default="" if optional else default, show_default=not optional, err=True).strip()
        if field == "weekStart" and answer.lower() not in DAYS:
            typer.secho(f"must be one of {', '.join(DAYS)}", err=True, fg=typer.colors.RED)
            continue
        if field == "country":
            return answer.upper()
        return answer.lower() if field == "weekStart" else answer


def _local_time_zone() -> str:
    """The time zone of this machine, as far as Unix systems tell."""
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found else "UTC"
