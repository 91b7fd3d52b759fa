"""Every screen and dialog with the keyboard alone: from the loaded page to the result, with the focus visible at each step."""

import datetime as dt
import re

import pyotp
from playwright.sync_api import Page, expect

from tests.cast import NOW
from tests.planning.weeks.weeks import HOUR, worklogs_on

from .week.browser import Desk, needs_chromium, saving
from .week.conftest import chromium, desk

__all__ = ["chromium", "desk"]

pytestmark = needs_chromium

FOCUS = """() => {
    const element = document.activeElement;
    const isOutlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    const outlines = [element, element.closest("label") ?? element].map((each) => getComputedStyle(each));
    const { bottom, right, top } = element.getBoundingClientRect();
    const isShown = bottom > 0 && right > 0 && top < innerHeight;
    const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText;
    const ids = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
    return {
        name: ids.map((id) => document.getElementById(id)?.innerText ?? "").join(" ") || name.trim().split("\\n")[0],
        isVisible: element === document.body || (isShown && outlines.some(isOutlined)),
    };
}"""
MOST_TABS = 60
MOST_FRAMES = 100


def press(page: Page, *keys: str) -> None:
    """Presses keys. After each, the focus is visible."""
    for key in keys:
        page.keyboard.press(key)
        name(page)


def name(page: Page) -> str:
    """The name of the element with the focus, which is visible as soon as the page has scrolled."""
    focus = page.evaluate(FOCUS)
    for _ in range(MOST_FRAMES):
        if focus["isVisible"]:
            return str(focus["name"])
        page.wait_for_timeout(20)
        focus = page.evaluate(FOCUS)
    raise AssertionError(f"the focus on '{focus['name']}' is not visible")


def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Presses Tab until the element with this name has the focus."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        seen.append(name(page))
        if seen[-1].startswith(wanted):
            return
    raise AssertionError(f"Tab doesn't reach '{wanted}', but {seen}")


def ready(page: Page) -> Page:
    page.wait_for_load_state("networkidle")
    return page


def test_a_row_is_added_and_gets_time(desk: Desk) -> None:
    page = ready(desk.open())
    press(page, "a")
    page.keyboard.type("set up")
    page.get_by_role("option", name=re.compile("SOUTH-1")).wait_for()
    press(page, "Enter")
    expect(page.get_by_role("textbox", name="SOUTH-1 Wed 18")).to_be_focused()
    with page.expect_response(saving):
        page.keyboard.type("1:15")
        press(page, "Tab")

    assert name(page) == "SOUTH-1 Thu 19"
    assert worklogs_on(desk.company.alice, "2026-03-18") == [("09:00", 1.25)]


def test_the_worklogs_of_a_cell_are_changed(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = ready(desk.open())
    tab_to(page, "NORTH-1 Tue 17")
    press(page, "F2")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".list").get_by_label("Time spent")).to_be_focused()
    page.keyboard.type("2")
    tab_to(page, "Done")
    press(page, "Enter")

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("textbox", name="NORTH-1 Tue 17")).to_be_focused()
    assert worklogs_on(desk.company.alice) == [("09:00", 2)]


def test_a_week_is_submitted_and_recalled(desk: Desk) -> None:
    desk.company.alice.logs(8 * HOUR, on="2026-03-16")
    page = ready(desk.open())
    tab_to(page, "Submit")
    press(page, "Enter")
    tab_to(page, "March 16")
    press(page, "Enter")
    expect(page.get_by_label("Reviewer")).to_be_focused()
    tab_to(page, "Comment")
    page.keyboard.type("Done")
    tab_to(page, "Submit")
    press(page, "Enter")
    expect(page.locator(".lock")).to_contain_text("Submitted by Alice")
    tab_to(page, "Recall")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Recalled. You can change the week again.")).to_be_visible()


def test_last_week_is_copied_and_the_copy_undone(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, on="2026-03-10")
    page = ready(desk.open())
    tab_to(page, "Copy")
    press(page, "Enter")
    tab_to(page, "Last week with its time")
    press(page, "Enter")
    expect(page.get_by_role("textbox", name="NORTH-1 Tue 17")).to_have_value("1:00")
    tab_to(page, "Undo", "Shift+Tab")
    press(page, "Enter")

    expect(page.get_by_text("Nothing logged yet.")).to_be_visible()


