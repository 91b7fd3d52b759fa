"""Worklog exports: the worklogs that external systems such as payroll receive, and the results that they report."""
