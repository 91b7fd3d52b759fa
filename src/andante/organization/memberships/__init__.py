"""Memberships: which people are in which teams, on which days."""
