"""Timesheets: a user's worklogs in a period, and their approval."""
