"""The command line."""

from importlib.util import find_spec

import typer

from .. import __version__

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def andante() -> None:
    """Self-hosted time tracking that speaks Tempo."""  # with it `version` stays a command even where it is the only one


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


if find_spec("sqlalchemy") and find_spec("falcon"):  # installed with the extra `server`
    from . import (
        accounts,
        applications,
        configuration,
        demo,
        directory,
        issues,
        permissions,
        plans,
        reports,
        schedules,
        server,
        servlets,
        signin,
        teams,
        tokens,
        transfer,
    )

    app.command()(server.serve)
    app.command()(server.migrate)
    app.add_typer(directory.user, name="user")
    app.add_typer(issues.project, name="project")
    app.add_typer(issues.version, name="project-version")
    app.add_typer(issues.component, name="component")
    app.add_typer(issues.issue, name="issue")
    app.add_typer(issues.status, name="status")
    app.add_typer(accounts.account, name="account")
    app.add_typer(accounts.customer, name="customer")
    app.add_typer(teams.team, name="team")
    app.add_typer(teams.member, name="member")
    app.add_typer(teams.role, name="role")
    app.add_typer(permissions.permission, name="permission")
    app.add_typer(tokens.token, name="token")
    app.add_typer(applications.application, name="app")
    app.add_typer(servlets.servlet, name="servlet")
    app.command()(signin.init)
    app.add_typer(signin.password, name="password")
    app.add_typer(configuration.config, name="config")
    app.add_typer(schedules.scheme, name="scheme")
    app.add_typer(schedules.holidays, name="holidays")
    app.add_typer(schedules.schedule, name="schedule")
    app.add_typer(plans.plan, name="plan")
    app.add_typer(reports.report, name="report")
    app.command("import")(transfer.import_)
    app.command("export")(transfer.export)
    app.command()(demo.demo)
