"""Workload schemes: how much time a person owes on each day of the week."""