def test_time_is_logged_in_the_dialog(desk: Desk) -> None:
    page = ready(desk.open())
    tab_to(page, "My week")
    press(page, "n")
    expect(page.get_by_role("combobox", name="Issue", exact=True)).to_be_focused()
    page.keyboard.type("NORTH-1")
    page.get_by_role("option", name=re.compile("NORTH-1")).wait_for()
    press(page, "Enter")
    page.keyboard.type("1:30")
    press(page, "Tab", "ArrowDown")
    press(page, "Control+Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="My week")).to_be_focused()
    assert worklogs_on(desk.company.alice) == [("09:00", 1.5)]


def test_the_palette_logs_a_line(desk: Desk) -> None:
    page = ready(desk.open())
    tab_to(page, "My week")
    page.keyboard.type("/1h NORTH-1 review yesterday")  # at once, while the palette's script is still loaded
    expect(page.get_by_role("combobox", name="Search and commands")).to_have_value("1h NORTH-1 review yesterday")
    expect(page.locator('[aria-selected="true"]')).to_contain_text("Yesterday")
    with page.expect_response("**/4/worklogs"):
        press(page, "Enter")

    expect(page.get_by_role("link", name="My week")).to_be_focused()
    assert worklogs_on(desk.company.alice) == [("09:00", 1)]


def test_the_timer_is_started_described_and_stopped(desk: Desk) -> None:
    page = ready(desk.open())
    press(page, "t")
    expect(page.get_by_role("combobox", name="Issue", exact=True)).to_be_focused()
    page.keyboard.type("NORTH-1")
    page.get_by_role("option", name=re.compile("NORTH-1")).wait_for()
    press(page, "Enter", "Tab")
    page.keyboard.type("Review")
    tab_to(page, "Discard")
    press(page, "Enter")

    expect(page.get_by_role("button", name="Start timer")).to_be_focused()
    expect(page.locator("#notices")).to_contain_text("Timer discarded")


def test_a_forgotten_timer_is_stopped(desk: Desk) -> None:
    alice = desk.company.alice
    assert alice.http.put("/4-andante/timer", json={"issueKey": "NORTH-1", "startedAt": "2026-03-17T08:00:00Z"}).status_code == 200
    page = ready(desk.open())
    tab_to(page, "Stop at")
    press(page, "Enter")

    expect(page.locator("#notices")).to_contain_text("on NORTH-1")
    expect(page.get_by_role("button", name="Start timer")).to_be_focused()
    assert [start for start, _ in worklogs_on(alice)] == ["09:00"]


def test_a_worklog_of_the_calendar_is_created_moved_resized_and_deleted(desk: Desk) -> None:
    alice = desk.company.alice
    page = ready(desk.open("/calendar"))
    press(page, "n")
    expect(page.get_by_role("combobox", name="Issue", exact=True)).to_be_focused()
    page.keyboard.type("NORTH-1")
    page.get_by_role("option", name=re.compile("NORTH-1")).wait_for()
    press(page, "Enter", "Control+a")
    page.keyboard.type("1")
    press(page, "Control+Enter")
    block = page.locator(".block[data-id] > button").first
    expect(block).to_be_focused()
    for key in ("Alt+ArrowDown", "Alt+Shift+ArrowDown"):
        with page.expect_response("**/4-andante/worklogs/*"):
            press(page, key)
    assert worklogs_on(alice, "2026-03-18") == [("09:15", 1.25)]
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        press(page, "Delete")

    expect(page.locator(".block[data-id]")).to_have_count(0)
    assert name(page)
    assert worklogs_on(alice, "2026-03-18") == []


def test_settings_are_changed(desk: Desk) -> None:
    page = ready(desk.open("/settings"))
    tab_to(page, "System")
    for _ in range(2):
        with page.expect_response(lambda response: response.request.method == "POST"):
            press(page, "ArrowRight")
    expect(page.locator("html")).to_have_attribute("data-theme", "DARK")
    tab_to(page, "Language")

    assert desk.company.alice.http.get("/4-andante/preferences").json()["theme"] == "DARK"


def test_a_second_factor_is_set_up(desk: Desk) -> None:
    page = ready(desk.open("/second-factor"))
    tab_to(page, "Set up an app")
    page.keyboard.press("Enter")
    page.wait_for_url("**/app*")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    if not page.locator("#code").evaluate("element => element === document.activeElement"):
        tab_to(page, "Code")
    page.keyboard.type(pyotp.TOTP(secret).at(dt.datetime.fromisoformat(NOW)))
    page.keyboard.press("Enter")

    expect(page.locator(".codes li")).to_have_count(10)
