"""The calendar in a real browser: with the mouse, with the keyboard only, on a touch screen, and when the server refuses or is gone."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, SOUTH_1
from tests.end_to_end.browsing import give_password
from tests.end_to_end.serving import Server, andante
from tests.end_to_end.test_browser import CHROMIUM, FLAGS, sign_in, take_screenshot, watched
from tests.web.accessibility import axe_faults

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"2026-03-{day}" for day in range(16, 21))
PHONE_HOUR_PIXELS = 72


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as server:
        for name in ("alice", "bob"):
            give_password(server, name)
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def state(chromium: Browser, server: Server) -> Any:
    """The cookies of alice after she signed in."""
    context = chromium.new_context(base_url=server.url)
    sign_in(context.new_page(), "alice")
    stored = context.storage_state()
    context.close()
    return stored


class Api:
    """The API as alice sees it, to prepare and check worklogs."""

    def __init__(self, server: Server, name: str = "alice") -> None:
        self.http = server.browser()
        self.http.headers["Authorization"] = f"Bearer {server.tokens[name]}"

    def log(self, on: str, start: str, minutes: int, issue: int = NORTH_1, description: str = "") -> int:
        body = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": issue, "startDate": on, "startTime": f"{start}:00"}
        response = self.http.post("/4/worklogs", json=body | {"timeSpentSeconds": minutes * 60, "description": description})
        assert response.status_code == 200, response.text
        return int(response.json()["tempoWorklogId"])

    def worklog(self, id: int) -> dict[str, Any] | None:
        response = self.http.get(f"/4/worklogs/{id}")
        return response.json() if response.status_code == 200 else None

    def place(self, id: int) -> tuple[str, str, int] | None:
        """The date, the start and the minutes of a worklog."""
        found = self.worklog(id)
        return (found["startDate"], found["startTime"][:5], found["timeSpentSeconds"] // 60) if found else None

    def places(self, first: str = MONDAY, last: str = "2026-03-22") -> list[tuple[str, str, int]]:
        found = self.http.get(f"/4/worklogs/user/{ACCOUNT_IDS['alice']}", params={"from": first, "to": last, "limit": 100}).json()[
            "results"
        ]
        return sorted((each["startDate"], each["startTime"][:5], each["timeSpentSeconds"] // 60) for each in found)

    def clear(self) -> None:
        found = self.http.get(f"/4/worklogs/user/{ACCOUNT_IDS['alice']}", params={"from": MONDAY, "to": "2026-03-22"}).json()["results"]
        for worklog in found:
            self.http.delete(f"/4/worklogs/{worklog['tempoWorklogId']}")


@pytest.fixture
def api(server: Server) -> Api:
    api = Api(server)
    api.clear()
    return api


@pytest.fixture
def context(chromium: Browser, server: Server, state: Any) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=server.url, storage_state=state, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    yield from watched(context)


def open_calendar(page: Page, day: str = WEDNESDAY, **params: str) -> None:
    page.goto(f"/calendar/{day}" + "".join(f"{'&' if n else '?'}{key}={value}" for n, (key, value) in enumerate(params.items())))
    expect(page.locator("time-grid:defined")).to_be_visible()
    page.wait_for_load_state("networkidle")


def block(page: Page, id: int) -> Locator:
    return page.locator(f'.block[data-id="{id}"]')


def day(page: Page, date: str) -> Locator:
    return page.locator(f'.day[data-date="{date}"]')


def at(page: Page, date: str, hour: float) -> tuple[float, float]:
    """Where an hour of a day is in the window."""
    box = day(page, date).locator(".column").bounding_box()
    assert box
    return box["x"] + box["width"] * 0.7, box["y"] + hour * box["height"] / 24


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], modifier: str | None = None) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    if modifier:
        page.keyboard.down(modifier)
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()
    if modifier:
        page.keyboard.up(modifier)


def eventually(read: Callable[[], object], expected: object) -> None:
    """Waits until what is stored is as expected, because the page shows changes before they are saved."""
    until = time.monotonic() + 5
    while (found := read()) != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert found == expected


def expect_place(api: Api, id: int, place: tuple[str, str, int] | None) -> None:
    eventually(lambda: api.place(id), place)


# With the mouse


def test_a_block_is_moved_across_days_and_the_move_can_be_undone(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    drag(page, at(page, TUESDAY, 9.5), at(page, THURSDAY, 11.55))

    expect(day(page, THURSDAY).locator(".block time")).to_have_text("11:00–12:00")
    expect(page.locator("#notices")).to_contain_text("NORTH-1 moved to Thu")
    expect(day(page, TUESDAY).locator(".logged")).to_have_text("0:00")
    expect(day(page, THURSDAY).locator(".logged")).to_have_text("1:00")
    expect_place(api, id, (THURSDAY, "11:00", 60))
    page.get_by_role("button", name="Undo").click()
    expect(day(page, TUESDAY).locator(".block time")).to_have_text("09:00–10:00")
    expect_place(api, id, (TUESDAY, "09:00", 60))


def test_both_edges_resize_a_block(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    x, _ = at(page, TUESDAY, 9)
    drag(page, (x, at(page, TUESDAY, 10)[1] - 4), (x, at(page, TUESDAY, 11.25)[1]))
    expect(block(page, id).locator("time")).to_have_text("09:00–11:15")
    drag(page, (x, at(page, TUESDAY, 9)[1] + 2), (x, at(page, TUESDAY, 8.25)[1]))
    expect(block(page, id).locator("time")).to_have_text("08:15–11:15")

    expect_place(api, id, (TUESDAY, "08:15", 180))


def test_alt_copies_a_block_with_its_description(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60, description="Fix the parser")
    open_calendar(page)
    drag(page, at(page, TUESDAY, 9.5), at(page, WEDNESDAY, 13.5), "Alt")

    copy = day(page, WEDNESDAY).locator(".block")
    expect(copy.locator("time")).to_have_text("13:00–14:00")
    expect(copy).to_have_attribute("data-id", re.compile(r"^\d+$"))
    made = int(copy.get_attribute("data-id") or 0)
    assert api.place(id) == (TUESDAY, "09:00", 60)
    assert (api.worklog(made) or {})["description"] == "Fix the parser"
    assert api.place(made) == (WEDNESDAY, "13:00", 60)


def test_escape_cancels_a_drag(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    start, end = at(page, TUESDAY, 9.5), at(page, FRIDAY, 14)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 4, start[1])
    expect(page.locator(".ghost")).to_have_count(0)  # less than 5 pixels is a click
    page.mouse.move(*end, steps=3)
    expect(page.locator(".ghost")).to_be_visible()
    take_screenshot(page, "calendar-drag")
    page.keyboard.press("Escape")
    expect(page.locator(".ghost")).to_have_count(0)
    page.mouse.up()

    expect(day(page, TUESDAY).locator(".block time")).to_have_text("09:00–10:00")
    expect_place(api, id, (TUESDAY, "09:00", 60))


def test_the_hours_scroll_while_the_pointer_is_at_the_edge(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    box = page.locator(".scroller").bounding_box()
    assert box
    x, y = at(page, TUESDAY, 9.5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] - 10, steps=3)
    page.wait_for_function(
        "() => { const s = document.querySelector('.scroller'); return s.scrollTop + s.clientHeight >= s.scrollHeight - 1; }"
    )
    page.mouse.up()

    expect(block(page, id).locator("time")).to_have_text("23:00–24:00")


def test_a_worklog_without_a_time_gets_one(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "00:00", 60)
    open_calendar(page)
    expect(day(page, TUESDAY).locator(".untimed time")).to_have_text("1:00")
    box = block(page, id).bounding_box()
    assert box
    drag(page, (box["x"] + 20, box["y"] + 10), at(page, WEDNESDAY, 10.3))
    expect(day(page, WEDNESDAY).locator(".blocks time")).to_have_text("10:00–11:00")
    expect_place(api, id, (WEDNESDAY, "10:00", 60))
    strip = day(page, THURSDAY).locator(".untimed").bounding_box()
    assert strip
    drag(page, at(page, WEDNESDAY, 10.5), (strip["x"] + 20, strip["y"] + 2))

    expect(day(page, THURSDAY).locator(".untimed time")).to_have_text("1:00")
    expect_place(api, id, (THURSDAY, "00:00", 60))


def test_overlapping_blocks_are_side_by_side_and_marked(page: Page, api: Api) -> None:
    first, second = api.log(TUESDAY, "09:00", 90), api.log(TUESDAY, "10:00", 60, SOUTH_1)
    open_calendar(page)
    left, right = block(page, first).bounding_box(), block(page, second).bounding_box()
    assert left
    assert right

    assert left["x"] + left["width"] <= right["x"] + 1
    expect(page.get_by_role("button", name=re.compile("NORTH-1.*overlaps another worklog"))).to_be_visible()
    drag(page, (right["x"] + 20, right["y"] + 24), at(page, WEDNESDAY, 10.5))
    expect(page.locator(".overlaps")).to_have_count(0)


def test_the_menu_duplicates_splits_and_deletes(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 120, description="Parser")
    open_calendar(page)
    page.mouse.click(*at(page, TUESDAY, 10.5), button="right")
    expect(page.get_by_role("menuitem", name="Start timer")).to_be_visible()
    take_screenshot(page, "calendar-menu")
    page.get_by_role("menuitem", name="Split at 10:30").click()
    expect(day(page, TUESDAY).locator(".block time")).to_have_text(["09:00–10:30", "10:30–11:00"])
    eventually(lambda: api.places(), [(TUESDAY, "09:00", 90), (TUESDAY, "10:30", 30)])

    block(page, id).hover()
    block(page, id).get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(day(page, TUESDAY).locator(".block:not(.saving)")).to_have_count(3)
    eventually(lambda: api.places()[1], (TUESDAY, "10:30", 30))

    page.mouse.click(*at(page, TUESDAY, 9.5), button="right")
    page.get_by_role("menuitem", name="Delete").click()
    expect(block(page, id)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(day(page, TUESDAY).locator(".block")).to_have_count(3)
    eventually(lambda: (TUESDAY, "09:00", 90) in api.places(), True)


def log_in_dialog(page: Page, issue: str = "NORTH-2") -> None:
    """Chooses an issue in the dialog, and saves."""
    dialog = page.get_by_role("dialog", name="Log time")
    dialog.get_by_role("combobox", name="Issue").fill(issue)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_dragging_on_an_empty_place_logs_time_there(page: Page, api: Api) -> None:
    api.log(TUESDAY, "15:00", 60)
    open_calendar(page)
    drag(page, at(page, TUESDAY, 9.05), at(page, TUESDAY, 10.7))
    dialog = page.get_by_role("dialog", name="Log time")
    expect(dialog.get_by_label("Duration")).to_have_value("1:45")
    expect(dialog.get_by_label("Start")).to_have_value("09:00")
    expect(page.locator(".ghost time")).to_have_text("09:00–10:45")
    take_screenshot(page, "calendar-dialog")
    log_in_dialog(page)

    expect(day(page, TUESDAY).locator(".block time")).to_have_text(["09:00–10:45", "15:00–16:00"])
    expect(day(page, TUESDAY).locator(".block b").first).to_have_text("NORTH-2")
    expect(page.locator(".ghost")).to_have_count(0)
    expect(day(page, TUESDAY).locator(".logged")).to_have_text("2:45")
    eventually(api.places, [(TUESDAY, "09:00", 105), (TUESDAY, "15:00", 60)])


def test_a_canceled_dialog_leaves_nothing_behind(page: Page, api: Api) -> None:
    open_calendar(page)
    drag(page, at(page, TUESDAY, 9.05), at(page, TUESDAY, 10.7))
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

    expect(page.locator(".ghost")).to_have_count(0)
    expect(page.locator(".block")).to_have_count(0)
    assert api.places() == []


def test_an_empty_day_is_filled(page: Page, api: Api) -> None:
    open_calendar(page)
    day(page, TUESDAY).get_by_role("button", name="Fill the gap 09:00–17:00").click()
    log_in_dialog(page)

    expect(day(page, TUESDAY).locator(".block time")).to_have_text("09:00–17:00")
    expect(day(page, TUESDAY).get_by_role("button", name="Fill the gap")).to_have_count(0)
    eventually(api.places, [(TUESDAY, "09:00", 480)])


def test_a_double_click_opens_a_worklog(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60, description="Parser")
    open_calendar(page)
    page.mouse.dblclick(*at(page, TUESDAY, 9.5))
    dialog = page.get_by_role("dialog", name="Edit worklog")
    expect(dialog.get_by_label("Description")).to_have_value("Parser")
    dialog.get_by_label("Duration").fill("2")
    dialog.get_by_role("button", name="Save").click()

    expect(block(page, id).locator("time")).to_have_text("09:00–11:00")


def plan(api: Api, on: str, **more: Any) -> int:
    body = {"assigneeId": ACCOUNT_IDS["alice"], "assigneeType": "USER", "planItemId": str(NORTH_1), "planItemType": "ISSUE"}
    response = api.http.post(
        "/4/plans", json=body | {"startDate": on, "endDate": on, "plannedSecondsPerDay": 7200, "startTime": "13:00"} | more
    )
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def test_a_plan_is_logged_with_one_click(page: Page, api: Api) -> None:
    planned = plan(api, TUESDAY)
    open_calendar(page)
    day(page, TUESDAY).get_by_role("button", name=re.compile("NORTH-1.*Log as planned")).click()

    expect(day(page, TUESDAY).locator(".blocks .block time")).to_have_text("13:00–15:00")
    expect(day(page, TUESDAY).locator(".plan")).to_have_class(re.compile("done"))
    take_screenshot(page, "calendar-plan")
    eventually(api.places, [(TUESDAY, "13:00", 120)])
    api.http.delete(f"/4/plans/{planned}")


def test_a_plan_that_needs_more_opens_the_dialog(page: Page, api: Api, server: Server) -> None:
    planned = plan(api, TUESDAY)
    administrator = Api(server, "carol")
    attribute = administrator.http.post(
        "/4/work-attributes", json={"key": "_Phase_", "name": "Phase", "type": "INPUT_FIELD", "required": True}
    )
    assert attribute.status_code == 200, attribute.text
    try:
        open_calendar(page)
        day(page, TUESDAY).get_by_role("button", name=re.compile("Log as planned")).click()
        dialog = page.get_by_role("dialog", name="Log time")
        expect(dialog.get_by_role("combobox", name="Issue")).to_have_value(re.compile("NORTH-1"))
        expect(dialog.get_by_label("Duration")).to_have_value("2:00")
        dialog.get_by_label("Phase").fill("Build")
        dialog.get_by_role("button", name="Save").click()
        expect(day(page, TUESDAY).locator(".blocks .block time")).to_have_text("13:00–15:00")
    finally:
        administrator.http.delete("/4/work-attributes/_Phase_")
        api.http.delete(f"/4/plans/{planned}")


# With the keyboard only


def test_the_keyboard_moves_resizes_deletes_and_says_so(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    announcer = page.locator(".announcer")
    while page.evaluate("!document.activeElement.closest('.block')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Alt+ArrowDown")
    expect(announcer).to_have_text(re.compile(r"NORTH-1 moved to Tue\w*,? .*, 09:15–10:15"))
    page.keyboard.press("Alt+ArrowRight")
    expect(announcer).to_have_text(re.compile(r"NORTH-1 moved to Wed\w*,? .*, 09:15–10:15"))
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(announcer).to_have_text("NORTH-1 is 1:15 long now: 09:15–10:30")
    expect(block(page, id).get_by_role("button").first).to_be_focused()
    expect_place(api, id, (WEDNESDAY, "09:15", 75))

    page.keyboard.press("Delete")
    expect(announcer).to_have_text("NORTH-1 deleted")
    expect_place(api, id, None)


def test_blocks_have_the_focus_in_the_order_of_time(page: Page, api: Api) -> None:
    api.log(TUESDAY, "14:00", 60)
    first = api.log(TUESDAY, "09:00", 60, SOUTH_1)
    open_calendar(page)
    block(page, first).get_by_role("button").first.focus()
    for _ in range(24):
        page.keyboard.press("Alt+ArrowDown")

    expect(day(page, TUESDAY).locator(".block b")).to_have_text(["NORTH-1", "SOUTH-1"])


def test_the_menu_works_with_the_keyboard(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    block(page, id).get_by_role("button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Split at 09:30")).to_be_focused()
    page.keyboard.press("Enter")

    expect(day(page, TUESDAY).locator(".block")).to_have_count(2)
    eventually(lambda: api.places(), [(TUESDAY, "09:00", 30), (TUESDAY, "09:30", 30)])


def test_n_logs_into_the_first_gap(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    api.log(TUESDAY, "11:00", 60)
    open_calendar(page)
    block(page, id).get_by_role("button").first.focus()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Log time")
    expect(dialog.get_by_label("Start")).to_have_value("10:00")
    expect(dialog.get_by_role("combobox", name="Issue")).to_be_focused()
    page.keyboard.type("NORTH-2")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")

    expect(day(page, TUESDAY).locator(".block time")).to_have_text(["09:00–10:00", "10:00–11:00", "11:00–12:00"])
    expect(day(page, TUESDAY).locator(".block").nth(1).get_by_role("button").first).to_be_focused()


def test_enter_opens_a_worklog(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    block(page, id).get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Edit worklog").get_by_label("Start")).to_have_value("09:00")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(block(page, id).get_by_role("button").first).to_be_focused()


# When a change can't be saved


def test_while_the_server_is_down_a_change_waits(page: Page, context: BrowserContext, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    context.set_offline(True)
    drag(page, at(page, TUESDAY, 9.5), at(page, THURSDAY, 11.5))
    expect(page.locator("#notices")).to_contain_text("The server can't be reached")
    expect(block(page, id)).to_have_class(re.compile("failed"))
    expect(day(page, THURSDAY).locator(".block time")).to_have_text("11:00–12:00")
    assert api.place(id) == (TUESDAY, "09:00", 60)
    context.set_offline(False)

    expect(block(page, id)).not_to_have_class(re.compile("failed"))
    expect_place(api, id, (THURSDAY, "11:00", 60))
    expect(page.locator("#notices [data-unsaved]")).to_have_count(0)


def test_after_the_session_ended_in_another_tab_a_change_waits_for_sign_in(chromium: Browser, server: Server, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    context = chromium.new_context(base_url=server.url, viewport={"width": 1280, "height": 900})
    for page in watched(context):
        sign_in(page, "alice")
        open_calendar(page)
        other = context.new_page()
        other.goto("/")
        other.get_by_role("button", name="Account of Alice").click()
        other.get_by_role("button", name="Sign out").click()
        other.wait_for_url("**/signin**")
        page.bring_to_front()
        drag(page, at(page, TUESDAY, 9.5), at(page, THURSDAY, 11.5))
        expect(page.locator("#notices")).to_contain_text("You're signed out")
        expect(block(page, id)).to_have_class(re.compile("failed"))
        with context.expect_page() as opened:
            page.get_by_role("button", name="Sign in").click()
        sign_in(opened.value, "alice")
        opened.value.close()
        page.evaluate("dispatchEvent(new Event('focus'))")

        expect(block(page, id)).not_to_have_class(re.compile("failed"))
        expect_place(api, id, (THURSDAY, "11:00", 60))


def test_a_refused_change_springs_back_with_the_reason(page: Page, api: Api) -> None:
    id = api.log("2026-05-05", "09:00", 60)
    open_calendar(page, "2026-05-05")
    submitted = api.http.post(f"/4/timesheet-approvals/user/{ACCOUNT_IDS['alice']}/submit?from=2026-05-04&to=2026-05-10", json={})
    assert submitted.status_code == 200, submitted.text
    drag(page, at(page, "2026-05-05", 9.5), at(page, "2026-05-07", 11.5))

    expect(page.locator("#notices .error")).to_contain_text("is in review")
    expect(day(page, "2026-05-05").locator(".block time")).to_have_text("09:00–10:00")
    assert api.place(id) == ("2026-05-05", "09:00", 60)


def test_a_locked_day_says_why(page: Page, api: Api) -> None:
    api.log("2026-05-12", "09:00", 60)
    submitted = api.http.post(f"/4/timesheet-approvals/user/{ACCOUNT_IDS['alice']}/submit?from=2026-05-11&to=2026-05-17", json={})
    assert submitted.status_code == 200, submitted.text
    open_calendar(page, "2026-05-12")
    take_screenshot(page, "calendar-locked")
    drag(page, at(page, "2026-05-12", 9.5), at(page, "2026-05-13", 11.5))
    expect(day(page, "2026-05-12").locator(".block time")).to_have_text("09:00–10:00")
    day(page, "2026-05-12").get_by_role("button", name="Why this day is locked").click()

    expect(page.locator("#notices")).to_contain_text("Submitted to Bob. Recall the timesheet to change it.")
    page.locator(".block button").first.press("Alt+ArrowDown")
    expect(day(page, "2026-05-12").locator(".block time")).to_have_text("09:00–10:00")


def test_a_worklog_that_someone_else_changed_is_loaded_again(page: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    response = api.http.patch(f"/4-andante/worklogs/{id}", json={"startDate": FRIDAY, "timeSpentSeconds": 7200})
    assert response.status_code == 200
    drag(page, at(page, TUESDAY, 9.5), at(page, THURSDAY, 11.5))

    expect(page.locator("#notices .error")).to_contain_text("Someone else changed this worklog")
    expect(day(page, FRIDAY).locator(".block time")).to_have_text("09:00–11:00")
    assert api.place(id) == (FRIDAY, "09:00", 120)


def test_another_tab_follows(page: Page, context: BrowserContext, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(page)
    other = context.new_page()
    open_calendar(other)
    drag(page, at(page, TUESDAY, 9.5), at(page, THURSDAY, 11.5))

    expect(day(other, THURSDAY).locator(".block time")).to_have_text("11:00–12:00")
    expect(block(other, id)).to_have_count(1)


# Touch


class Finger:
    """A finger on the screen, through the protocol of the browser, so that scrolling works as on a phone."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def send(self, type: str, *points: tuple[float, float]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": type, "touchPoints": [{"x": x, "y": y} for x, y in points]})


