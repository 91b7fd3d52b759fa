"""Worklog search: filters, sort order, pages and counts of worklogs."""
