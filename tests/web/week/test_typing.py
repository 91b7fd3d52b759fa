"""Typing time into the grid, in Chromium: keys, formats, paste, and what is saved."""

import re

from playwright.sync_api import Page, expect

from tests.cast import SOUTH_1
from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, set_cell, worklogs_on

from .browser import Desk, cell, needs_chromium, saving

pytestmark = needs_chromium
BACKGROUND = "element => getComputedStyle(element).backgroundColor"


def enter(page: Page, text: str, key: str = "Enter") -> None:
    """Types into the focused cell, and waits until the server has it."""
    with page.expect_response(saving):
        page.keyboard.type(text)
        page.keyboard.press(key)


def total(page: Page) -> str:
    return page.locator("[data-total]").inner_text()


def test_a_week_is_logged_with_the_keyboard_alone(desk: Desk) -> None:
    desk.company.alice.http.put("/4-andante/favorites/NORTH-1")
    desk.company.alice.http.put("/4-andante/favorites/SOUTH-1")
    page = desk.open()
    cell(page, "NORTH-1", "Mon 16").focus()

    enter(page, "2")
    expect(cell(page, "SOUTH-1", "Mon 16")).to_be_focused()
    enter(page, "1:30", "Tab")
    expect(cell(page, "SOUTH-1", "Tue 17")).to_be_focused()
    enter(page, "90m", "Shift+Enter")
    expect(cell(page, "NORTH-1", "Tue 17")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "NORTH-1", "Wed 18")).to_be_focused()
    enter(page, "9-10:30")

    assert worklogs_on(desk.company.alice, "2026-03-16") == [("09:00", 2), ("11:00", 1.5)]
    assert worklogs_on(desk.company.alice, "2026-03-17") == [("09:00", 1.5)]
    assert worklogs_on(desk.company.alice, "2026-03-18") == [("09:00", 1.5)]
    assert total(page) == "6:30"


def test_totals_and_gaps_change_at_once(desk: Desk) -> None:
    desk.company.alice.logs(7 * HOUR, on="2026-03-16")
    page = desk.open()
    foot = page.locator("tr.logged td").first
    expect(foot).to_contain_text("−1:00")
    cell(page, "NORTH-1", "Mon 16").focus()

    enter(page, "8.5")

    expect(foot).to_contain_text("+0:30")
    expect(foot).to_have_attribute("data-gap", "over")
    expect(page.locator("tbody tr .sum").first).to_have_text("8:30")
    expect(page.locator("tr.logged .sum")).to_have_text("8:30")


def test_signs_change_what_is_there(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    field = cell(page, "NORTH-1", "Tue 17")
    field.focus()
    enter(page, "+0:30")
    expect(field).to_have_value("1:30")
    field.focus()
    enter(page, "-15m")

    expect(field).to_have_value("1:15")
    assert worklogs_on(desk.company.alice) == [("09:00", 1.25)]


def test_escape_takes_back_without_a_request(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))
    field = cell(page, "NORTH-1", "Tue 17")
    field.focus()
    page.keyboard.type("5")
    page.keyboard.press("Escape")

    expect(field).to_have_value("1:00")
    page.keyboard.press("Tab")
    assert "PUT" not in requests


def test_deleted_time_can_be_restored_with_its_description(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, description="Fix the import", startTime="08:00:00")
    alice.logs(HOUR, startTime="14:00:00", description="Review")
    page = desk.open()
    cell(page, "NORTH-1", "Tue 17").focus()

    with page.expect_response(saving):
        page.keyboard.press("Delete")
    assert worklogs_on(alice) == []
    page.get_by_role("button", name="Undo").click()

    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("2:00")
    restored = alice.get(f"/worklogs/user/{alice.id}", from_="2026-03-17", to="2026-03-17").json()["results"]
    assert {(log["description"], log["startTime"]) for log in restored} == {
        ("Fix the import", "08:00:00"),
        ("Review", "14:00:00"),
    }


def test_an_equals_sign_takes_the_planned_time(desk: Desk) -> None:
    create_plan(desk.company.alice)
    page = desk.open()
    field = cell(page, "NORTH-1", "Wed 18")
    expect(field).to_have_attribute("placeholder", "2:00")
    field.focus()
    with page.expect_response(saving):
        page.keyboard.press("=")

    expect(field).to_have_value("2:00")


def test_a_double_click_takes_the_planned_time_of_an_empty_cell(desk: Desk) -> None:
    create_plan(desk.company.alice, planItemId=str(SOUTH_1))
    page = desk.open()
    with page.expect_response(saving):
        cell(page, "SOUTH-1", "Tue 17").dblclick()

    expect(cell(page, "SOUTH-1", "Tue 17")).to_have_value("2:00")
    assert worklogs_on(desk.company.alice) == [("09:00", 2)]


