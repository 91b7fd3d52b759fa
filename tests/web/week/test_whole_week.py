"""A new user logs and submits a whole week in Chromium: with the mouse, with the keyboard alone, and on a phone. Each click, tap and key,
and each text that is typed, counts as one action. docs/pages.md tells what these walks have found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import worklogs_on

from .browser import PHONE, Desk, cell, needs_chromium

pytestmark = needs_chromium

DAYS = ("Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20")
WEEK = {"NORTH-1": ("2", "2", "2", "2", "2"), "NORTH-2": ("0:15", "0:15", "0:15", "0:15", "0:15"), "SOUTH-1": ("5:45",) * 5}
"""Two hours a day are planned on the first issue, and the second is a daily meeting. The days have eight hours."""


@dataclass
class Hands:
    """What the user does, and how often."""

    page: Page
    press_on: Callable[[Locator], None]
    actions: int = 0

    def press(self, locator: Locator) -> None:
        self.actions += 1
        self.press_on(locator)

    def type(self, text: str) -> None:
        self.actions += 1
        self.page.keyboard.type(text)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)


def with_mouse(hands: Hands) -> None:
    page = hands.page
    for issue in WEEK:
        if issue != "NORTH-1":
            hands.press(page.get_by_label("Issue for a new row"))
            hands.type(issue)
            hands.press(page.get_by_role("option", name=issue))
            expect(cell(page, issue, "Mon 16")).to_be_visible()
        for day, hours in zip(DAYS, WEEK[issue], strict=True):
            hands.press(cell(page, issue, day))
            hands.type(hours)
    hands.press(page.get_by_role("button", name="Submit"))
    hands.press(page.locator("#submit-menu a").last)
    hands.press(page.get_by_role("dialog").get_by_role("button", name="Submit"))


def with_keys(hands: Hands) -> None:
    page = hands.page
    for issue in WEEK:
        if issue == "NORTH-1":
            hands.keys("Enter", "ArrowLeft", "ArrowLeft")
            expect(cell(page, issue, "Mon 16")).to_be_focused()
        else:
            hands.keys("a")
            hands.type(issue)
            expect(page.get_by_role("option", name=issue)).to_be_visible()
            hands.keys("Enter")
            expect(cell(page, issue, "Wed 18")).to_be_focused()
            hands.keys("ArrowLeft", "ArrowLeft")
        for hours in WEEK[issue]:
            hands.type(hours)
            hands.keys("Tab")
    hands.keys("Control+k")
    hands.type("submit")
    expect(page.get_by_role("option").first).to_contain_text("Submit")
    hands.keys("Enter")
    expect(page.locator("#submit-menu a").last).to_be_focused()
    hands.keys("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    hands.keys("Control+Enter")


def on_phone(hands: Hands) -> None:
    page = hands.page
    for issue in ("NORTH-2", "SOUTH-1"):
        hands.press(page.get_by_label("Issue for a new row"))
        hands.type(issue)
        hands.press(page.get_by_role("option", name=issue))
        expect(cell(page, issue, "Wed 18")).to_be_visible()
    for number, day in enumerate(DAYS):
        hands.press(page.get_by_role("navigation", name="Days").get_by_role("link").nth(number))
        hands.press(page.locator("tr[data-issue=NORTH-1]").get_by_role("button", name="Planned"))
        hands.press(page.locator("tr[data-issue=NORTH-2]").get_by_role("button", name="+15m"))
        hands.press(cell(page, "SOUTH-1", day))
        hands.type("5:45")
    hands.press(page.get_by_role("button", name="Submit"))
    hands.press(page.locator("#submit-menu a").last)
    hands.press(page.get_by_role("dialog").get_by_role("button", name="Submit"))


def submitted(desk: Desk) -> str:
    alice = desk.company.alice
    return str(alice.get(f"/timesheet-approvals/user/{alice.id}", from_="2026-03-16", to="2026-03-22").json()["status"]["key"])


@pytest.mark.parametrize(("walk", "actions"), [(with_mouse, 39), (with_keys, 48), (on_phone, 34)])
def test_a_new_user_logs_and_submits_a_week(desk: Desk, walk: Callable[[Hands], None], actions: int) -> None:
    alice = desk.company.alice
    create_plan(alice, startDate="2026-03-16", endDate="2026-03-20")
    phone: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if walk is on_phone else {}
    page = desk.open(**phone)
    page.wait_for_load_state("networkidle")
    hands = Hands(page, Locator.tap if phone else Locator.click)

    walk(hands)

    expect(page.locator(".notice.lock")).to_contain_text("Submitted by Alice")
    assert submitted(desk) == "IN_REVIEW"
    for day in range(16, 21):
        assert sorted(hours for _, hours in worklogs_on(alice, f"2026-03-{day}")) == [0.25, 2, 5.75]
    assert hands.actions == actions
