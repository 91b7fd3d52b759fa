"""Approving and sending back timesheets in a browser, with the keyboard alone."""

import re

from playwright.sync_api import expect

from tests.timekeeping.timesheets.sheets import status, take_step
from tests.web.accessibility import violations
from tests.web.test_keyboard import press, tab_to
from tests.web.week.browser import PHONE, Desk, needs_chromium

pytestmark = needs_chromium


def test_timesheets_are_reviewed_with_the_keyboard(desk: Desk) -> None:
    bob = desk.company.bob
    for name in ("alice", "eve"):
        take_step(bob, "submit", name)
    page = desk.open("/approvals", name="bob")
    page.wait_for_load_state("networkidle")
    tab_to(page, "Select all")
    press(page, "j", "x", "x")
    expect(page.get_by_role("link", name="Alice")).to_be_focused()
    press(page, "R")
    expect(page.get_by_label("Comment")).to_be_focused()
    expect(page.get_by_role("checkbox", name=re.compile("Alice"))).to_be_checked()
    page.keyboard.type("Monday is missing")
    tab_to(page, "Send back")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 timesheet sent back.")

    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert violations(page) == []
    press(page, "j")
    page.keyboard.press("A")
    expect(page.get_by_role("status")).to_have_text("1 timesheet approved.")

    expect(page.get_by_text("Nothing is waiting for approval.")).to_be_visible()
    assert [status(bob, name) for name in ("alice", "eve")] == ["OPEN", "APPROVED"]
