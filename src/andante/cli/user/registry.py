"""Registers the user commands: one line for each. Importing it imports none of them."""

from andante.cli.lazy_group import Command, Panels

COMMANDS: Panels = {
    "Time": {
        "log": Command("user.worklogs:log", "Log time on an issue."),
        "start": Command("user.timer:start", "Start a timer on an issue."),
        "stop": Command("user.timer:stop", "Stop the timer and log its time, rounded up to the minute."),
        "status": Command("user.timer:status", "Show the running timer."),
        "week": Command("user.week:week", "Show a week: time by issue and day, with logged, required and missing time."),
        "list": Command("user.worklogs:list_", "List worklogs."),
        "edit": Command("user.worklogs:edit", "Change a worklog."),
        "delete": Command("user.worklogs:delete", "Delete worklogs."),
    },
    "Plans": {
        "plan": Command("user.plans:plan", "Plan work."),
    },
    "Timesheets": {
        "submit": Command("user.timesheets:submit", "Submit your timesheet for the period that contains a day."),
        "recall": Command("user.timesheets:recall", "Withdraw your timesheet from review."),
        "waiting": Command("user.timesheets:waiting", "List the timesheets that are waiting for your review."),
        "approve": Command("user.timesheets:approve", "Approve a user's timesheet."),
        "reject": Command("user.timesheets:reject", "Reject a user's timesheet, so that they can change it."),
        "reopen": Command("user.timesheets:reopen", "Reopen a user's approved timesheet."),
    },
    "Reports and files": {
        "report": Command("user.reports:report", "Sum up logged time."),
        "export": Command("user.transfer:export", "Export worklogs to a file."),
        "import": Command("user.transfer:import_", "Import worklogs from a file."),
    },
    "Account": {
        "login": Command("user.signin:login", "Sign in with an API token."),
        "logout": Command("user.signin:logout", "Remove a sign-in from this computer."),
        "whoami": Command("user.signin:whoami", "Show who you are signed in as, and on which server."),
        "profiles": Command("user.signin:list_profiles", "List your sign-ins."),
    },
    "Scripts": {
        "webhook": Command("user.webhooks:webhook", "Develop receivers of webhooks."),
        "api": Command("user.operations:api", "Call any operation of the API and print the response."),
    },
}
"""By heading and name."""
