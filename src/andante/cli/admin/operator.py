"""The operator's commands, which work on the database and bring the whole server with them."""

import typer

from . import (
    accounts,
    applications,
    configuration,
    demo,
    directory,
    issues,
    mirror,
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

app, plan, report = typer.Typer(), typer.Typer(), typer.Typer()
"""Those of their own, and those beside what people do with plans and reports."""

app.command()(server.serve)
app.command()(server.migrate)
app.add_typer(directory.user, name="user")
app.add_typer(issues.project, name="project")
app.add_typer(issues.version, name="project-version")
app.add_typer(issues.component, name="component")
app.add_typer(issues.issue, name="issue")
app.add_typer(issues.status, name="issue-status")
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
plans.add_to(plan)
reports.add_to(report)
app.command("import")(transfer.import_)
app.command("export")(transfer.export)
app.command()(mirror.mirror)
app.command()(demo.demo)
