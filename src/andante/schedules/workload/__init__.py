"""Workload schemes: the required working time on each day of the week."""
