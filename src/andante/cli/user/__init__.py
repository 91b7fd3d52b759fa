"""The commands for users. They call the API of Andante or Tempo Cloud, and never use a database.

state_file   small private files that keep state between commands
profiles     sign-ins: server, token and user of each profile
history      the running timer and recent issues of each profile
connection   opens the typed client
jira         data that only Jira has: the owner of a token, issue keys, user names
session      a connected profile
output       the result of a command, printed as a table, JSON or CSV
refusals     reports what the server refused, and the exit code
command      turns a function into a command: opens the session, prints the output, reports failures
dates        parses days, weeks and times of day
options      options that several commands share
registry     lists all commands

Each of the other modules contains a group of commands.
"""
