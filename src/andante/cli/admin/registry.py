"""Registers the administrator commands: one line for each. Importing it imports none of them, because they import the server."""

from andante.cli.lazy_group import Command, Panels

COMMANDS: Panels = {
    "Server": {
        "init": Command("admin.initialization:init", "Set up a new server: the first administrator, the company, a team and a project."),
        "serve": Command("admin.server:serve", "Run the server."),
        "worker": Command("admin.server:worker", "Run background jobs in a separate process."),
        "jobs": Command("admin.jobs:jobs", "List background jobs, and repeat failed ones."),
        "migrate": Command("admin.server:migrate", "Migrate the database to the newest version."),
        "backup": Command("admin.backup:backup", "Back up the database. The server can keep running."),
        "restore": Command("admin.backup:restore", "Restore a backup into an empty database."),
        "doctor": Command("admin.doctor:doctor", "Check the settings, the database and the machine, and say what to do."),
        "mail": Command("admin.mail:mail", "List sent mails, and send a test."),
        "config": Command("admin.configuration:config", "Show and change the global configuration."),
        "settings": Command("admin.settings:settings", "Print each setting of the server, its value and where it comes from."),
        "demo": Command(
            "admin.demo:demo", "Create demo.db with a realistic example company, or continue with an existing one, and serve it."
        ),
    },
    "Users and access": {
        "user": Command("admin.users:user", "Manage users."),
        "password": Command("admin.signin:password", "Set and reset passwords."),
        "token": Command("admin.tokens:token", "Manage API tokens."),
        "permission": Command("admin.permissions:permission", "Manage permission roles."),
        "app": Command("admin.applications:application", "Manage OAuth applications."),
        "servlet": Command("admin.servlets:servlet", "Manage access to the servlets."),
    },
    "Projects, issues and accounts": {
        "project": Command("admin.issues:project", "Manage projects."),
        "project-version": Command("admin.issues:version", "Manage versions of projects."),
        "component": Command("admin.issues:component", "Manage components of projects."),
        "issue": Command("admin.issues:issue", "Manage issues."),
        "issue-status": Command("admin.issues:status", "Manage issue statuses."),
        "account": Command("admin.accounts:account", "Manage accounts."),
        "customer": Command("admin.accounts:customer", "Manage customers."),
    },
    "Teams and schedules": {
        "team": Command("admin.teams:team", "Manage teams."),
        "member": Command("admin.teams:member", "Manage team memberships."),
        "role": Command("admin.teams:role", "Manage roles in teams."),
        "scheme": Command("admin.schedules:scheme", "Manage workload and holiday schemes."),
        "holidays": Command("admin.schedules:holidays", "Manage holidays."),
        "schedule": Command("admin.schedules:schedule", "Export schedules."),
        "plan": Command("admin.feeds:plan", "Export plans."),
        "report": Command("admin.reports:report", "Compare planned, logged and available time."),
    },
    "Data": {
        "import": Command("admin.transfer:import_", "Import worklogs from a file, or records of another kind."),
        "export": Command("admin.transfer:export", "Export worklogs to a file, or records of another kind."),
        "archive": Command("admin.archive:archive", "Export all records to one file, and import it into an empty database."),
        "mirror": Command("admin.mirror:mirror", "Copy data from Tempo Cloud or another Andante into this database."),
    },
}
"""By heading and name. `andante admin NAME` runs a command, and so does `andante NAME` unless a user command has that name."""
