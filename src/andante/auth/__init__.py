"""Tokens: who is calling."""
