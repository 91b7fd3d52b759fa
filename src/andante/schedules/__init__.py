"""The working time of users: workload schemes, holiday schemes, user schedules, and calendars (iCalendar)."""
