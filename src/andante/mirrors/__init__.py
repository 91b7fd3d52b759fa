"""Another server's data copied here, through its API: first all of it, then what changed.

rules         what is known of one thing there and here, and what is to be done about it
store         which id here each id there has, and how far the reading of each group has come
actions       writes what was read, one batch in one transaction
source        the one place that asks the other server
groups        what a group of things is: how it is read there, and written here
directory     users, projects and issues, from Jira's side
organisation  configuration, roles, customers, accounts, attributes, teams and all that is in them
schedules     workload and holiday schemes
work          worklogs, plans and timesheets
run           goes through all groups, again and again until there is nothing left to read
"""
