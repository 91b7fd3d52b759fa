"""`andante user export` and `andante user anonymize`: the data of one person."""

from typing import Annotated

import typer

from andante.cli.stdio import open_binary_target
from andante.directory.people import queries as people
from andante.schema import TABLES
from andante.sync.privacy import actions
from andante.sync.privacy.actions import Survey

from .session import read_transaction, write_transaction

Person = Annotated[str, typer.Argument(help="Account id, email or user name.")]


def export(person: Person, file: Annotated[str, typer.Argument(help="Zip file to write, or - for standard output.")]) -> None:
    """Export everything about a person: data.json and a summary, without passwords and other secrets."""
    with read_transaction() as call, open_binary_target(file) as target:
        user = people.look_up(call, person)
        rows = actions.export_person(call, TABLES, user.account_id, target)
    typer.echo(f"Exported {rows} rows about {user.display_name}.", err=True)


def anonymize(
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this option, the command only shows what it would do.")] = False,
    texts: Annotated[
        bool, typer.Option("--texts", help="Also delete the descriptions of the person's worklogs and plans, and comments on timesheets.")
    ] = False,
) -> None:
    """Replace a person by an anonymous account, which keeps the logged and planned time. This can't be undone."""
    if not yes:
        with read_transaction() as call:
            user = people.look_up(call, person)
            survey = actions.survey(call, TABLES, user.account_id)
        typer.echo("\n".join(_described(user.display_name, survey, texts=texts)))
        return
    with write_transaction() as call:
        user = people.look_up(call, person)
        anonymous = actions.anonymize(call, TABLES, user.account_id, texts=texts)
    typer.echo(f"{user.display_name} is now {anonymous.display_name} ({anonymous.account_id}).")


def _described(name: str, survey: Survey, *, texts: bool) -> list[str]:
    return [
        f"{name} would become an anonymous, inactive account without an email. To do it, use --yes. It can't be undone.",
        _listed("Kept under the anonymous account", survey.kept),
        *(["Deleted: descriptions and comments that the person wrote"] if texts else []),
        _listed("Deleted", survey.deleted),
        f"Names removed from {survey.changes} rows of the change log",
    ]


def _listed(title: str, counts: dict[str, int]) -> str:
    listed = ", ".join(f"{count} {table}" for table, count in counts.items()).replace("_", " ")
    return f"{title}: {listed or 'nothing'}"
