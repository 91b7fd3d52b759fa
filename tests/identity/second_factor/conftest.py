"""Fixtures for the commands on second factors."""

from tests.shell import andante

__all__ = ["andante"]
