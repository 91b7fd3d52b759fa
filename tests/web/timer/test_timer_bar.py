"""The timer in the bar at the top, in Chromium."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.timekeeping.configuration import actions as configuration
from tests.end_to_end.browsing import give_password, sign_in
from tests.end_to_end.serving import Server, andante
from tests.end_to_end.test_browser import CHROMIUM, FLAGS, watched
from tests.web.accessibility import violations

TIMER = "/4-andante/timer"
SHIFTS = """() => new Promise((resolve) => {
    const moved = [];
    const name = ({ node }) => node?.className || node?.parentNode?.className || String(node);
    const observer = new PerformanceObserver((list) => moved.push(...list.getEntries().flatMap((entry) => entry.sources.map(name))));
    observer.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(moved), 300);
})"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as server:
        give_password(server, "alice")
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(clock, "_read", time.time)
    yield running
    configure(running, worklog_description_optional=True)


def configure(server: Server, **settings: Any) -> None:
    with server.database.write() as db:
        configuration.change(Call(db, SYSTEM, clock.now()), settings)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """The API with alice's token, without a timer and worklogs."""
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.tokens['alice']}"}) as api:
        api.delete(TIMER)
        for worklog in worklogs(api):
            api.delete(f"/4/worklogs/{worklog['tempoWorklogId']}")
        yield api


def worklogs(api: httpx.Client) -> list[dict[str, Any]]:
    return list(api.get("/4/worklogs").json()["results"])


def ago(hours: float) -> str:
    return clock.instant(dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours))


def start(api: httpx.Client, hours: float = 0.42, issue: str | None = "NORTH-1", **fields: Any) -> dict[str, Any]:
    response = api.put(TIMER, json={"issueKey": issue, "startedAt": ago(hours)} | fields)
    assert response.status_code == 200, response.text
    return dict(response.json())


def opened(chromium: Browser, server: Server, **options: Any) -> BrowserContext:
    """A browser in which alice is signed in."""
    context = chromium.new_context(base_url=server.url, **options)
    for cookie in sign_in(server, "alice").cookies.jar:
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": server.url}])
    return context


@pytest.fixture
def page(chromium: Browser, server: Server, api: httpx.Client) -> Iterator[Page]:
    assert api
    yield from watched(opened(chromium, server))


def test_a_timer_starts_gets_an_issue_and_logs_its_time(page: Page, api: httpx.Client) -> None:
    page.goto("/tokens")
    page.get_by_role("button", name="Start timer").click()

    expect(page.get_by_role("dialog", name="Timer").get_by_role("combobox", name="Issue")).to_be_focused()
    page.keyboard.type("north-1")
    page.keyboard.press("Tab")
    page.keyboard.type("Find the rows")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Edit timer: NORTH-1 Find the rows")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"0:00:\d\d"))
    page.get_by_role("button", name="Stop timer").click()

    expect(page.locator("#notices")).to_contain_text("Logged 0:01 on NORTH-1")
    expect(page.get_by_role("button", name="Start timer")).to_be_visible()
    (worklog,) = worklogs(api)
    assert (worklog["timeSpentSeconds"], worklog["description"]) == (60, "Find the rows")


def test_the_timer_is_used_with_the_keyboard_alone(page: Page, api: httpx.Client) -> None:
    page.goto("/tokens")
    expect(page.get_by_role("button", name="Start timer")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("combobox", name="Issue")).to_be_focused()
    page.keyboard.type("meet")
    expect(page.get_by_role("option", name="NORTH-2 Meetings")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit timer: NORTH-2 Meetings")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Stop timer")).to_be_focused()
    expect(page.get_by_role("button", name="Edit timer: NORTH-2 Meetings")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#notices")).to_contain_text("on NORTH-2")
    assert len(worklogs(api)) == 1
    expect(page.get_by_role("button", name="Start timer")).to_be_focused()


def test_undo_deletes_the_worklog_and_restores_the_timer(page: Page, api: httpx.Client) -> None:
    timer = start(api, description="Review")
    page.goto("/tokens")
    page.get_by_role("button", name="Stop timer").click()
    page.locator("#notices").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Edit timer: NORTH-1 Review")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"0:25:\d\d"))
    page.wait_for_load_state("networkidle")
    assert worklogs(api) == []
    assert api.get(TIMER).json()["timer"]["startedAt"] == timer["startedAt"]


def test_a_discarded_timer_can_be_restored(page: Page, api: httpx.Client) -> None:
    timer = start(api)
    page.goto("/tokens")
    page.get_by_role("button", name="Edit timer").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.locator("#notices")).to_contain_text("Timer discarded")
    assert api.get(TIMER).json()["timer"] is None

    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    assert api.get(TIMER).json()["timer"]["startedAt"] == timer["startedAt"]
    assert worklogs(api) == []


