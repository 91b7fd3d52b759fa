"""The command line for people: through the API of an Andante or of Tempo Cloud, never on a database.

kept         small files that outlive a command: profiles, the running timer
profiles     who somebody is at which server
connection   the only place that knows the typed client
jira         what only Jira's side knows: whose token it is, keys of issues, names of people
session      a profile at work
failures     what can go wrong, and the exit code of each
output       what a command answers, as a table, JSON or CSV
commands     how a function becomes a command: session, output and failures around it
moments      days, weeks and times of day as people write them
options      what several commands take

Beside them, one module for each group of commands.
"""
