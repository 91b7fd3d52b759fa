"""The API reference in a real browser: searching, reading schemas, and calling operations."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.serving import Server
from tests.end_to_end.test_browser import CHROMIUM, chromium, page, running, server, sign_in, take_screenshot
from tests.web.accessibility import axe_faults, color_faults, use_colors

__all__ = ["chromium", "page", "running", "server"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


def test_typing_finds_operations_and_enter_opens_the_first(page: Page) -> None:
    sign_in(page, "alice")
    page.goto("/4/docs")
    page.keyboard.press("/")
    expect(page.get_by_label("Find an operation")).to_be_focused()
    page.keyboard.type("get_worklog_by_id")

    expect(page.locator("#found")).to_have_text("Found: 1")
    expect(page.locator("#get_worklog_by_id")).to_be_visible()
    expect(page.locator("#create_worklog")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#get_worklog_by_id")).to_have_attribute("open", "")
    expect(page.locator("#get_worklog_by_id > summary")).to_be_focused()
    page.get_by_label("Find an operation").press("Escape")
    expect(page.locator("#create_worklog")).to_be_visible()


def test_the_address_opens_an_operation_and_schemas_open_where_they_are_used(page: Page) -> None:
    page.goto("/4/docs#create_worklog")
    operation = page.locator("#create_worklog")
    expect(operation).to_have_attribute("open", "")
    operation.get_by_text("Fields of WorklogInput").click()
    expect(operation.get_by_role("rowheader", name="timeSpentSeconds required").first).to_be_visible()
    operation.get_by_text("Fields of WorkAttributeValueInput").click()
    expect(operation.locator(".schema .schema .fields")).to_be_visible()

    operation.get_by_role("link", name="WorklogInput", exact=True).click()
    expect(page.locator("#schema-WorklogInput")).to_have_attribute("open", "")
    assert axe_faults(page) == []


def test_readers_call_operations_with_their_session(page: Page) -> None:
    sign_in(page, "alice")
    page.goto("/4-andante/docs#update_preferences")
    update = page.locator("#update_preferences")
    update.get_by_role("button", name="Try it out").click()
    update.get_by_label("Body").fill('{"theme": "LIGHT"}')
    update.get_by_role("button", name="Send").click()
    expect(update.get_by_role("alert")).to_have_text("This changes data on this server, with your permissions.")
    expect(update.get_by_role("button", name="Send PUT")).to_be_focused()
    take_screenshot(page, "reference-docs-confirm")
    page.keyboard.press("Enter")
    expect(update.locator(".result")).to_contain_text("200")
    expect(update.locator(".result")).to_contain_text('"theme": "LIGHT"')
    update.get_by_text("Headers of the response").click()
    expect(update.locator(".result")).to_contain_text("content-type: application/json")
    assert axe_faults(page) == []


def test_a_refusal_is_shown_with_its_status(page: Page) -> None:
    sign_in(page, "alice")
    page.goto("/4/docs#get_worklog_by_id")
    read = page.locator("#get_worklog_by_id")
    read.get_by_role("button", name="Try it out").press("Enter")
    expect(read.get_by_label("id", exact=True)).to_be_focused()
    page.keyboard.type("999999")
    page.keyboard.press("Enter")

    expect(read.locator(".result")).to_contain_text("404")
    expect(read.locator(".result")).to_contain_text("999999 not found")


def test_readers_who_are_not_signed_in_sign_in_and_return_to_the_operation(page: Page) -> None:
    page.goto("/4/docs#get_worklogs")
    page.locator("#get_worklogs").get_by_role("link", name="Sign in to try it out").click()
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator("#get_worklogs")).to_have_attribute("open", "")
    expect(page.locator("#get_worklogs").get_by_role("button", name="Try it out")).to_be_visible()


@pytest.mark.parametrize(("looks", "width"), [(("light", "dark"), 1280), (("phone", "dark-phone"), 390)])
def test_open_operations_fit_the_screen_and_are_accessible(chromium: Browser, server: Server, looks: tuple[str, str], width: int) -> None:
    context = chromium.new_context(base_url=server.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    use_colors(page, "light")
    page.goto("/4/docs#create_plan")
    page.locator("#create_plan").get_by_text("Fields of PlanInput").click()
    take_screenshot(page, f"reference-docs-{looks[0]}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(page) == []
    use_colors(page, "dark")
    take_screenshot(page, f"reference-docs-{looks[1]}")
    assert color_faults(page) == []
    context.close()


def test_the_reference_can_be_read_without_scripts(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/4/docs")
    page.locator("#create_worklog > summary").click()
    page.locator("#create_worklog").get_by_text("Fields of WorklogInput").click()

    expect(page.locator("#create_worklog").get_by_role("link", name="WorklogInput").last).to_be_visible()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("button", name="Try it out")).to_have_count(0)
    context.close()
