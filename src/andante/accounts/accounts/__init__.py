"""Accounts: what time is booked to, and the projects and issues that they are linked to."""
