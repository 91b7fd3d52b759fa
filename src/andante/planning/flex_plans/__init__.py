"""Flex plans: planned time for a period or a team, without a person and fixed days."""