def test_lines_of_a_spreadsheet_are_pasted(desk: Desk) -> None:
    alice = desk.company.alice
    set_cell(alice, 1, on="2026-03-16")
    set_cell(alice, 1, on="2026-03-16", issueKey="SOUTH-1")
    page = desk.open()
    field = cell(page, "NORTH-1", "Mon 16")
    field.focus()
    field.evaluate(
        """(input) => {
            const data = new DataTransfer();
            data.setData("text/plain", "2\\t1:30\\r\\n0.5\\t\\t45m\\r\\n9\\t9\\r\\n");
            input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )

    expect(page.get_by_text("2 values were outside of the grid")).to_be_visible()
    expect(page.locator("td[data-state=saving]")).to_have_count(0)
    expect(page.locator("[data-total]")).to_have_text("4:45")
    assert [hours for _, hours in worklogs_on(alice, "2026-03-18")] == [0.75]
    assert sorted(hours for _, hours in worklogs_on(alice, "2026-03-16")) == [0.5, 2]


def test_the_newest_value_wins_while_an_older_one_is_saved(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    field = cell(page, "NORTH-1", "Tue 17")
    field.focus()
    for text in ("2", "3", "4"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    expect(field).to_have_value("4:00")
    assert worklogs_on(desk.company.alice) == [("09:00", 4)]


def test_another_tab_follows(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    other = desk.watched(desk.opened[0])
    other.goto("/week")
    expect(cell(other, "NORTH-1", "Tue 17")).to_have_value("1:00")
    cell(page, "NORTH-1", "Tue 17").focus()
    enter(page, "3")

    expect(cell(other, "NORTH-1", "Tue 17")).to_have_value("3:00")


def test_a_cell_flashes_when_the_timer_logs_its_time(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, on="2026-03-18")
    assert alice.http.put("/4-andante/timer", json={"issueKey": "NORTH-1", "startedAt": "2026-03-18T08:00:00Z"}).status_code == 200
    page = desk.open()
    before = cell(page, "NORTH-1", "Wed 18").input_value()
    page.get_by_role("button", name="Stop timer").click()

    expect(page.locator("td[data-state=changed]").get_by_role("textbox", name="NORTH-1 Wed 18")).to_be_visible()
    assert cell(page, "NORTH-1", "Wed 18").input_value() != before


def test_a_favorite_is_marked(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, issueId=SOUTH_1)
    page = desk.open()
    star = page.get_by_role("row", name=re.compile("SOUTH-1")).get_by_role("button", name="Favorite")
    star.click()

    expect(star).to_have_attribute("aria-pressed", "true")
    favorites = desk.company.alice.http.get("/4-andante/favorites").json()["results"]
    assert [favorite["issue"]["key"] for favorite in favorites] == ["SOUTH-1"]


def test_hours_are_shown_and_read_as_the_user_prefers(desk: Desk) -> None:
    alice = desk.company.alice
    alice.http.put("/4-andante/preferences", json={"language": "de", "durationFormat": "DECIMAL"})
    alice.logs(5400)
    page = desk.open(locale="de-DE")
    field = page.get_by_role("textbox", name="NORTH-1 Di 17")
    expect(field).to_have_value("1,50")
    field.focus()
    enter(page, "2,25")

    expect(field).to_have_value("2,25")
    assert worklogs_on(alice) == [("09:00", 2.25)]


def test_a_row_is_added_from_the_suggestions(desk: Desk) -> None:
    page = desk.open()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Issue for a new row")).to_be_focused()
    page.keyboard.type("set up")
    page.get_by_role("option", name=re.compile("SOUTH-1")).wait_for()
    page.keyboard.press("Enter")
    expect(cell(page, "SOUTH-1", "Wed 18")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?issue=SOUTH-1$"))
    dot = page.get_by_role("row", name=re.compile("SOUTH-1")).locator(".dot")
    color = dot.evaluate(BACKGROUND)
    page.reload()
    assert dot.evaluate(BACKGROUND) == color
    cell(page, "SOUTH-1", "Wed 18").focus()
    enter(page, "1:15")

    assert worklogs_on(desk.company.alice, "2026-03-18") == [("09:00", 1.25)]


def test_keys_of_the_page_work_in_a_cell_if_no_duration_starts_with_them(desk: Desk) -> None:
    desk.company.alice.logs(2 * HOUR, on="2026-03-16")
    page = desk.open()
    page.wait_for_load_state("networkidle")
    cell(page, "NORTH-1", "Mon 16").focus()
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Issue for a new row")).to_be_focused()
    expect(cell(page, "NORTH-1", "Mon 16")).to_have_value("2:00")

    cell(page, "NORTH-1", "Tue 17").focus()
    page.keyboard.type("1h a")
    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("1h a")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile(r"/week/2026-03-23$"))


def test_a_row_without_time_is_removed(desk: Desk) -> None:
    page = desk.open("/week?issue=SOUTH-1&issue=NORTH-1")
    row = page.get_by_role("row", name=re.compile("SOUTH-1"))
    row.hover()
    row.get_by_role("button", name="Remove row").click()

    expect(row).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?issue=NORTH-1$"))


def test_a_row_with_time_is_removed_and_restored(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, description="Import")
    alice.logs(HOUR, on="2026-03-18", description="Review")
    page = desk.open()
    row = page.get_by_role("row", name=re.compile("NORTH-1"))
    row.hover()
    row.get_by_role("button", name="Remove row").click()
    expect(row).to_have_count(0)
    assert worklogs_on(alice) == []
    page.get_by_role("button", name="Undo").click()

    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("1:00")
    found = alice.get(f"/worklogs/user/{alice.id}").json()["results"]
    assert {log["description"] for log in found} == {"Import", "Review"}
