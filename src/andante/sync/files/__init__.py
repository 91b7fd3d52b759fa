"""Imports and exports CSV and JSON Lines files. Like all other entry points, it calls actions, never a store.

kinds         how records of a kind are read from a file and written to one
directory     users, projects and issues
organization  customers, account categories, accounts and memberships
worklogs      worklogs, with references by name, readable durations and without duplicates
counting      counts values on disk, for files that don't fit into memory
"""
