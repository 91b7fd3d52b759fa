"""Memberships: who is in which team, and when."""
