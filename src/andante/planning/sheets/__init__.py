"""Sheets: a user's timesheet with its worklogs, plans and history, for those who review it."""
