"""Holidays of countries and from iCalendar files, and schedules and plans as iCalendar."""
