"""Schedules: what a person owes on each day, after workload scheme and holidays."""
