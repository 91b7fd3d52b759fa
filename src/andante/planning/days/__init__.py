"""A user's days: worklogs, plans, required time, and which days are locked."""
