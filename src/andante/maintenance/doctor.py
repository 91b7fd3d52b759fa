"""Examines an installation: its settings, database, stored data and machine."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from andante.kit.checks import Check, Finding, State
from andante.kit.database import Database
from andante.kit.settings import Settings, from_environment, unknown_variables
from andante.schema import current_revision, head_revision
from andante.sql.problems import UnusableDatabase, explain, file_problem, parse_url

from . import machine, stored_data

SETTINGS, DATABASE, SCHEMA = "Settings", "Database", "Schema"
MIGRATE = "Run: andante admin migrate"


def examine(environment: Mapping[str, str]) -> list[Finding]:
    """The findings of all checks that are possible. Changes nothing."""
    try:
        settings = from_environment(environment)
    except ValueError as error:
        return [Finding(SETTINGS, State.PROBLEM, str(error), "Correct this setting.")]
    unknown = [Finding(SETTINGS, State.WARNING, warning, "Remove or correct it.") for warning in unknown_variables(environment)]
    return [
        *(unknown or [Finding(SETTINGS, State.OK)]),
        *_examine_database(settings),
        *machine.secret_files(environment),
        *machine.public_address(settings),
        *machine.mail_server(settings),
    ]


def _examine_database(settings: Settings) -> Iterator[Finding]:
    url = parse_url(settings.database_url)
    file = Path(str(url.database)) if url.drivername == "sqlite" else None
    problem = file_problem(str(file)) if file else None
    if problem or (file and not file.exists()):
        yield Finding(DATABASE, State.PROBLEM, problem or f"{file} doesn't exist", "" if problem else MIGRATE)
        return
    with closing(Database(settings.database_url)) as database:
        try:
            revision = current_revision(database)
        except Exception as error:
            reason = str(error) if isinstance(error, UnusableDatabase) else explain(error, url)
            if reason is None:
                raise
            yield Finding(DATABASE, State.PROBLEM, reason)
            return
        yield Finding(DATABASE, State.OK, url.render_as_string())
        yield from _examine_data(database, revision)
        yield from machine.disk_space(file)
        if file:
            yield from machine.database_files(file)


def _examine_data(database: Database, revision: str | None) -> Iterator[Finding]:
    if revision != head_revision():
        message = f"the database has the schema {revision}, and the newest is {head_revision()}" if revision else "the database is empty"
        yield Finding(SCHEMA, State.PROBLEM, f"{message}; the stored data was not checked", MIGRATE)
        return
    yield Finding(SCHEMA, State.OK, revision)
    for check in (*stored_data.CHECKS, *stored_data.AREA_CHECKS):
        yield _run(check, database)


def _run(check: Check, database: Database) -> Finding:
    """Each check has its own transaction: on PostgreSQL, a failed statement ends it. Checks fail if they read damaged pages."""
    try:
        with database.snapshot() as db:
            return check.run(db)
    except Exception as error:
        reason = explain(error, database.url) or str(getattr(error, "orig", None) or error)
        return Finding(check.title, State.PROBLEM, f"could not be checked: {reason}", check.remedy)
