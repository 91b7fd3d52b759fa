"""The command line."""

from ..shell import andante, elsewhere

__all__ = ["andante", "elsewhere"]
