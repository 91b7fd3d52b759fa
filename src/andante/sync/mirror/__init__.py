"""Copies the data of another server through its API: everything at first, then what changed.

The other server is the source. Each object has a remote id at the source and a local id in this database.

wire          the Jira endpoints that are read, and the parts of their responses that are used
rules         the local ids and fingerprints of objects, and which objects must be written
store         the tables: the local id of each remote id, and how far each group was read
actions       writes a batch of objects in one transaction
source        connects to the source
jira          reads people, projects and issues from the source's Jira
groups        how objects of one kind are read at the source and written here
directory     users, projects and issues
placeholders  creates people, projects and issues that can't be read
organization  configuration, roles, customers, accounts, attributes, permission roles
staff         teams with memberships and links, generic resources, skills
schedules     workload and holiday schemes
work          worklogs, plans and timesheets
run           mirrors all groups
"""
