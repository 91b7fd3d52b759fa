"""The page of a report in Chromium."""

import re

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.serving import Server
from tests.web.log.browser import PHONE, axe_faults, log, looking, overflow

MARCH = "/reports?from=2026-03-01&to=2026-03-31&groupBy=PROJECT&groupBy=ISSUE"


def test_from_a_report_to_its_worklogs(page: Page, api: httpx.Client) -> None:
    """Groups, columns and a filter are chosen, groups are closed with the keyboard, and a figure leads to its worklogs."""
    log(api, description="Cables")
    log(api, issueKey="NORTH-2", startDate="2026-03-24", timeSpentSeconds=1800)
    page.goto(MARCH)
    table = page.get_by_role("table")
    expect(table.get_by_role("row", name="Total")).to_have_text(re.compile("1:30"))

    page.get_by_label("Columns").select_option("Weeks")
    expect(page).to_have_url(MARCH + "&pivot=WEEK")
    page.get_by_label("Then by").last.select_option("User")
    expect(page).to_have_url(re.compile("groupBy=PROJECT&groupBy=ISSUE&groupBy=USER&pivot=WEEK"))
    assert axe_faults(page) == []

    toggle = page.get_by_role("button", name="Show rows of North")
    toggle.focus()
    page.keyboard.press("ArrowLeft")
    expect(table.get_by_role("row", name="NORTH-2")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(table.get_by_role("row", name="NORTH-2")).to_be_visible()

    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Issue", exact=True).click()
    page.get_by_label("NORTH-2").check()
    page.get_by_role("button", name="Show report").click()
    expect(page.get_by_role("link", name="Issue: NORTH-2")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("link", name="ODS").click()
    assert download.value.suggested_filename == "time-2026-03-01-2026-03-31.ods"

    page.goto(page.url)
    table.get_by_role("row", name="Total").get_by_role("link", name="0:30").last.click()
    expect(page.get_by_role("row", name="NORTH-2")).to_have_text(re.compile("0:30"))
    page.get_by_role("link", name=re.compile("Mar 24")).click()
    expect(page).to_have_url(re.compile("/week/2026-03-24"))


def test_reports_on_a_phone_in_the_dark(site: Server, chromium: Browser, api: httpx.Client) -> None:
    """In German."""
    log(api, description="Kabel")
    with looking(chromium, site, api, **PHONE, color_scheme="dark") as page:
        page.goto(MARCH)
        expect(page.get_by_role("heading", name="Berichte")).to_be_visible()
        assert (axe_faults(page), overflow(page)) == ([], 0)

        page.get_by_label("Von", exact=True).fill("18.3.2026")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("from=2026-03-18"))
        expect(page.get_by_text("Keine Zeit passt zu diesem Bericht.")).to_be_visible()
        page.goto(MARCH)
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("link", name="Benutzer", exact=True).click()
        assert (axe_faults(page), overflow(page)) == ([], 0)
        page.get_by_role("checkbox", name="Alice").check()
        page.get_by_role("button", name="Bericht anzeigen").click()
        page.get_by_role("row", name="Summe").get_by_role("link", name="1:00").click()
        expect(page.get_by_role("row", name="Kabel")).to_be_visible()
        assert (axe_faults(page), overflow(page)) == ([], 0)
