"""Calendars of others: holidays from iCalendar files and of countries, schedules as iCalendar."""
