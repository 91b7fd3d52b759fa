"""Timesheets of others: what waits for approval, and what a reviewer should look at."""
