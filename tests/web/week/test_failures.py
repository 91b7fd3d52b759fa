"""When something goes wrong, nothing typed is lost, and the message says what to do. In Chromium."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.planning.weeks.weeks import HOUR, set_cell, submit, worklogs_on

from .browser import SESSION, Desk, cell, needs_chromium, new_session, saving

pytestmark = needs_chromium
OPERATION = "**/4-andante/weeks/cells"


def type_into(page: Page, text: str, day: str = "Tue 17") -> Any:
    field = cell(page, "NORTH-1", day)
    field.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    return field


@pytest.fixture
def page(desk: Desk) -> Page:
    desk.company.alice.logs(HOUR)
    return desk.open()


def test_the_server_is_down(desk: Desk, page: Page) -> None:
    page.route(OPERATION, lambda route: route.abort("connectionrefused"))
    field = type_into(page, "2.5")
    second = type_into(page, "1", "Wed 18")

    expect(page.get_by_text("2 cells are not saved yet.")).to_be_visible()
    expect(page.locator(".problem")).to_have_count(2)
    expect(page.locator(".problem").first).to_contain_text("The server can't be reached. Check your connection.")
    expect(field).to_have_value("2.5")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert worklogs_on(desk.company.alice) == [("09:00", 1)]

    page.unroute(OPERATION)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".problem")).to_have_count(0)
    expect(field).to_have_value("2:30")
    expect(second).to_have_value("1:00")
    expect(page.locator("td[data-state=saving]")).to_have_count(0)
    assert worklogs_on(desk.company.alice) == [("09:00", 2.5)]


def test_try_again_sends_it_again(desk: Desk, page: Page) -> None:
    page.route(OPERATION, lambda route: route.fulfill(status=500, body="{}"))
    field = type_into(page, "3")
    expect(page.locator(".problem")).to_contain_text("Something went wrong on our side.")
    page.unroute(OPERATION)

    page.locator(".problem").get_by_role("button", name="Try again").click()

    expect(field).to_have_value("3:00")
    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    assert worklogs_on(desk.company.alice) == [("09:00", 3)]


def test_the_session_ended_in_another_tab(desk: Desk, page: Page) -> None:
    context = desk.opened[0]
    other = desk.watched(context)
    other.goto("/tokens")
    other.get_by_role("button", name="Account of Alice").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/signin*")
    field = type_into(page, "2")

    expect(page.locator(".problem")).to_contain_text("You're signed out.")
    expect(page.locator(".problem").get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    expect(field).to_have_value("2")

    context.add_cookies([{"name": SESSION, "value": new_session(desk.database, "alice"), "url": desk.url}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(field).to_have_value("2:00")
    expect(page.locator(".problem")).to_have_count(0)
    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    assert worklogs_on(desk.company.alice) == [("09:00", 2)]


def test_a_rule_refuses_the_time(desk: Desk, page: Page) -> None:
    desk.company.configure(desk.database, max_hours_per_day_per_user=8)
    field = type_into(page, "9")

    problem = page.locator(".problem")
    expect(problem).to_contain_text("Tue, March 17: This time would bring")
    expect(problem).to_contain_text("at most 8 hours a day")
    expect(field).to_have_value("9")
    expect(page.locator("[data-total]")).to_have_text("1:00")

    field.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(problem).to_have_count(0)
    expect(field).to_have_value("7:00")


def test_someone_else_changed_the_cell_and_the_user_keeps_it(desk: Desk, page: Page) -> None:
    set_cell(desk.company.bob, 2, was=1, accountId=desk.company.alice.id)
    field = type_into(page, "1:30")

    problem = page.locator(".problem")
    expect(problem).to_contain_text("Someone else changed this cell to 2:00 in the meantime. You entered 1:30.")
    expect(field).to_have_value("1:30")
    problem.get_by_role("button", name="Keep 2:00").click()

    expect(field).to_have_value("2:00")
    expect(problem).to_have_count(0)
    assert worklogs_on(desk.company.alice) == [("09:00", 2)]


def test_someone_else_changed_the_cell_and_the_user_sets_it(desk: Desk, page: Page) -> None:
    set_cell(desk.company.bob, 2, was=1, accountId=desk.company.alice.id)
    field = type_into(page, "1:30")
    page.locator(".problem").get_by_role("button", name="Set 1:30").click()

    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    expect(field).to_have_value("1:30")
    assert worklogs_on(desk.company.alice) == [("09:00", 1.5)]


def test_what_is_not_a_duration_stays_in_the_cell(page: Page) -> None:
    field = type_into(page, "lunch")

    expect(page.locator(".problem")).to_contain_text("“lunch” isn't a duration. Enter hours like 1.5 or 1:30")
    expect(field).to_have_value("lunch")
    page.locator(".problem").get_by_role("button", name="Discard").click()
    expect(field).to_have_value("1:00")


def test_leaving_with_unsaved_cells_asks(page: Page) -> None:
    page.route(OPERATION, lambda route: route.abort("connectionrefused"))
    field = type_into(page, "2")
    expect(page.locator(".problem")).to_have_count(1)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Next week").click()

    expect(field).to_have_value("2")
    assert asked == ["beforeunload"]


def test_a_day_that_was_locked_in_the_meantime_is_explained(desk: Desk, page: Page) -> None:
    submit(desk.company.alice)
    field = type_into(page, "2")

    expect(page.locator(".problem")).to_contain_text("is in review")
    expect(field).to_have_value("2")


def test_a_required_description_opens_the_dialog_with_the_amount(desk: Desk, page: Page) -> None:
    desk.company.configure(desk.database, worklog_description_optional=False)
    type_into(page, "1:45", "Wed 18")

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Time spent")).to_have_value("1:45")
    expect(dialog.get_by_label("Description")).to_be_focused()
    page.keyboard.type("Planning")
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(cell(page, "NORTH-1", "Wed 18")).to_have_value("1:45")
    expect(page.locator(".problem")).to_have_count(0)
    assert worklogs_on(desk.company.alice, "2026-03-18") == [("09:00", 1.75)]


def test_nothing_is_lost_while_a_save_is_under_way(page: Page) -> None:
    """The first save fails after a second value was typed."""
    waiting: list[Route] = []
    page.route(OPERATION, lambda route: waiting.append(route))
    field = type_into(page, "2")
    page.wait_for_timeout(100)
    type_into(page, "3")
    waiting[0].fulfill(status=500, body="{}")
    page.unroute(OPERATION)

    expect(page.locator(".problem")).to_have_count(1)
    expect(field).to_have_value("3")
    with page.expect_response(saving):
        page.locator(".problem").get_by_role("button", name="Try again").click()
    expect(field).to_have_value("3:00")
