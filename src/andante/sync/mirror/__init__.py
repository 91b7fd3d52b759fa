"""Another server's data copied here, through its API: first all of it, then what changed.

wire          what is asked of Jira
rules         what is known of one thing there and here, and what is to be done about it
store         which id here each id there has, and how far the reading of each group has come
actions       writes what was read, one batch in one transaction
source        the other server, opened
jira          people, projects and issues, as its Jira side tells of them
groups        what a group of things is: how it is read there, and written here
directory     users, projects and issues, from Jira's side
placeholders  what stands for people, projects and issues that nobody tells of
organisation  configuration, roles, customers, accounts, attributes, permission roles
staff         teams and all that is in them, generic resources, skills
schedules     workload and holiday schemes
work          worklogs, plans and timesheets
run           goes through all groups, once
"""
