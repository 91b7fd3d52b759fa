"""Roles: what somebody is in a team."""
