"""Timesheets: what somebody logged in a period, and whether it was approved."""
