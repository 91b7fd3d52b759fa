"""`andante admin user invite`: invites people one by one or from a CSV file, and lists and revokes invitations."""

from collections.abc import Mapping
from typing import Annotated

import typer

from andante.cli.failures import ExitCode, describe
from andante.cli.stdio import open_source
from andante.cli.user.output import Column, Output, show
from andante.directory.people import queries as people
from andante.kit.errors import Fault
from andante.kit.files import Line, columns_of, read
from andante.onboarding.invitations import actions
from andante.onboarding.invitations.rules import Invitation, rows_of
from andante.onboarding.invitations.wire import InvitationRow

from .options import JsonOption, UrlOption, UserArgument
from .printing import listing, print_secret, table
from .session import read_transaction, stop, write_transaction

LINKS = [Column("name", "Name"), Column("email", "Email"), Column("link", "Link"), Column("sent", "Sent by mail")]


def invite(
    name: Annotated[str | None, typer.Argument(help="Display name.")] = None,
    email: Annotated[str | None, typer.Argument(help="Email to sign in with.")] = None,
    team: Annotated[str | None, typer.Option(help="Name or id of a team that the person joins.")] = None,
    role: Annotated[str | None, typer.Option(help="Role in the team. Default: the default role.")] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", help="CSV file with the columns name, email, team and role. - is standard input.")
    ] = None,
    time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC",
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite a person, or everyone in a CSV file, and print links to choose a password.

    A link works once, for 7 days. People are invited all or none. Someone who hasn't accepted yet gets a new link, and the link before
    stops working.
    """
    if (csv is None) == (email is None):
        raise stop("Enter the name and email of a person, or a file with --csv.", code=ExitCode.USAGE)
    with write_transaction(base_url=url) as call:
        lines = _lines_of(csv) if csv else [_line({"name": name, "email": email, "team": team, "role": role})]
        outcomes = actions.invite_all(call, rows_of(lines), time_zone=time_zone)
        faults = [(line.number, fault) for line, outcome in zip(lines, outcomes, strict=True) for fault in outcome.faults]
        if faults:
            raise stop(*(_message(number, fault) for number, fault in faults), *(["Nobody was invited."] if csv else []))
        links = [_shown(outcome.invitation, call.base_url) for outcome in outcomes if outcome.invitation]
    if csv or as_json:
        show(Output(LINKS, links, single=not csv), "json" if as_json else "table")
        return
    sentence = f"The invitation to {name} is on its way by mail." if links[0]["sent"] else f"Send this link to {name}."
    print_secret(f"{sentence} The link works once, for 7 days.", str(links[0]["link"]))


@listing
def list_pending() -> Output:
    """List the people who haven't accepted their invitation yet."""
    with read_transaction() as call:
        rows = [(each.user.display_name, each.user.email, each.expires_at) for each in actions.pending(call)]
    return table({"name": "Name", "email": "Email", "expires": "Expires"}, rows, nothing="Everyone has accepted their invitation.")


def revoke(user: UserArgument) -> None:
    """Make the link of an invitation invalid."""
    with write_transaction() as call:
        found = people.look_up(call, user)
        actions.revoke(call, found.account_id)
    typer.echo(f"The invitation of {found.display_name} is revoked.")


def _lines_of(file: str) -> list[Line]:
    with open_source(file) as source:
        return list(read(source, "csv", columns_of(InvitationRow)))


def _line(values: Mapping[str, str | None]) -> Line:
    return Line(0, {field: value for field, value in values.items() if value})


def _message(number: int, fault: Fault) -> str:
    return f"line {number}: {fault}" if number else describe(fault)


def _shown(invitation: Invitation, base_url: str) -> dict[str, object]:
    user = invitation.user
    link = f"{base_url}/password?token={invitation.secret}"
    return {"name": user.display_name, "email": user.email, "link": link, "sent": invitation.is_sent}
