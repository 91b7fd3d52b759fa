"""Fixtures for tests in Chromium."""

from tests.web.log.browser import api, chromium, page, running_site, site  # noqa: F401
