"""Memberships: the days on which people are in teams."""
