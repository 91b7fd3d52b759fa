"""User schedules: the required working time of a user on each day, from the user's workload scheme and holidays."""
