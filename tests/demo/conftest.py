"""Fixtures for the commands that create the demo."""

from tests.shell import andante, elsewhere

__all__ = ["andante", "elsewhere"]
