"""Checks pages with axe."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def violations(page: Page) -> list[dict[str, Any]]:
    """The rules of axe that the page violates, with their elements.

    Like `Axe.run` of axe-playwright-python, which sends the script again for each check, and returns the rules that the page fulfills too:
    that takes longer than the check itself.
    """
    return _run(page, {})


def axe_faults(page: Page) -> list[str]:
    """The rules of axe that the page violates, with the selectors of their elements."""
    return _faults(violations(page))


def color_faults(page: Page) -> list[str]:
    """Like `axe_faults` for the rules about colors. This takes a fraction of the time, and is enough for a page that was checked in other
    colors before."""
    return _faults(_run(page, {"runOnly": ["color-contrast", "link-in-text-block"]}))


def _faults(violations: list[dict[str, Any]]) -> list[str]:
    return [f"{found['id']}: {[node['target'] for node in found['nodes']]}" for found in violations]


def _run(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run({resultTypes: ['violations'], ...options}).then(results => results.violations)", options
    )
    return found


def use_colors(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Shows the page in light or dark colors, without loading it again."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