@pytest.fixture
def phone(chromium: Browser, server: Server, state: Any) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=server.url, storage_state=state, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True
    )
    yield from watched(context)


def test_a_finger_that_rests_moves_a_block(phone: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(phone, TUESDAY)
    finger = Finger(phone)
    x, y = at(phone, TUESDAY, 9.5)
    finger.send("touchStart", (x, y))
    phone.wait_for_timeout(400)
    for step in range(1, 9):
        finger.send("touchMove", (x, y + step * PHONE_HOUR_PIXELS / 4))
    expect(phone.locator(".ghost time")).to_have_text("11:00–12:00")
    finger.send("touchEnd")

    expect(block(phone, id).locator("time")).to_have_text("11:00–12:00")
    expect_place(api, id, (TUESDAY, "11:00", 60))


def test_a_finger_that_moves_at_once_scrolls(phone: Page, api: Api) -> None:
    id = api.log(TUESDAY, "09:00", 60)
    open_calendar(phone, TUESDAY)
    before = phone.locator(".scroller").evaluate("each => each.scrollTop")
    finger = Finger(phone)
    x, y = at(phone, TUESDAY, 9.5)
    finger.send("touchStart", (x, y))
    for step in range(1, 9):
        finger.send("touchMove", (x, y - step * 10))
    finger.send("touchEnd")

    assert phone.locator(".scroller").evaluate("each => each.scrollTop") > before
    assert api.place(id) == (TUESDAY, "09:00", 60)


def test_a_phone_shows_one_day_and_a_strip_of_days(phone: Page, api: Api) -> None:
    api.log(TUESDAY, "09:00", 60)
    open_calendar(phone, WEDNESDAY)
    expect(day(phone, WEDNESDAY)).to_be_visible()
    expect(day(phone, TUESDAY)).to_be_hidden()
    phone.locator(f'.day-strip [data-day="{TUESDAY}"]').tap()

    expect(day(phone, TUESDAY)).to_be_visible()
    expect(day(phone, WEDNESDAY)).to_be_hidden()
    assert TUESDAY in phone.url


# Looks


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390), ("light", 320)])
def test_the_calendar_is_accessible(
    chromium: Browser, server: Server, state: Any, api: Api, scheme: Literal["light", "dark"], width: int
) -> None:
    api.log(TUESDAY, "09:00", 90, description="Fix the parser")
    api.log(TUESDAY, "10:00", 60, SOUTH_1)
    api.log(TUESDAY, "12:00", 15, NORTH_2)
    api.log(WEDNESDAY, "00:00", 60)
    context = chromium.new_context(
        base_url=server.url, storage_state=state, color_scheme=scheme, viewport={"width": width, "height": 844}, has_touch=width < 400
    )
    for page in watched(context):
        for view in ("week", "day"):
            open_calendar(page, TUESDAY, view=view)
            take_screenshot(page, f"calendar-{view}-{scheme}-{width}")
            assert axe_faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_times_have_the_format_of_the_person(page: Page, api: Api) -> None:
    api.log(TUESDAY, "09:00", 90)
    preferences = "/4-andante/preferences"
    assert api.http.put(preferences, json={"timeFormat": "12_HOURS", "language": "de"}).status_code == 200
    try:
        open_calendar(page)
        expect(day(page, TUESDAY).locator(".block time")).to_have_text("9:00 AM–10:30 AM")
        expect(page.locator(".hours li").nth(8)).to_have_text("9:00 AM")
        expect(page.get_by_role("link", name="Heute")).to_be_visible()
        block(page, api_id(page)).get_by_role("button").first.focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(".announcer")).to_have_text(re.compile(r"NORTH-1 verschoben auf Di.*, 9:15 AM–10:45 AM"))
    finally:
        api.http.put(preferences, json={})


def api_id(page: Page) -> int:
    """The id of the first block."""
    return int(page.locator(".block[data-id]").first.get_attribute("data-id") or 0)


def test_the_hours_stay_in_place_when_the_script_scrolls_to_the_working_day(page: Page, api: Api) -> None:
    held: list[Route] = []
    page.route("**/time-grid.js", lambda route: held.append(route))
    for start, height in (("09:00", 900), ("09:15", 1400), ("06:40", 900)):
        api.log(WEDNESDAY, start, 10)
        page.set_viewport_size({"width": 1280, "height": height})
        with page.expect_request("**/time-grid.js"):
            page.goto(f"/calendar/{WEDNESDAY}", wait_until="commit")
        label = page.locator(".hours li").nth(11)
        expect(page.locator(".scroller")).to_have_css("overflow", "hidden")
        before = label.bounding_box()
        held.pop().continue_()
        expect(page.locator("time-grid:defined")).to_be_attached()
        assert label.bounding_box() == before
        expect(page.locator(".block[data-id]").first).to_be_in_viewport()
