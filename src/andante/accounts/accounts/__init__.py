"""Accounts, on which time is booked, and their links to projects and issues."""
