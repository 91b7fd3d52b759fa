"""Second factors in a real browser, with a virtual authenticator for passkeys."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from tests.cast import ACCOUNT_IDS
from tests.end_to_end.serving import Server
from tests.end_to_end.test_browser import CHROMIUM, chromium, running, server, take_screenshot, watched
from tests.web.accessibility import violations
from tests.web.browsing import PASSWORD

START = re.compile("/(week|overview)")
"""The page to which the start page redirects."""

__all__ = ["chromium", "running", "server"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install Debian's chromium to run these tests")


@pytest.fixture(params=[("light", 1280, "en-GB"), ("dark", 390, "de-DE")], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[Page]:
    """Alice without a second factor. Passkeys need a host name, so the address has one."""
    scheme, width, locale = request.param
    with server.database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        signin.reset_second_factor(call, ACCOUNT_IDS["alice"])
        signin.set_password(call, ACCOUNT_IDS["alice"], PASSWORD)
    url = server.url.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=url, color_scheme=scheme, viewport={"width": width, "height": 800}, locale=locale)
    yield from watched(context)


@pytest.fixture
def authenticator(page: Page) -> str:
    """A virtual authenticator that is always unlocked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return str(session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def enter_password(page: Page) -> None:
    page.goto("/signin")
    page.locator("#email").fill("alice@example.com")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def check(page: Page, name: str) -> None:
    """The page fits the screen, and axe finds no problem."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    take_screenshot(page, f"{name}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_an_authenticator_app(page: Page) -> None:
    page.goto("/signin")
    check(page, "sign-in")
    page.goto("/password/forgot")
    check(page, "forgotten-password")
    enter_password(page)
    page.wait_for_url(START)
    page.goto("/second-factor")
    check(page, "second-factor-none")
    page.locator("#app ~ form button").click()
    check(page, "authenticator-app")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    check(page, "recovery-codes")
    recovery_code = page.locator(".codes li").first.inner_text()
    page.locator("main .button").click()
    expect(page.locator("#codes")).to_be_visible()
    check(page, "second-factor")
    page.goto("/second-factor/check?next=/tokens")
    check(page, "check")

    page.context.clear_cookies()
    enter_password(page)
    page.wait_for_url("**/second-step")
    check(page, "second-step")
    page.locator("summary").click()
    page.locator("#recovery_code").fill(recovery_code)
    page.keyboard.press("Enter")
    page.wait_for_url(START)


@pytest.mark.usefixtures("authenticator")
def test_a_passkey(page: Page) -> None:
    enter_password(page)
    page.wait_for_url(START)
    page.goto("/second-factor")
    page.locator("#passkeys ~ form button").click()
    page.locator("#name").fill("Laptop")
    check(page, "new-passkey")
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("main .button").click()
    expect(page.locator(".passkeys")).to_contain_text("Laptop")

    page.context.clear_cookies()
    enter_password(page)
    page.wait_for_url("**/second-step")
    check(page, "second-step-passkey")
    page.locator("passkey-form button").click()
    page.wait_for_url(START)


@pytest.mark.usefixtures("authenticator")
def test_a_passkey_that_is_not_used_is_reported(page: Page) -> None:
    test_a_passkey(page)
    page.context.clear_cookies()
    enter_password(page)
    page.wait_for_url("**/second-step")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }")
    page.locator("passkey-form button").click()

    expect(page.locator("passkey-form [role=alert]")).to_be_visible()
    expect(page).to_have_url(re.compile("/signin/second-step$"))


def test_other_scripts_are_blocked_before_the_second_step(chromium: Browser, server: Server) -> None:
    """Also those of this server."""
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/signin")
    blocked = page.evaluate(
        """() => new Promise((resolve) => {
            const script = document.createElement("script");
            Object.assign(script, { type: "module", src: "/static/1/shell/js/words.js" });
            script.onerror = () => resolve(true);
            script.onload = () => resolve(false);
            document.head.append(script);
        })"""
    )
    context.close()

    assert blocked is True
