"""The dialog that logs time and the combobox for issues, in Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.end_to_end.serving import Server
from tests.end_to_end.test_browser import CHROMIUM

from .browser import PHONE, api_of, axe_faults, configure, log, looking, overflow, worklogs

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")
EVENTS = "document.addEventListener('time-logged', (event) => { document.body.dataset.logged = String(event.detail.length); });"
OPEN = """async (options) => {
    const { openLogDialog } = await import(document.querySelector('[data-shortcut="n"]').dataset.opens);
    openLogDialog(options).then((saved) => { document.body.dataset.saved = saved ? String(saved.tempoWorklogId) : 'null'; });
}"""


def dialog(page: Page) -> Locator:
    return page.locator("log-dialog dialog")


def open_new(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("#log-issue")).to_be_focused()


def open_worklog(page: Page, id: int) -> None:
    """Opens the dialog for an existing worklog, and waits until its issue is loaded."""
    page.evaluate(OPEN, {"worklog": id})
    expect(dialog(page).get_by_label("Issue", exact=True)).to_have_value("NORTH-1 Import loses rows")


def test_time_is_logged_with_the_keyboard_alone(page: Page, api: httpx.Client) -> None:
    page.keyboard.press("n")
    issue = dialog(page).get_by_role("combobox", name="Issue", exact=True)
    expect(issue).to_be_focused()
    page.keyboard.type("loses")
    option = page.get_by_role("option", name="NORTH-1 Import loses rows")
    expect(option).to_have_attribute("aria-selected", "true")
    assert issue.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    expect(issue).to_have_value("NORTH-1 Import loses rows")
    expect(dialog(page).get_by_label("Duration")).to_be_focused()
    page.keyboard.type("9-10:30")
    page.keyboard.press("Control+Enter")

    expect(dialog(page)).to_have_count(0)
    expect(page.locator("#notices")).to_contain_text("Logged 1:30 on NORTH-1")
    [worklog] = worklogs(api)
    assert (worklog["timeSpentSeconds"], worklog["startTime"]) == (5400, "09:00:00")


def test_what_was_logged_can_be_undone(page: Page, api: httpx.Client) -> None:
    page.evaluate(EVENTS)
    page.evaluate(OPEN, {"issue": "NORTH-1", "date": "2026-03-17", "start": "14:00", "seconds": 5400})
    expect(dialog(page).get_by_label("Duration")).to_have_value("1:30")
    dialog(page).get_by_role("button", name="Save").click()
    expect(page.locator("body")).to_have_attribute("data-logged", "1")
    assert [(worklog["startDate"], worklog["startTime"]) for worklog in worklogs(api)] == [("2026-03-17", "14:00:00")]
    expect(page.locator("body")).to_have_attribute("data-saved", str(worklogs(api)[0]["tempoWorklogId"]))

    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.get_by_role("button", name="Undo").click()

    assert worklogs(api) == []


def test_a_required_attribute_stays_marked_until_it_is_entered(page: Page, site: Server) -> None:
    with required_attribute(site):
        page.evaluate(OPEN, {"issue": "NORTH-1", "seconds": 3600})
        ticket = dialog(page).get_by_label("Ticket")
        expect(ticket).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(ticket).to_be_focused()
        with page.expect_response("**/worklog-form?*"):
            dialog(page).get_by_label("Date").fill("2026-03-18")
            page.keyboard.press("Tab")

        expect(ticket).to_have_attribute("aria-invalid", "true")
        expect(ticket).to_have_accessible_description("Enter a value")
        ticket.fill("T-1")
        expect(ticket).not_to_have_attribute("aria-invalid", "true")


@contextmanager
def required_attribute(site: Server) -> Iterator[None]:
    body = {"key": "_Ticket_", "name": "Ticket", "type": "INPUT_FIELD", "required": True}
    with api_of(site, "carol") as carol:
        carol.post("/4/work-attributes", json=body).raise_for_status()
        try:
            yield
        finally:
            carol.delete("/4/work-attributes/_Ticket_")


def test_a_worklog_is_changed(page: Page, api: httpx.Client) -> None:
    worklog = log(api)
    open_worklog(page, worklog["tempoWorklogId"])
    expect(page.get_by_role("heading", name="Edit worklog")).to_be_visible()
    dialog(page).get_by_label("Duration").fill("2")
    dialog(page).get_by_label("Description").fill("Fixed it")
    dialog(page).get_by_role("button", name="Save").click()

    expect(dialog(page)).to_have_count(0)
    [changed] = worklogs(api)
    assert (changed["timeSpentSeconds"], changed["billableSeconds"], changed["description"]) == (7200, 7200, "Fixed it")
    assert (changed["startDate"], changed["startTime"]) == ("2026-03-17", "10:00:00")


def test_a_deleted_worklog_comes_back(page: Page, api: httpx.Client) -> None:
    open_worklog(page, log(api)["tempoWorklogId"])
    dialog(page).get_by_role("button", name="Delete").click()
    expect(page.locator("#notices")).to_contain_text("Deleted 1:00 on NORTH-1")
    assert worklogs(api) == []

    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Undo").click()

    [restored] = worklogs(api)
    assert (restored["timeSpentSeconds"], restored["startTime"], restored["description"]) == (3600, "10:00:00", "Fixed")


@pytest.mark.parametrize(("choice", "expected"), [("Show the current version", "Theirs"), ("Overwrite it", "Mine")])
def test_someone_else_changed_the_worklog(page: Page, api: httpx.Client, choice: str, expected: str) -> None:
    id = log(api)["tempoWorklogId"]
    open_worklog(page, id)
    dialog(page).get_by_label("Description").fill("Mine")
    assert api.patch(f"/4-andante/worklogs/{id}", json={"description": "Theirs"}).status_code == 200
    page.keyboard.press("Control+Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("Someone else changed this worklog")
    expect(dialog(page).get_by_label("Description")).to_have_value("Mine")

    page.get_by_role("button", name=choice).click()

    if expected == "Theirs":
        expect(dialog(page).get_by_label("Description")).to_have_value("Theirs")
    else:
        expect(dialog(page)).to_have_count(0)
    assert worklogs(api)[0]["description"] == expected


def test_faults_are_beside_their_fields_and_nothing_typed_is_lost(page: Page, site: Server, api: httpx.Client) -> None:
    configure(site, worklog_description_optional=False)
    open_new(page)
    dialog(page).get_by_label("Duration").fill("soon")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log-issue-error")).to_have_text("Enter a value")
    expect(page.locator("#log-duration-error")).to_contain_text("Enter a duration like")
    expect(dialog(page).get_by_label("Issue", exact=True)).to_be_focused()

    dialog(page).get_by_label("Issue", exact=True).fill("NORTH-1")
    dialog(page).get_by_label("Duration").fill("1")
    dialog(page).get_by_label("Date").fill("2028-06-01")
    dialog(page).get_by_label("Description").fill("x")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#log-date-error")).to_contain_text("more than 365 days in the future")
    expect(dialog(page).get_by_label("Date")).to_have_attribute("aria-invalid", "true")
    expect(dialog(page).get_by_label("Description")).to_have_value("x")
    assert worklogs(api) == []


def test_the_server_is_down(page: Page, api: httpx.Client) -> None:
    page.evaluate(OPEN, {"issue": "NORTH-1", "seconds": 3600})
    expect(dialog(page).get_by_label("Issue", exact=True)).to_have_value("NORTH-1 Import loses rows")
    keys = list[str | None]()
    page.route("**/4/worklogs", lambda route: lose_response(route, keys))
    dialog(page).get_by_label("Description").fill("Mine")
    page.keyboard.press("Control+Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("The server can't be reached")
    assert len(keys) == 3
    assert len({*keys}) == 1
    assert len(worklogs(api)) == 1, "the first attempt was applied"
    expect(dialog(page).get_by_label("Description")).to_have_value("Mine")

    page.unroute("**/4/worklogs")
    page.keyboard.press("Control+Enter")

    expect(dialog(page)).to_have_count(0)
    assert [worklog["description"] for worklog in worklogs(api)] == ["Mine"]


def lose_response(route: Route, keys: list[str | None]) -> None:
    """The server applies the request, but only the second attempt gets a response: that the first one is still running."""
    keys.append(route.request.header_value("Idempotency-Key"))
    if len(keys) == 2:
        route.fulfill(status=409, headers={"Retry-After": "1"}, json={})
        return
    route.fetch()
    route.abort()


def test_the_session_ended(page: Page, api: httpx.Client) -> None:
    page.evaluate(OPEN, {"issue": "NORTH-1", "seconds": 3600})
    expect(dialog(page).get_by_label("Issue", exact=True)).to_have_value("NORTH-1 Import loses rows")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    dialog(page).get_by_label("Description").fill("Mine")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Sign in in a new tab")).to_be_visible()

    page.context.add_cookies([{"name": c["name"], "value": c["value"], "domain": c["domain"], "path": c["path"]} for c in cookies])
    page.keyboard.press("Control+Enter")

    expect(dialog(page)).to_have_count(0)
    assert [worklog["description"] for worklog in worklogs(api)] == ["Mine"]


def test_a_closed_draft_can_be_continued(page: Page) -> None:
    open_new(page)
    dialog(page).get_by_label("Description").fill("Mine")
    page.keyboard.press("Escape")
    expect(dialog(page)).not_to_be_visible()

    page.get_by_role("button", name="Continue").click()

    expect(dialog(page).get_by_label("Description")).to_have_value("Mine")


def test_escape_closes_the_list_first(page: Page, api: httpx.Client) -> None:
    api.put("/4-andante/favorites/SOUTH-1")
    open_new(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="SOUTH-1 Set up Favorite")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(dialog(page).get_by_role("listbox")).to_have_count(0)
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_work_attributes_of_all_types_are_saved(page: Page, site: Server, api: httpx.Client) -> None:
    with api_of(site, "carol") as carol:
        account = {"key": "ACME", "name": "Acme support", "status": "OPEN", "leadAccountId": "712020:bob", "global": True}
        assert carol.post("/4/accounts", json=account).status_code == 200
        keys = ("ACCOUNT", "CHECKBOX", "INPUT_FIELD", "INPUT_NUMERIC", "STATIC_LIST")
        for type in keys:
            body = {"key": f"_{type}_", "name": type, "type": type} | (
                {"values": ["Build"], "required": True} if type == "STATIC_LIST" else {}
            )
            assert carol.post("/4/work-attributes", json=body).status_code == 200
        open_new(page)
        expect(dialog(page).get_by_label("ACCOUNT optional")).to_contain_text("Choose an issue first")
        dialog(page).get_by_label("Issue", exact=True).fill("NORTH-1")
        dialog(page).get_by_label("Duration").fill("1")
        expect(dialog(page).get_by_label("ACCOUNT optional")).not_to_contain_text("Choose an issue first")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#log-attribute-_STATIC_LIST_-error")).to_have_text("Enter a value")
        dialog(page).get_by_label("STATIC_LIST").select_option("Build")
        dialog(page).get_by_label("ACCOUNT optional").select_option("Acme support")
        dialog(page).get_by_label("CHECKBOX").check()
        dialog(page).get_by_label("INPUT_FIELD").fill("note")
        dialog(page).get_by_label("INPUT_NUMERIC").fill("1,5")
        page.keyboard.press("Control+Enter")
        expect(dialog(page)).to_have_count(0)
        found = {value["key"]: value["value"] for value in worklogs(api)[0]["attributes"]["values"]}
        assert found | {"_STATIC_LIST_": ""} == {
            "_ACCOUNT_": "ACME",
            "_CHECKBOX_": "true",
            "_INPUT_FIELD_": "note",
            "_INPUT_NUMERIC_": "1.5",
            "_STATIC_LIST_": "",
        }
        for type in keys:
            assert carol.delete(f"/4/work-attributes/_{type}_").status_code == 204


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE, PHONE | {"color_scheme": "dark"}], ids=str)
def test_the_dialog_is_accessible(chromium: Browser, site: Server, api: httpx.Client, options: dict[str, Any]) -> None:
    api.put("/4-andante/favorites/SOUTH-1")
    with looking(chromium, site, api, **options) as page:
        open_new(page)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option", name="SOUTH-1")).to_be_visible()
        assert axe_faults(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#log-issue-error")).to_be_visible()
        assert axe_faults(page) == []
        assert overflow(page) == 0


def test_the_page_uses_the_combobox_too(page: Page, api: httpx.Client) -> None:
    page.goto("/log?duration=2&description=Fixed")
    page.keyboard.type("meet")
    page.get_by_role("option", name="NORTH-2 Meetings").click()
    page.wait_for_url("**/log?*issue=NORTH-2*")
    expect(page.locator("main").get_by_label("Duration")).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(page.locator("main .notice").first).to_contain_text("Logged 2:00 on NORTH-2")
    assert [(worklog["timeSpentSeconds"], worklog["description"]) for worklog in worklogs(api)] == [(7200, "Fixed")]
