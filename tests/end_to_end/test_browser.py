"""The pages in a real browser: typical tasks, in light and dark mode, on desktop and phone screens."""

import os
import shutil
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from tests.identity.oauth.flow import AUTHORIZE
from tests.web.accessibility import axe_faults, color_faults, use_colors
from tests.web.browsing import PASSWORD
from tests.web.pages import PAGES

from .browsing import give_password
from .serving import Server, andante

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = os.environ.get("ANDANTE_SCREENSHOTS")
"""The folder for screenshots. None are taken if the variable isn't set."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as server:
        for name in ("alice", "carol"):
            give_password(server, name)
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(clock, "_read", time.time)
    return running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    yield from watched(chromium.new_context(base_url=server.url))


def watched(context: BrowserContext) -> Iterator[Page]:
    """Yields a page and fails if it loads anything from another host or violates the content security policy."""
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert [error for error in errors if "Failed to load resource" not in error] == []


def sign_in(page: Page, name: str) -> None:
    page.goto("/signin")
    page.get_by_label("Email").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=f"Account of {name.title()}")).to_be_visible()


def test_a_token_is_created_used_and_revoked(page: Page) -> None:
    sign_in(page, "alice")
    page.get_by_role("button", name="Account of Alice").click()
    page.get_by_role("navigation").get_by_role("link", name="API tokens").click()
    page.get_by_label("Name").fill("Monthly report")
    page.get_by_label("Only selected permissions").check()
    page.get_by_role("group", name="Worklogs").get_by_label("View").check()
    page.get_by_role("button", name="Create token").click()

    token = page.locator("code.secret").inner_text()
    assert page.request.get("/4/worklogs", headers={"Authorization": f"Bearer {token}"}).status == 200
    row = page.get_by_role("row", name="Monthly report")
    expect(row).to_contain_text("worklogs:view")
    row.get_by_text("Revoke…").click()
    row.get_by_role("button", name="Revoke token").click()
    expect(page.get_by_role("status")).to_have_text("Token revoked")
    assert page.request.get("/4/worklogs", headers={"Authorization": f"Bearer {token}"}).status == 401


class _RedirectTarget(BaseHTTPRequestHandler):
    """The application that users are redirected to."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Back at the application</h1>")

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def application() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _RedirectTarget) as back:
        Thread(target=back.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{back.server_port}/back"
        back.shutdown()


@pytest.mark.parametrize(("decision", "result"), [("Authorize", "code="), ("Cancel", "error=access_denied")])
def test_a_user_signs_in_decides_and_returns_to_the_application(
    page: Page, server: Server, application: str, decision: str, result: str
) -> None:
    """The content security policy for forms must allow the redirect to the application."""
    with server.database.write() as db:
        registered, _ = oauth.register(Call(db, SYSTEM, clock.now()), ApplicationInput(name="Reports", redirect_uris=[application]))

    page.goto(f"{AUTHORIZE}?client_id={registered.client_id}&redirect_uri={application}&state=s1")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Authorize Reports?")
    take_screenshot(page, f"consent-{decision.lower()}")
    page.get_by_role("button", name=decision).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Back at the application")
    assert result in page.url
    assert "state=s1" in page.url


def test_the_pages_can_be_used_with_the_keyboard_only(page: Page) -> None:
    page.goto("/signin")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("carol@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account of Carol")).to_be_visible()

    page.goto("/projects")
    page.get_by_label("Key").focus()
    page.keyboard.type("EAST")
    page.keyboard.press("Tab")
    page.keyboard.type("East")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Project EAST added")


def test_a_wrong_password_shows_an_alert(page: Page) -> None:
    page.goto("/signin")
    page.get_by_label("Email").fill("bob@example.com")
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_have_text("Wrong email or password.")


@pytest.mark.parametrize(("looks", "width", "height"), [(("light", "dark"), 1280, 800), (("phone", "dark-phone"), 390, 740)])
def test_pages_fit_the_screen_and_are_accessible(
    chromium: Browser, server: Server, looks: tuple[str, str], width: int, height: int
) -> None:
    """No page is wider than the screen, and all text has the contrast that WCAG requires (4.5 to 1), in light and dark colors."""
    light, dark = looks
    context = chromium.new_context(base_url=server.url, viewport={"width": width, "height": height})
    for page in watched(context):
        use_colors(page, "light")
        page.goto("/signin")
        check_page(page, "signin", light)
        use_colors(page, "dark")
        check_page(page, "signin", dark)
        use_colors(page, "light")
        sign_in(page, "carol")
        for path in (*PAGES, "/4/docs", "/4-andante/docs"):
            name = path.strip("/").replace("/", "-").replace(":", "-") or "home"
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            check_page(page, name, light)
            assert axe_faults(page) == [], path
            use_colors(page, "dark")
            check_page(page, name, dark)
            assert color_faults(page) == [], path
            use_colors(page, "light")


def check_page(page: Page, name: str, look: str) -> None:
    take_screenshot(page, f"{name}-{look}")
    assert contrast_faults(page) == [], name


def test_pages_fit_a_window_that_is_enlarged_four_times_in_german_without_motion(chromium: Browser, server: Server) -> None:
    """At 400 %, a window of 1280 × 1024 pixels has room for 320 × 256. German words are the longest."""
    context = chromium.new_context(
        base_url=server.url, viewport={"width": 320, "height": 256}, locale="de-DE", reduced_motion="reduce", color_scheme="dark"
    )
    for page in watched(context):
        page.goto("/signin")
        page.get_by_label("E-Mail").fill("carol@example.com")
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.locator("#person")).to_be_attached()
        for path in PAGES:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
            assert page.evaluate("document.getAnimations().length") == 0, path


def test_axe_finds_faults(page: Page) -> None:
    page.set_content("<button></button>")

    assert "button-name: [['button']]" in axe_faults(page)


def take_screenshot(page: Page, name: str) -> None:
    """Saves a screenshot for manual review."""
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page="docs" not in name)


def contrast_faults(page: Page) -> list[str]:
    """The texts with too little contrast to their background."""
    faults: list[str] = page.evaluate(CONTRAST)
    return faults


CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = color => color.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const e of document.body.querySelectorAll('*')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faults.push(e.tagName + ' ' + e.textContent.trim().slice(0, 40));
  }
  return faults;
}"""
