"""Workload schemes, holiday schemes, user schedules and iCalendar."""
