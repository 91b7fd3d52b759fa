"""Registers the user commands."""

from andante.cli.command_set import CommandSet

from . import operations, signin, timer, timesheets, transfer, week, worklogs
from .plans import plan
from .reports import report

PANEL = "Your time, through the API"

COMMANDS = CommandSet(
    {
        "login": signin.login,
        "logout": signin.logout,
        "profiles": signin.list_profiles,
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
    },
    {"plan": plan, "report": report},
    panel=PANEL,
)
COMMANDS_WITHOUT_SERVER = CommandSet({"import": transfer.import_, "export": transfer.export}, panel=PANEL)
"""If the server is installed, the administrator commands with the same names replace them."""
