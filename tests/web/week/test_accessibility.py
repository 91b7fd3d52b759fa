"""axe finds nothing, in light and dark, on desktop and phone screens, and in all states of a week."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, submit
from tests.web.accessibility import axe_faults, color_faults, use_colors

from .browser import DESKTOP, PHONE, Desk, cell, needs_chromium

pytestmark = needs_chromium
screens = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


def check(page: Page, name: str) -> None:
    """Checks the page in light colors, and its colors in dark mode too."""
    assert axe_faults(page) == [], name
    use_colors(page, "dark")
    assert color_faults(page) == [], f"{name} in dark mode"
    use_colors(page, "light")


@screens
def test_axe_finds_nothing(desk: Desk, viewport: Any) -> None:
    alice = desk.company.alice
    options: dict[str, Any] = {"viewport": viewport, "color_scheme": "light", "reduced_motion": "reduce"}
    check(desk.open(**options), "empty")
    alice.logs(9 * HOUR, on="2026-03-16")
    create_plan(alice)
    scheme_id = desk.company.carol.get("/holiday-schemes").json()["results"][0]["id"]
    holiday = {"name": "Spring day", "type": "FLOATING", "date": "2026-03-20", "durationSeconds": 8 * HOUR}
    desk.company.carol.post(f"/holiday-schemes/{scheme_id}/holidays", holiday)
    page = desk.open(**options)
    check(page, "full")
    field = cell(page, "NORTH-1", "Wed 18")
    field.fill("lunch")
    field.press("Enter")
    expect(page.locator(".problem")).to_have_count(1)
    check(page, "failed")
    field.press("Escape")
    field.press("F2")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".new form")).to_have_count(1)
    check(page, "worklogs")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Submit").click()
    check(page, "menu")
    page.get_by_role("link", name="March 16").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "submit")
    submit(alice)
    check(desk.open(**options), "locked")
    check(desk.open(f"/week?person={alice.id}", name="bob", **options), "lead")
    desk.company.configure(desk.database, override_mode=True)
    check(desk.open(f"/week?person={alice.id}&override=on", name="carol", **options), "override")
