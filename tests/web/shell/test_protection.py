"""Every page requires sign-in and a CSRF token, escapes its values and sets security headers."""

import re

import pytest

from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.web.identity.oauth import revoke_token, token
from andante.web.site import create_site
from tests.cast import Person
from tests.web.browsing import Visitor, give_password, signed_in, text_of
from tests.web.pages import ADMINISTRATION, PAGES

INLINE = re.compile(
    r"<script(?! type=\"application/json\" data-words>| type=\"module\" src=)"
    r"|<style|\sstyle=|\son\w+=|javascript:|src=\"http|href=\"http"
)
"""Scripts and styles in a page, and files of other hosts. JSON and modules of this server are allowed."""

EXEMPT = {token, revoke_token}


def paths(database: Database, method: str) -> list[str]:
    """The paths of all pages with this method. Parameters have the value 1."""
    pages = create_site(database, Settings(oidc_issuer="https://id.example.com"))
    rules = [
        rule for rule in pages.url_map.iter_rules() if method in (rule.methods or ()) and pages.view_functions[rule.endpoint] not in EXEMPT
    ]
    return sorted({re.sub(r"<[^>]+>", "1", rule.rule) for rule in rules})


def test_a_form_without_csrf_token_is_refused(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)

    statuses = {path: visitor.http.post(path, data={}).status_code for path in paths(database, "POST")}
    assert len(statuses) > 12
    assert set(statuses.values()) == {400}


def test_a_form_with_the_csrf_token_of_another_user_is_refused(carol: Person, alice: Person, database: Database) -> None:
    visitor, attacker = signed_in(carol, database), signed_in(alice, database)
    found = re.search(r'csrf_token" value="([^"]+)"', attacker.get("/tokens").text)
    assert found

    for path in paths(database, "POST"):
        assert visitor.http.post(path, data={"csrf_token": found[1]}).status_code == 400, path


def test_a_form_from_another_site_is_refused(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)
    visitor.http.headers["Referer"] = "https://evil.example.com/"

    assert visitor.post("/projects", {"key": "EVIL", "name": "Evil"}).status_code == 400


def test_pages_redirect_to_sign_in(alice: Person, database: Database) -> None:
    visitor = Visitor(alice.app)
    public = {
        "/signin",
        "/password/forgot",
        "/signin/second-step",
        "/password",
        "/setup",
        "/static/1/1",
        "/speculation.json",
        "/app.webmanifest",
        "/signin/openid",
        "/signin/openid/back",
        "/4/docs",
        "/4-andante/docs",
    }

    for path in set(paths(database, "GET")) - public:
        response = visitor.get(path)
        if path == "/oauth/authorize/redirect/" or response.status_code == 302:
            assert response.headers["location"].startswith("/signin?next=/"), path
        else:
            raise AssertionError(f"{path} returns {response.status_code}")


def test_only_administrators_can_use_the_administration_pages(alice: Person, bob: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    for path in ADMINISTRATION:
        refused = visitor.get(path)
        assert refused.status_code == 403
        assert "Bob" not in text_of(refused)
    for path in ("/people", f"/people/{bob.id}", f"/people/{bob.id}/password-link", "/projects", "/projects/10000", "/applications"):
        data = {"display_name": "x", "time_zone": "UTC", "key": "X", "name": "x", "redirect_uris": "https://x.example.com/"}
        assert visitor.post(path, data | {"client_type": "PUBLIC"}, form_at="/tokens").status_code == 403, path
    for path in ("/servlets/token", "/servlets/token/revoke", "/servlets/addresses", "/servlets/addresses/deny"):
        assert visitor.post(path, {"network": "192.0.2.1"}, form_at="/tokens").status_code == 403, path


@pytest.mark.parametrize(
    "path", ["/", "/overview", "/tokens", "/people", "/nothing", "/static/1/shell/css/all.css", "/static/1/shell/icon.svg", "/signin"]
)
def test_headers_forbid_frames_inline_scripts_and_resources_of_other_hosts(carol: Person, database: Database, path: str) -> None:
    headers = signed_in(carol, database).get(path).headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; connect-src 'self'; manifest-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert path.startswith("/static/") or headers["cache-control"] == "no-store"


def test_pages_have_no_inline_script_or_style_and_every_field_has_a_label(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)
    for path in PAGES:
        text = visitor.get(path).text
        assert not INLINE.search(text), path
        labeled = set(re.findall(r'<label for="([^"]+)"', text))
        for field in re.findall(r"<(?:input|textarea|select)[^>]*\sid=\"([^\"]+)\"", text):
            assert field in labeled, (path, field)
        assert len(re.findall(r"<h1[ >]", text)) == 1, path


def test_names_are_escaped(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)
    visitor.post("/projects", {"key": "XSS", "name": "<script>alert(1)</script>"})

    assert "<script>alert" not in visitor.get("/projects").text
    assert "&lt;script&gt;" in visitor.get("/projects").text


def test_an_unknown_page_is_not_found(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    assert visitor.get("/nothing").status_code == 404
    assert visitor.get("/tokens/1/revoke").status_code == 405
    assert visitor.post(f"/tokens/{2**70}/revoke", form_at="/tokens").status_code == 404


def test_behind_a_proxy_the_public_url_decides_how_cookies_are_set(carol: Person, database: Database) -> None:
    give_password(carol, database)
    app = application(Settings(access_log=False, public_url="https://public.example.com"), database)
    visitor = Visitor(app, "http://10.0.0.7:8080")
    visitor.http.headers["Referer"] = "https://public.example.com/signin"
    cookies = visitor.get("/signin").headers.get_list("set-cookie")

    assert len(cookies) == 2
    assert all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)
