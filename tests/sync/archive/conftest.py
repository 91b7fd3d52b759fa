"""Fixtures: the command line."""

from tests.shell import andante, elsewhere

__all__ = ["andante", "elsewhere"]
