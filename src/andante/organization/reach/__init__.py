"""Reach: over whom somebody holds a permission through a team, and on which days."""
