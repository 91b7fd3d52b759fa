"""`andante admin doctor`: checks the installation and its data."""

import os

import msgspec
import typer

from andante.cli.failures import ExitCode
from andante.cli.user.command import Csv, Json
from andante.cli.user.output import Column, Output, show
from andante.kit.checks import State
from andante.maintenance.doctor import examine

COLUMNS = [Column("state", "State"), Column("check", "Check"), Column("message", "Found"), Column("remedy", "What to do")]


def doctor(json: Json = False, csv: Csv = False) -> None:
    """Check the settings, the database and the machine, and say what to do. Exits with 1 if there is a problem."""
    findings = examine(os.environ)
    show(Output(COLUMNS, [msgspec.to_builtins(finding) for finding in findings]), "json" if json else "csv" if csv else "table")
    if any(finding.state is State.PROBLEM for finding in findings):
        raise typer.Exit(ExitCode.REFUSED)
