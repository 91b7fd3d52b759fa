"""Registers the administrator commands. Importing it imports the server."""

from andante.cli.command_set import CommandSet

from . import (
    accounts,
    applications,
    configuration,
    demo,
    feeds,
    issues,
    mirror,
    permissions,
    reports,
    schedules,
    server,
    servlets,
    settings,
    signin,
    teams,
    tokens,
    transfer,
    users,
)

COMMANDS = {
    "": CommandSet(
        {
            "serve": server.serve,
            "migrate": server.migrate,
            "init": signin.init,
            "import": transfer.import_,
            "export": transfer.export,
            "mirror": mirror.mirror,
            "demo": demo.demo,
            "settings": settings.settings,
        },
        {
            "user": users.user,
            "project": issues.project,
            "project-version": issues.version,
            "component": issues.component,
            "issue": issues.issue,
            "issue-status": issues.status,
            "account": accounts.account,
            "customer": accounts.customer,
            "team": teams.team,
            "member": teams.member,
            "role": teams.role,
            "permission": permissions.permission,
            "token": tokens.token,
            "app": applications.application,
            "servlet": servlets.servlet,
            "password": signin.password,
            "config": configuration.config,
            "scheme": schedules.scheme,
            "holidays": schedules.holidays,
            "schedule": schedules.schedule,
        },
    ),
    "plan": CommandSet({"feed": feeds.plans}),
    "report": CommandSet({"planned": reports.planned, "capacity": reports.capacity}),
}
"""By the name of the group that they are added to. The empty name is the top level."""
