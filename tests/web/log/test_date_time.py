"""Fields for dates and times, in Chromium, on the page that logs time."""

import datetime as dt

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.test_browser import CHROMIUM

from .browser import worklogs

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")
VALUE = "input => input.parentElement.value"


def open_form(page: Page, api: httpx.Client, date: str = "2026-03-17", start: str = "14:05", **preferences: str) -> None:
    api.put("/4-andante/preferences", json={"language": "en"} | preferences)
    page.goto(f"/log?issue=NORTH-1&duration=1&date={date}&start={start}")


def test_arrow_keys_change_dates_and_times(page: Page, api: httpx.Client) -> None:
    open_form(page, api, timeFormat="12_HOURS")
    date, start = page.get_by_role("textbox", name="Date"), page.get_by_role("textbox", name="Start time")
    expect(date).to_have_value("3/17/2026")
    expect(page.locator("main .weekday").first).to_have_text("Tue")
    date.press("ArrowUp")
    date.press("Shift+ArrowDown")
    expect(date).to_have_value("3/11/2026")
    expect(page.locator("main .weekday").first).to_have_text("Wed")
    expect(start).to_have_value("2:05 PM")
    start.press("ArrowUp")
    expect(start).to_have_value("2:15 PM")
    start.press("Shift+ArrowDown")
    start.press("ArrowDown")
    expect(start).to_have_value("1:00 PM")
    start.press("Enter")

    page.wait_for_url("**/week")
    assert [(worklog["startDate"], worklog["startTime"]) for worklog in worklogs(api)] == [("2026-03-11", "13:00:00")]


def test_what_is_typed_is_shown_in_the_format_of_the_user(page: Page, api: httpx.Client) -> None:
    open_form(page, api, language="de")
    date, start = page.get_by_role("textbox", name="Datum"), page.locator("#start")
    today = dt.date.fromisoformat(str(page.locator("html").get_attribute("data-now"))[:10])
    yesterday = today - dt.timedelta(1)
    date.fill("gestern")
    start.fill("930")
    start.press("Tab")

    expect(date).to_have_value(f"{yesterday.day}.{yesterday.month}.{yesterday.year}")
    expect(start).to_have_value("09:30")
    assert (date.evaluate(VALUE), start.evaluate(VALUE)) == (yesterday.isoformat(), "09:30")


def test_what_cant_be_read_stays_and_is_refused(page: Page, api: httpx.Client) -> None:
    open_form(page, api)
    page.get_by_role("textbox", name="Date").fill("someday")
    page.get_by_role("textbox", name="Date").press("Enter")

    expect(page.get_by_role("textbox", name="Date")).to_have_value("someday")
    expect(page.get_by_role("textbox", name="Date")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Enter a date", exact=True)).to_be_visible()
    assert worklogs(api) == []


def test_the_picker_of_the_browser_fills_the_field(page: Page, api: httpx.Client) -> None:
    open_form(page, api)
    page.locator("main").get_by_role("button", name="Open calendar").click()
    native = page.locator("main date-time input[type=date]")
    assert native.input_value() == "2026-03-17"
    native.evaluate("input => { input.value = '2026-03-19'; input.dispatchEvent(new Event('change')); }")

    expect(page.get_by_role("textbox", name="Date")).to_have_value("3/19/2026")


def test_the_format_is_described(page: Page, api: httpx.Client) -> None:
    open_form(page, api)

    assert "Like " in str(page.locator("#date-format").text_content())
    expect(page.get_by_role("textbox", name="Date")).to_have_attribute("aria-describedby", "date-format")
    expect(page.get_by_role("textbox", name="Start time")).to_have_attribute("aria-describedby", "time-format")
