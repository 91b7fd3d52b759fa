"""Notifications: reminders and news for each user, on pages and by mail."""
