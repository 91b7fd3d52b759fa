"""`andante demo`: creates and serves a database with a realistic example company."""

import datetime as dt
import os
from pathlib import Path
from secrets import choice
from typing import Annotated

import typer

from andante.demo.people import email_of_administrator, email_of_member
from andante.demo.story import fill
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.identity.signin import actions as signin
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import Call
from andante.servlets.access import actions as access

from . import server
from .ports import check_port
from .session import stop, write_transaction

FILE = "demo.db"
CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Start the server, or only create the data.")] = True,
    fill_configured: Annotated[
        bool, typer.Option("--fill", help="Fill the configured database, which must be empty. Don't start the server.")
    ] = False,
    worker: Annotated[bool | None, typer.Option(help="Run a process for background jobs. Default: yes, or ANDANTE_WORKER.")] = None,
) -> None:
    """Create demo.db with a realistic example company, or continue with an existing one, and serve it."""
    if serve and not fill_configured:
        check_port(host, port)
    if not fill_configured:
        os.environ["ANDANTE_DATABASE_URL"] = f"sqlite:///{FILE}"
        os.environ.setdefault("ANDANTE_ACCESS_LOG", "false")
    if Path(FILE).exists() and not fill_configured:
        typer.echo(f"Continuing with {FILE}. Delete it to start over.")
    with write_transaction() as call:
        users = people.list_all(call)
        if users and fill_configured:
            raise stop("The database is not empty: it contains users.")
        if not users:
            typer.echo("Creating an example company: people, projects, worklogs, plans and timesheets …")
            fill(call)
        _print_introduction(call, f"http://{host}:{port}")
    if serve and not fill_configured:
        server.serve(host=host, port=port, workers=1, threads=1, worker=worker)


def _print_introduction(call: Call, url: str) -> None:
    """Prints the example users, their tokens and commands to try."""
    administrator = people.look_up(call, email_of_administrator())
    member = people.look_up(call, email_of_member())
    password = _new_password()
    for user in (administrator, member):
        signin.set_password(call, user.account_id, password)
    secrets = {user.account_id: auth.create_token(call, user.account_id, "demo")[1] for user in (administrator, member)}
    typer.echo(_introduction(url, administrator, member, secrets, password, clock.today(call.now, member.time_zone).isoformat()))
    servlet = access.rotate_token(call) if access.token(call) else access.create_token(call)
    query = f"dateFrom={clock.today(call.now, 'UTC') - dt.timedelta(days=14)}&diffOnly=true&validOnly=true&tempoApiToken={servlet}"
    typer.echo(f"Worklogs that payroll hasn't exported yet:\n  curl -s '{url}/plugins/servlet/tempo-getWorklog/?{query}'\n")


def _new_password() -> str:
    """Random, because a demo may be open to a network, but short enough to type."""
    return "-".join("".join(choice(CLEAR_LETTERS) for _ in range(4)) for _ in range(3))


def _introduction(url: str, administrator: UserRecord, member: UserRecord, secrets: dict[str, str], password: str, today: str) -> str:
    as_administrator, as_member = (f"-H 'Authorization: Bearer {secrets[user.account_id]}'" for user in (administrator, member))
    body = (
        f'{{"issueKey": "API-1", "authorAccountId": "{member.account_id}", "startDate": "{today}", "startTime": "16:00:00", '
        '"timeSpentSeconds": 2700, "description": "Try the demo"}'
    )
    return f"""
Andante at {url}   (its API: {url}/4/docs)

  {administrator.display_name:<18} administrator   token {secrets[administrator.account_id]}
  {member.display_name:<18} team member     token {secrets[member.account_id]}

Sign in to the pages at {url}/signin:
  {administrator.email:<40} (administrator)
  {member.email:<40} (team member)
  password: {password}

The latest worklogs of {member.display_name}:
  curl -s {as_member} '{url}/4/worklogs?orderBy=START_DATE_TIME&limit=3'

Log 45 minutes for {member.display_name}:
  curl -s {as_member} -H 'Content-Type: application/json' -d '{body}' '{url}/4/worklogs'

All worklogs of the project API, as the administrator:
  curl -s {as_administrator} '{url}/4/worklogs?project=API&limit=3'

The work attributes:
  curl -s {as_administrator} '{url}/4/work-attributes'
"""
