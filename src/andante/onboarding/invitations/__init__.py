"""Invitations: people get a link to choose a password, and join a team."""
