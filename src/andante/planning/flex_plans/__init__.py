"""Flex plans: time that is wanted of a team, without a person or fixed days."""
