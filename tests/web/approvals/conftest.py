"""The fixtures for tests in a browser."""

from tests.web.week.conftest import chromium, desk

__all__ = ["chromium", "desk"]
