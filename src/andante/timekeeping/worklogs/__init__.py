"""Worklogs: who worked when, how long, on what."""
