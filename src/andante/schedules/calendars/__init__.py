"""Calendars: reads the holidays of countries and of iCalendar files, and writes schedules and plans as iCalendar."""
