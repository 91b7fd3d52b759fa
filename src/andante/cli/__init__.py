"""The command line: people's commands, and the operator's once one of them is wanted."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import typer
from typer.main import get_group

from andante import __version__

from .lazy_group import growing
from .user import register
from .user import transfer as exchange
from .user.plans import plan
from .user.reports import report

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def andante() -> None:
    """Self-hosted time tracking that speaks Tempo."""  # with it `version` stays a command even where it is the only one


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


register.add_to(app)


def _operators(name: str) -> Mapping[str, Any]:
    from .admin import operator  # only now: it brings the server

    return get_group(getattr(operator, name)).commands


if find_spec("sqlalchemy") and find_spec("falcon"):  # installed with the extra `server`
    app.info.cls = growing(lambda: _operators("app"))
    plan.info.cls = growing(lambda: _operators("plan"))
    report.info.cls = growing(lambda: _operators("report"))
else:
    app.command("import", rich_help_panel=register.PANEL)(exchange.import_)
    app.command("export", rich_help_panel=register.PANEL)(exchange.export)
