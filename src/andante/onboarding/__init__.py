"""Starts a new server, and invites people to it."""
