"""Roles of team members."""
