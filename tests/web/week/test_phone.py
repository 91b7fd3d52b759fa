"""A week on a phone: one day, and buttons that add time. In Chromium."""

import re

from playwright.sync_api import Page, expect

from tests.cast import SOUTH_1
from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, worklogs_on
from tests.web.timer.test_timer_bar import SHIFTS

from .browser import PHONE, Desk, cell, needs_chromium

pytestmark = needs_chromium


def open_phone(desk: Desk, path: str = "/week") -> Page:
    page = desk.open(path, viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.locator(".quick").first).to_be_visible()
    return page


def test_a_day_is_logged_with_taps(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, on="2026-03-16")
    create_plan(alice, planItemId=str(SOUTH_1))
    page = open_phone(desk)
    expect(cell(page, "NORTH-1", "Wed 18")).to_be_visible()
    expect(page.locator("tbody input:visible")).to_have_count(2)

    north = page.locator("tr[data-issue=NORTH-1]")
    north.get_by_role("button", name="+1h").tap()
    north.get_by_role("button", name="+30m").tap()

    expect(cell(page, "NORTH-1", "Wed 18")).to_have_value("1:30")
    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    assert worklogs_on(alice, "2026-03-18") == [("09:00", 1.5)]

    take_plan = page.get_by_role("button", name="Planned")
    expect(take_plan).to_have_text("Planned 2:00")
    take_plan.tap()

    expect(cell(page, "SOUTH-1", "Wed 18")).to_have_value("2:00")
    expect(page.locator("td[data-state=saved]")).to_have_count(2)
    expect(take_plan).to_have_count(0)
    assert worklogs_on(alice, "2026-03-18") == [("09:00", 1.5), ("10:30", 2)]


def test_the_strip_chooses_the_day(desk: Desk) -> None:
    desk.company.alice.logs(4 * HOUR, on="2026-03-16")
    page = open_phone(desk)
    strip = page.get_by_role("navigation", name="Days")
    expect(strip.get_by_role("link").first.locator("progress")).to_have_attribute("value", "50")
    strip.get_by_role("link").first.tap()

    expect(cell(page, "NORTH-1", "Mon 16")).to_be_visible()
    expect(cell(page, "NORTH-1", "Mon 16")).to_have_value("4:00")
    expect(page).to_have_url(re.compile("/week/2026-03-16$"))
    expect(strip.get_by_role("link").first).to_have_attribute("aria-current", "date")


def test_a_swipe_shows_the_next_day(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, on="2026-03-16")
    page = open_phone(desk)
    touch = page.context.new_cdp_session(page)
    page.wait_for_load_state("networkidle")
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 100), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 290}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    expect(cell(page, "NORTH-1", "Thu 19")).to_be_visible()
    expect(page).to_have_url(re.compile("/week/2026-03-19$"))


def test_brackets_change_the_day_and_then_the_week(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, on="2026-03-16")
    page = open_phone(desk, "/week/2026-03-22")
    page.keyboard.press("[")
    expect(cell(page, "NORTH-1", "Sat 21")).to_be_visible()
    page.keyboard.press("]")
    page.keyboard.press("]")

    expect(page).to_have_url(re.compile("/week/2026-03-23$"))


def test_nothing_is_wider_than_the_screen(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, issueId=SOUTH_1)
    page = open_phone(desk)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = page.evaluate(
        "[...document.querySelectorAll('tbody input, .quick button, .star, .day-strip a')]"
        ".filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height).filter(h => h < 44)"
    )
    assert small == []


def test_rows_have_room_for_the_buttons_before_their_script_is_loaded(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)

    page = open_phone(desk)

    assert "week-foot" not in page.evaluate(SHIFTS)
