"""Options and arguments that several administrator commands share."""

from typing import Annotated

import typer

from andante.cli.user.options import in_capitals

UserArgument = Annotated[str, typer.Argument(help="Account id or email.")]
ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help="Key or id.", callback=in_capitals)]
ProjectKey = Annotated[str, typer.Argument(metavar="KEY", help="Key of the project, like NORTH.", callback=in_capitals)]
IssueArgument = Annotated[str, typer.Argument(metavar="ISSUE", help="Key or id.", callback=in_capitals)]
UserOption = Annotated[str, typer.Option("--user", help="Account id or email.")]
UrlOption = Annotated[str | None, typer.Option("--url", help="Address of the server. Default: ANDANTE_PUBLIC_URL, or this machine.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
