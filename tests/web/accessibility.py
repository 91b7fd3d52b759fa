"""Checks pages with axe."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def violations(page: Page) -> list[dict[str, Any]]:
    """The rules of axe that the page violates, with their elements.

    Like `Axe.run` of axe-playwright-python, which sends the script again for each check, and returns the rules that the page fulfills too:
    that takes longer than the check itself.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return found
