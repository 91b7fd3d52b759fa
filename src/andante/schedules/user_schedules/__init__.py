"""User schedules: the required working time of a user on each day, by workload scheme and holidays."""
