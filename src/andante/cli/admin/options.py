"""Options and arguments that several administrator commands share."""

from typing import Annotated

import typer

UserArgument = Annotated[str, typer.Argument(help="Account id or email.")]
UserOption = Annotated[str, typer.Option("--user", help="Account id or email.")]
