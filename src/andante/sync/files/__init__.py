"""Files in and out: CSV and JSON Lines, as an entrance like any other. It calls actions, never a store.

kinds         what can be in a file, and the way of every kind from a line into the database and back
directory     users, projects and issues
organisation  customers, account categories, accounts and memberships
worklogs      worklogs: references by name, durations as people write them, nothing twice
tally         counts what comes by in a file that may be longer than memory
"""
