"""Reverts changes of worklogs, plans and timesheets, by their rows of the change log."""