def test_the_start_can_be_corrected(page: Page, api: httpx.Client) -> None:
    timer = start(api)
    page.goto("/tokens")
    page.get_by_role("button", name="Edit timer").click()
    started = page.get_by_label("Started")
    expect(started).to_be_visible()
    local = dt.datetime.fromisoformat(started.evaluate("input => input.parentElement.value"))
    started.fill((local - dt.timedelta(hours=1)).isoformat()[:16])
    page.keyboard.press("Enter")

    expect(page.get_by_role("timer")).to_have_text(re.compile(r"1:2\d:\d\d"))
    assert api.get(TIMER).json()["timer"]["startedAt"][:16] < timer["startedAt"][:16]


def test_without_an_issue_the_editor_asks_for_it(page: Page, api: httpx.Client) -> None:
    start(api, issue=None)
    page.goto("/tokens")
    page.get_by_role("button", name="Stop timer").click()

    expect(page.get_by_role("alert")).to_have_text("Choose an issue, so that the time can be logged.")
    expect(page.get_by_role("combobox", name="Issue")).to_be_focused()
    page.keyboard.type("NORTH-99")
    page.get_by_role("button", name="Stop and log").click()
    expect(page.get_by_role("alert")).to_have_text("There is no issue NORTH-99.")
    assert worklogs(api) == []
    page.get_by_role("combobox", name="Issue").fill("NORTH-1")
    page.get_by_role("button", name="Stop and log").click()
    expect(page.locator("#notices")).to_contain_text("Logged 0:26 on NORTH-1")


def test_what_is_typed_is_saved_before_the_timer_stops(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    page.get_by_role("button", name="Edit timer").click()
    page.get_by_label("Description").fill("Review")
    page.get_by_role("button", name="Stop timer").click()

    expect(page.locator("#notices")).to_contain_text("Logged 0:26")
    assert worklogs(api)[0]["description"] == "Review"


def test_a_rule_that_refuses_the_time_keeps_the_timer(page: Page, api: httpx.Client, server: Server) -> None:
    configure(server, worklog_description_optional=False)
    start(api)
    page.goto("/tokens")
    page.get_by_role("button", name="Stop timer").click()

    expect(page.get_by_role("alert")).to_have_text("Describe what you worked on, so that the time can be logged.")
    expect(page.get_by_label("Description")).to_be_focused()
    assert api.get(TIMER).json()["timer"] is not None
    page.keyboard.type("Review")
    page.get_by_role("button", name="Stop and log").click()
    expect(page.locator("#notices")).to_contain_text("Logged 0:26")


def test_required_work_attributes_are_asked_for(page: Page, api: httpx.Client, server: Server) -> None:
    with attribute(server) as key:
        start(api)
        page.goto("/tokens")
        page.get_by_role("button", name="Stop timer").click()
        expect(page.get_by_role("alert")).to_contain_text("Ticket")
        expect(page.get_by_label("Ticket")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("Ticket")).to_be_focused()
        page.keyboard.type("T-1")
        expect(page.get_by_label("Ticket")).not_to_have_attribute("aria-invalid", "true")
        page.get_by_role("button", name="Stop and log").click()

        expect(page.locator("#notices")).to_contain_text("Logged 0:26")
        assert worklogs(api)[0]["attributes"]["values"] == [{"key": key, "value": "T-1"}]


@contextmanager
def attribute(server: Server) -> Iterator[str]:
    """A work attribute that is required."""
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.tokens['carol']}"}) as carol:
        body = {"key": "_Ticket_", "name": "Ticket", "type": "INPUT_FIELD", "required": True}
        assert carol.post("/4/work-attributes", json=body).status_code == 200
        yield "_Ticket_"
        carol.delete("/4/work-attributes/_Ticket_")


def test_a_forgotten_timer_stops_at_the_end_of_the_working_day(page: Page, api: httpx.Client) -> None:
    today = clock.today(clock.now(), "Europe/Berlin")
    monday = today - dt.timedelta(days=today.weekday() + 7)
    start(api, startedAt=f"{monday}T08:00:00Z")
    page.goto("/tokens")
    stop = page.get_by_role("button", name="Stop at 17:00")
    expect(page.get_by_text("Did you forget it?")).to_be_visible()
    stop.click()

    expect(page.locator("#notices")).to_contain_text("Logged")
    expect(page.get_by_text("Did you forget it?")).to_be_hidden()
    (worklog,) = worklogs(api)
    assert worklog["startDate"] == str(monday)
    start_time = dt.time.fromisoformat(worklog["startTime"])
    assert start_time.hour * 3600 + worklog["timeSpentSeconds"] == 17 * 3600


