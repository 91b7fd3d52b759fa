"""`andante admin settings`: prints the settings of the server."""

from typing import Any

import msgspec

from andante.cli.user.command import Csv, Json
from andante.cli.user.output import Column, Output, show
from andante.kit.settings import PREFIX, SECRETS, Settings, sources

from .session import settings as configured
from .session import stop

COLUMNS = [Column("name", "Setting"), Column("value", "Value"), Column("source", "Source")]
HIDDEN = "(hidden)"


def settings(json: Json = False, csv: Csv = False) -> None:
    """Print each setting of the server, its value and where it comes from. Passwords are hidden."""
    values = configured()
    try:
        given = sources()
    except ValueError as error:
        raise stop(str(error)) from None
    rows: list[dict[str, Any]] = [
        {"name": PREFIX + name.upper(), "value": _shown(name, value), "source": given[name].place if name in given else "default"}
        for name, value in msgspec.structs.asdict(values).items()
    ]
    show(Output(COLUMNS, rows), "json" if json else "csv" if csv else "table")


def _shown(name: str, value: Any) -> Any:
    return HIDDEN if name in SECRETS and value != getattr(Settings(), name) else value
