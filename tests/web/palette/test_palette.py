"""The command palette and the keys of all pages, in Chromium."""

import datetime as dt
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.serving import Server
from tests.end_to_end.test_browser import CHROMIUM, watched
from tests.web.log.browser import PHONE, axe_faults, configure, log, looking, opened, overflow, worklogs

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search and commands")


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.palette input")).to_be_focused()


def active(page: Page) -> Locator:
    return palette(page).locator('[aria-selected="true"]')


def test_one_line_logs_time(page: Page, api: httpx.Client) -> None:
    open_palette(page)
    page.keyboard.type("1h 30m NORTH-1 fixed the import")
    expect(active(page)).to_contain_text("Log 1:30 on NORTH-1")
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text("Logged 1:30 on NORTH-1")
    assert [(worklog["timeSpentSeconds"], worklog["description"]) for worklog in worklogs(api)] == [(5400, "fixed the import")]


def test_a_line_says_what_it_does_and_logs_on_another_day(page: Page, api: httpx.Client) -> None:
    yesterday = dt.date.fromisoformat(page.locator("html").get_attribute("data-now")[:10]) - dt.timedelta(1)  # type: ignore[index]
    assert log(api, startDate=yesterday.isoformat(), startTime="09:00:00", timeSpentSeconds=7200)
    open_palette(page)
    page.keyboard.type("1h NORTH-1 review yesterday")
    expect(active(page)).to_contain_text(re.compile(r"Log 1:00 on NORTH-1 Yesterday, .*, 11:00–12:00 · review"))
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text(re.compile(rf"Logged 1:00 on NORTH-1, .*{yesterday.day}"))
    assert {(worklog["startDate"], worklog["startTime"]) for worklog in worklogs(api)} == {
        (yesterday.isoformat(), "09:00:00"),
        (yesterday.isoformat(), "11:00:00"),
    }


def test_a_line_for_an_unknown_issue_says_so_before_it_logs(page: Page) -> None:
    open_palette(page)
    page.keyboard.type("1h NORTH-99")

    expect(active(page)).to_contain_text("There is no issue NORTH-99.")


def test_a_refused_line_opens_the_dialog_with_it(page: Page, site: Server, api: httpx.Client) -> None:
    configure(site, worklog_description_optional=False)
    page.keyboard.press("/")
    expect(page.locator("dialog.palette input")).to_be_focused()
    page.keyboard.type("2h NORTH-1")
    expect(active(page)).to_contain_text("Log 2:00 on NORTH-1")
    page.keyboard.press("Enter")

    expect(page.locator("log-dialog").get_by_label("Duration")).to_have_value("2:00")
    expect(page.locator("#log-description-error")).to_be_visible()
    page.locator("log-dialog").get_by_label("Description").fill("Fixed")
    page.keyboard.press("Control+Enter")
    expect(page.locator("log-dialog")).to_have_count(0)
    assert [(worklog["timeSpentSeconds"], worklog["description"]) for worklog in worklogs(api)] == [(7200, "Fixed")]


def test_an_issue_is_found_and_logged_on(page: Page) -> None:
    open_palette(page)
    page.keyboard.type("meet")
    expect(active(page)).to_contain_text("NORTH-2")
    page.keyboard.press("Enter")

    expect(page.locator("log-dialog").get_by_label("Issue", exact=True)).to_have_value("NORTH-2 Meetings")
    expect(page.locator("log-dialog").get_by_label("Duration")).to_be_focused()


def test_a_page_is_opened_and_offered_first_next_time(page: Page) -> None:
    open_palette(page)
    page.keyboard.type("api tok")
    expect(active(page)).to_have_text("API tokens")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tokens")

    open_palette(page)

    expect(palette(page).get_by_role("group").first).to_have_attribute("aria-label", "Recently used")
    expect(active(page)).to_have_text("API tokens")


@pytest.mark.parametrize("path", ["/tokens", "/week"])
def test_the_command_that_submits_offers_the_open_timesheets(page: Page, path: str) -> None:
    page.goto(path)
    open_palette(page)
    page.keyboard.type("submit")
    expect(active(page)).to_have_text("Submit week")
    page.keyboard.press("Enter")

    link = page.get_by_role("group", name="Submit").get_by_role("link").last
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Submit")).to_be_visible()


def test_the_arrows_move_and_escape_closes(page: Page) -> None:
    page.get_by_role("button", name="Search and commands").click()
    expect(palette(page).get_by_role("combobox")).to_be_focused()
    first = active(page).get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert active(page).get_attribute("id") != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(palette(page).get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(palette(page)).to_have_count(0)
    open_palette(page)
    page.keyboard.press("Control+k")
    expect(palette(page)).to_have_count(0)


def test_a_lead_finds_the_team(site: Server, chromium: Browser) -> None:
    for page in watched(opened(chromium, site, "bob")):
        page.goto("/granted")
        open_palette(page)
        page.keyboard.type("ali")
        expect(active(page)).to_contain_text("Alice")
        page.keyboard.press("Enter")
        page.wait_for_url("**?person=712020%3Aalice")


def test_theme_and_language_are_changed(page: Page, api: httpx.Client) -> None:
    open_palette(page)
    page.keyboard.type("theme dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "DARK")
    open_palette(page)
    page.keyboard.type("deutsch")
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "de")
    preferences = api.get("/4-andante/preferences").json()
    assert (preferences["theme"], preferences["language"]) == ("DARK", "de")


def test_the_list_of_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("save and go down")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_g_and_a_letter_go_to_a_page(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/calendar")


def test_single_letters_can_be_switched_off(page: Page, api: httpx.Client) -> None:
    api.put("/4-andante/preferences", json={"language": "en", "singleKeyShortcuts": False})
    page.goto("/granted")
    page.keyboard.press("n")
    page.keyboard.press("?")
    open_palette(page)

    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(palette(page)).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, PHONE | {"color_scheme": "dark"}], ids=str)
def test_the_palette_is_accessible(chromium: Browser, site: Server, api: httpx.Client, options: dict[str, Any]) -> None:
    with looking(chromium, site, api, **options) as page:
        open_palette(page)
        page.keyboard.type("1h NORTH-1")
        expect(page.get_by_role("option", name="NORTH-1 Import loses rows", exact=True)).to_be_visible()
        assert axe_faults(page) == []
        page.keyboard.type(" nothing at all")
        page.keyboard.press("Control+a")
        page.keyboard.type("zzzz")
        expect(page.locator(".palette .nothing")).to_be_visible()
        assert axe_faults(page) == []
        assert overflow(page) == 0