def test_a_forgotten_timer_can_keep_running(page: Page, api: httpx.Client) -> None:
    start(api, hours=200)
    page.goto("/tokens")
    page.get_by_role("button", name="Keep running").click()
    expect(page.get_by_text("Did you forget it?")).to_be_hidden()
    page.goto("/granted")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    expect(page.get_by_text("Did you forget it?")).to_be_hidden()

    page.get_by_role("button", name="Stop timer").click()
    expect(page.get_by_role("alert")).to_contain_text("State when you stopped working")
    expect(page.get_by_label("Ended")).to_be_focused()
    assert worklogs(api) == []


def test_tabs_show_the_same_timer(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    other = page.context.new_page()
    other.goto("/granted")
    expect(other.get_by_role("button", name="Stop timer")).to_be_visible()

    page.get_by_role("button", name="Stop timer").click()

    expect(other.get_by_role("button", name="Start timer")).to_be_visible()
    expect(other.get_by_role("timer")).to_be_hidden()


def test_a_timer_that_was_changed_elsewhere_is_not_stopped(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    start(api, hours=0, issue="NORTH-2")
    page.get_by_role("button", name="Stop timer").click()

    expect(page.locator("#notices")).to_contain_text("The timer was changed elsewhere.")
    expect(page.get_by_role("button", name="Edit timer: NORTH-2 Meetings")).to_be_visible()
    assert worklogs(api) == []


def test_what_is_typed_is_kept_while_the_server_is_down(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    page.get_by_role("button", name="Edit timer").click()

    def refuse(route: Route) -> None:
        route.abort()

    page.route(f"**{TIMER}**", refuse)
    page.get_by_label("Description").fill("Review")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    expect(page.get_by_label("Description")).to_have_value("Review")
    page.unroute(f"**{TIMER}**", refuse)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Edit timer: NORTH-1 Review")).to_be_visible()
    assert api.get(TIMER).json()["timer"]["description"] == "Review"


def test_an_ended_session_keeps_the_timer(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.get_by_role("button", name="Stop timer").click()

    expect(page.locator("#notices")).to_contain_text("signed out")
    expect(page.locator("#notices").get_by_role("button", name="Try again")).to_be_visible()
    assert api.get(TIMER).json()["timer"] is not None


def test_rows_and_commands_start_the_timer_on_an_issue(page: Page, api: httpx.Client) -> None:
    start(api)
    page.goto("/tokens")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    script = (page.locator("timer-bar").get_attribute("data-script") or "").replace("timer/timer-bar.js", "shell/js/all.js")
    page.evaluate("async (script) => (await import(script)).startTimer('NORTH-2', 'Daily')", script)

    expect(page.get_by_role("button", name="Edit timer: NORTH-2 Daily")).to_be_visible()
    (worklog,) = worklogs(api)
    assert worklog["issue"]["key"] == "NORTH-1"
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Edit timer: NORTH-1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert worklogs(api) == []


def test_a_running_timer_shows_without_moving_anything(page: Page, api: httpx.Client) -> None:
    start(api, description="A long description of what is being done at the moment, and why")
    page.goto("/tokens")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()
    page.goto("/granted")
    expect(page.get_by_role("button", name="Stop timer")).to_be_visible()

    assert page.evaluate(SHIFTS) == []


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(1280, "light", "en"), (390, "light", "de-DE"), (1280, "dark", "de-DE"), (390, "dark", "en"), (320, "light", "en")],
)
def test_the_timer_fits_and_is_accessible(
    chromium: Browser, server: Server, api: httpx.Client, width: int, scheme: Any, locale: str
) -> None:
    start(api, hours=30, description="A long description of what is being done at the moment, and why")
    options = {"viewport": {"width": width, "height": 760}, "color_scheme": scheme, "locale": locale, "reduced_motion": "reduce"}
    for page in watched(opened(chromium, server, **options)):
        page.goto("/tokens")
        expect(page.locator(".timer-forgotten")).to_be_visible()
        assert violations(page) == []
        page.locator("[data-action=keep]").click()
        page.locator(".timer-toggle").click()
        expect(page.locator("#timer-editor [role=alert]")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
