"""The page for settings in a real browser: each change is saved and shown at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.test_browser import CHROMIUM, chromium, page, running, server, sign_in

__all__ = ["chromium", "page", "running", "server"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


@pytest.fixture
def settings(page: Page) -> Page:
    sign_in(page, "alice")
    page.goto("/settings")
    return page


def choose(page: Page, option: str) -> None:
    page.locator(".switch label", has_text=option).click()


def test_the_theme_changes_at_once_and_stays(settings: Page) -> None:
    choose(settings, "Dark")

    expect(settings.locator("html")).to_have_attribute("data-theme", "DARK")
    expect(settings.locator("#notices")).to_contain_text("Saved")
    settings.reload()
    expect(settings.get_by_label("Dark")).to_be_checked()
    choose(settings, "System")
    expect(settings.locator("#notices")).to_contain_text("Saved")


def test_the_language_changes_at_once_and_the_focus_stays(settings: Page) -> None:
    settings.get_by_label("Language", exact=True).select_option("de")

    expect(settings.get_by_role("heading", level=1)).to_have_text("Einstellungen")
    expect(settings.get_by_label("Sprache", exact=True)).to_be_focused()
    settings.get_by_label("Sprache", exact=True).select_option("en")
    expect(settings.get_by_role("heading", level=1)).to_have_text("Settings")


def test_keys_and_steps_are_known_to_scripts_at_once(settings: Page) -> None:
    settings.get_by_label("Single-key shortcuts").uncheck()
    expect(settings.locator("html")).to_have_attribute("data-keys", "off")
    settings.get_by_label("Steps in the calendar").select_option("30")
    expect(settings.locator("html")).to_have_attribute("data-snap", "30")
    settings.get_by_label("Single-key shortcuts").check()
    expect(settings.locator("html[data-keys]")).to_have_count(0)
    expect(settings.locator("#notices")).to_contain_text("Saved")


def test_an_ended_session_is_reported_and_the_choice_stays(settings: Page) -> None:
    settings.context.clear_cookies()
    choose(settings, "Compact")

    expect(settings.locator("#notices")).to_contain_text("signed out")
    expect(settings.get_by_label("Compact")).to_be_checked()


def test_a_server_that_cannot_be_reached_is_reported_and_tried_again(settings: Page) -> None:
    settings.context.set_offline(True)
    choose(settings, "Compact")
    expect(settings.locator("#notices")).to_contain_text("can't be reached")
    settings.context.set_offline(False)
    settings.get_by_role("button", name="Try again").click()

    expect(settings.locator("#notices")).to_contain_text("Saved")
    settings.reload()
    expect(settings.get_by_label("Compact")).to_be_checked()


def test_a_notification_is_chosen_at_once_with_the_keyboard(settings: Page) -> None:
    missing = settings.get_by_role("group", name="Missing time")
    missing.get_by_label("By mail").focus()
    settings.keyboard.press("m")

    expect(settings.locator("#notices")).to_contain_text("Saved")
    settings.reload()
    expect(missing.get_by_label("By mail")).to_have_value("AT_ONCE")
