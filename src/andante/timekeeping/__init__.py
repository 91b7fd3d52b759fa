"""Worklogs, work attributes, periods, timesheet approvals and the global configuration."""
