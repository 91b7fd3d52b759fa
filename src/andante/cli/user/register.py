"""Which commands people have."""

import typer

from . import operations, signin, timer, timesheets, week, worklogs
from .plans import plan
from .reports import report

PANEL = "Your time, through the API"

COMMANDS = {
    "login": signin.login,
    "logout": signin.logout,
    "profiles": signin.signed_in,
    "log": worklogs.log,
    "start": timer.start,
    "stop": timer.stop,
    "status": timer.status,
    "week": week.week,
    "list": worklogs.list_,
    "edit": worklogs.edit,
    "delete": worklogs.delete,
    "submit": timesheets.submit,
    "recall": timesheets.recall,
    "waiting": timesheets.waiting,
    "approve": timesheets.approve,
    "reject": timesheets.reject,
    "reopen": timesheets.reopen,
    "api": operations.api,
}


def add_to(app: typer.Typer) -> None:
    for name, command in COMMANDS.items():
        app.command(name, rich_help_panel=PANEL)(command)
    app.add_typer(plan, name="plan", rich_help_panel=PANEL)
    app.add_typer(report, name="report", rich_help_panel=PANEL)
