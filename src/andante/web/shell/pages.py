"""The Flask application of the pages: opens a transaction for each request, requires sign-in, and sets security headers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast, get_args
from urllib.parse import urlsplit

import msgspec
from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException

from andante.activity.notifications.queries import UNREAD
from andante.identity.preferences.rules import DEFAULTS
from andante.identity.preferences.wire import Theme
from andante.identity.signin import queries as signin
from andante.kit.call import ANONYMOUS, Call, Caller
from andante.kit.clock import Instant
from andante.kit.database import Access, Database
from andante.kit.errors import Refusal
from andante.kit.metrics import OPERATION
from andante.kit.networks import parse_proxies
from andante.kit.refusals import headers_of, log_outage
from andante.kit.server import REQUEST_ID
from andante.kit.settings import Settings

from . import assets, formats, forms, navigation, translations
from .browser import BrowserSessions, current_browser
from .translations import gettext, marked, ngettext
from .user import signed_in_user

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MAX_FORM_BYTES = 1_000_000
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TITLES = {
    403: marked("You don't have access"),
    404: marked("Not found"),
    409: marked("Conflict with another change"),
    429: marked("Too many requests"),
    503: "Temporarily unavailable",
}
MESSAGES = {
    400: marked("This form is out of date. Go back, reload the page and send the form again."),
    404: marked("This page doesn't exist, or it was moved."),
    405: marked("This page doesn't support that action."),
    413: marked("The form is too large."),
}
"""Messages for errors that Flask raises, by status."""

THEME_COOKIE, THEME_SECONDS = "andante_theme", 365 * 86_400
THEMES = get_args(Theme)
NOT_PREFETCHED = ("/sign*", "/static/*", "/4/*", "/4-andante/*", "/oauth/*", "/plugins/*", "/password*", "*.csv", "*.xlsx")
"""The paths that browsers don't prefetch: other pages than those behind ordinary links."""

csrf = CSRFProtect()


def public(view: View) -> View:
    """Marks a page that users can open without signing in. All other pages redirect them to sign in first."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def manual_transactions(view: View) -> View:
    """Marks a page that opens its own transactions, because it does something slow between them: it checks a password or
    sends a request to another server. Such a page is public and must check itself who is signed in."""
    view.has_manual_transactions = True  # type: ignore[attr-defined]
    return public(view)


def snapshot(view: View) -> View:
    """Marks a page that needs many queries, which all read one snapshot of the database."""
    view.reads_snapshot = True  # type: ignore[attr-defined]
    return view


def sensitive(view: View) -> View:
    """Marks a page that asks users for their second factor again, if they have one and the last check is old."""
    view.is_sensitive = True  # type: ignore[attr-defined]
    return view


def current_call() -> Call:
    """The call of the request that is being handled."""
    call: Call = g.call
    return call


class InvalidForm(Exception):
    """Rolls back the transaction, and shows the form again with its faults. `page` is the rendered form."""

    def __init__(self, page: str, status: int = 400) -> None:
        super().__init__()
        self.response = Response(page, status)


class Pages(Flask):
    """Opens one transaction for each request: a write transaction for POST, a read transaction for all other methods."""

    session_interface = BrowserSessions()

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__("andante.web", static_folder=None, template_folder=".")
        self.database = database
        self.settings = settings
        self.proxies = parse_proxies(settings.trusted_proxies)
        self.url_map.strict_slashes = False
        self.config.update(
            MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
            WTF_CSRF_TIME_LIMIT=None,  # a form is valid for as long as its session
            WTF_CSRF_SECRET_KEY="not secret: the CSRF token is random, and the browser's session is signed",  # noqa: S106
        )
        csrf.init_app(self)
        self.add_url_rule("/static/<digest>/<path:filename>", "static", assets.serve_static)
        self.add_url_rule("/speculation.json", "speculation_rules", manual_transactions(_speculation_rules))
        self.after_request(_add_page_headers)
        self.after_request(_add_security_headers)
        self.register_error_handler(Refusal, render_refusal)
        self.register_error_handler(HTTPException, _render_http_error)
        _prepare_templates(self.jinja_env)

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Applies the scheme, host and path of the public URL to the request, so that links and cookies work behind a proxy."""
        if self.settings.public_url:
            url = urlsplit(self.settings.public_url)
            environ |= {"wsgi.url_scheme": url.scheme, "HTTP_HOST": url.netloc, "SCRIPT_NAME": url.path.rstrip("/")}
        return super().wsgi_app(environ, start_response)

    def dispatch_request(self) -> ResponseReturnValue:
        view = self.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or hasattr(view, "has_manual_transactions"):
            return super().dispatch_request()
        try:
            with self.open_call(writes=request.method == "POST", one_snapshot=hasattr(view, "reads_snapshot")):
                if g.signed_in is None and not hasattr(view, "is_public"):
                    return _redirect_to_sign_in()
                if hasattr(view, "is_sensitive") and (redirection := redirect_to_check()):
                    return redirection
                return super().dispatch_request()
        except InvalidForm as error:
            return error.response

    @contextmanager
    def open_call(self, *, writes: bool, one_snapshot: bool = False) -> Iterator[Call]:
        """Opens a transaction and authenticates the user by the browser's session."""
        request.environ[OPERATION] = f"page {request.endpoint}"
        g.signed_in = None  # if the database fails, the page that reports it doesn't try again
        base_url = self.settings.public_url or request.host_url.rstrip("/")
        access = Access.WRITE if writes else Access.SNAPSHOT if one_snapshot else Access.READ
        request_id = request.environ.get(REQUEST_ID)
        with self.database.call(
            partial(_authenticate, lock=writes), access, base_url=base_url, url=request.url, request_id=request_id, settings=self.settings
        ) as g.call:
            yield g.call


def _prepare_templates(env: Any) -> None:
    """Adds translations, filters and functions that all templates use."""
    env.trim_blocks = env.lstrip_blocks = True
    env.policies["ext.i18n.trimmed"] = True
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)
    env.filters.update({name: formats.filter_of(name) for name in formats.FILTERS})
    env.globals.update(
        field_faults=forms.field_faults,
        other_faults=forms.other_faults,
        static_path=assets.static_path,
        language=translations.current_language,
        signed_in=signed_in_user,
        links=navigation.links,
        log_link=navigation.log_link,
        initials=navigation.initials,
        theme=current_theme,
        formats=formats.current_formats,
        local_now=formats.local_now,
    )


def _authenticate(db: Connection, now: Instant, *, lock: bool) -> Caller:
    """The user who is signed in, also stored for the templates; ANONYMOUS if there is no session."""
    g.signed_in = None if current_browser().is_new else signin.signed_in(db, current_browser().token, now, lock=lock, unread=UNREAD)
    return g.signed_in.caller if g.signed_in else ANONYMOUS


def current_site() -> Pages:
    return cast("Pages", current_app)


def _redirect_to_sign_in() -> ResponseReturnValue:
    next_path = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signin.sign_in_form", next=next_path))


def redirect_to_check() -> ResponseReturnValue | None:
    """A redirect to the page that asks for the second factor. None if the last check is recent, or if the user has no second factor."""
    if not signin.is_check_due(current_call(), current_browser().token):
        return None
    next_path = request.full_path.rstrip("?") if request.method == "GET" else urlsplit(request.referrer or "").path
    return redirect(url_for("second_factor.check", next=next_path))


def allow_only(*scripts: str) -> None:
    """Restricts the scripts of the current page to these static files, and forbids requests of scripts."""
    g.only_scripts = [request.host_url.rstrip("/") + assets.static_path(name) for name in scripts]


def _add_security_headers(response: Response) -> Response:
    """Forbids frames, inline scripts and styles, resources of other hosts, and caching. The page on which users authorize an application
    sets `g.form_targets`; it forbids all scripts. Pages for signing in allow only those that they need (`allow_only`)."""
    targets = " ".join(["'self'", *g.get("form_targets", ())])
    scripts = "script-src 'self'; connect-src 'self'; manifest-src 'self'; "
    if "form_targets" in g or "only_scripts" in g:
        scripts = f"script-src {' '.join(g.only_scripts)}; " if g.get("only_scripts") else ""
    sources = f"default-src 'none'; {scripts}style-src 'self'; img-src 'self'"
    response.headers["Content-Security-Policy"] = f"{sources}; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    response.headers.update(HEADERS)
    if request.endpoint not in ("static", "speculation_rules"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _add_page_headers(response: Response) -> Response:
    """Lets browsers prefetch the page of a link under the pointer, and remembers the theme for pages without sign-in."""
    if g.get("signed_in") and response.mimetype == "text/html" and "form_targets" not in g and "only_scripts" not in g:
        response.headers["Speculation-Rules"] = f'"{request.script_root}/speculation.json"'
        theme = current_theme()
        if request.cookies.get(THEME_COOKIE, DEFAULTS.theme) != theme:
            response.set_cookie(THEME_COOKIE, theme, THEME_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def current_theme() -> str:
    """The theme of the user. On pages without sign-in, the theme of the last user of this browser."""
    if user := signed_in_user():
        return str(user.preferences.theme)
    remembered = request.cookies.get(THEME_COOKIE)
    return remembered if remembered and remembered in THEMES else DEFAULTS.theme


def _speculation_rules() -> Response:
    """Tells browsers which links to prefetch: those of pages, but neither the API nor links that start something."""
    root = request.script_root
    excluded = [{"not": {"href_matches": root + pattern}} for pattern in NOT_PREFETCHED]
    conditions = [{"href_matches": f"{root}/*"}, *excluded, {"not": {"selector_matches": "[data-no-prefetch]"}}]
    rules = {"prefetch": [{"source": "document", "where": {"and": conditions}, "eagerness": "moderate"}]}
    response = Response(msgspec.json.encode(rules), content_type="application/speculationrules+json")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def render_refusal(refusal: Refusal) -> ResponseReturnValue:
    """The page that reports a refusal."""
    log_outage(refusal)
    page = problem_page(refusal.status, *map(forms.full_sentence, refusal.faults))
    return page, refusal.status, headers_of(refusal)


def _render_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    if status >= 500:
        return problem_page(status, gettext("Something went wrong on our side. The error was logged. Try again later.")), status
    message = gettext(MESSAGES[status]) if status in MESSAGES else error.description or gettext("The request is not valid.")
    return problem_page(status, message), status


def problem_page(status: int, *messages: str) -> str:
    """A page that reports an error. Each message is a sentence."""
    title = TITLES.get(status, marked("Something went wrong") if status >= 500 else marked("That didn't work"))
    return render_template("shell/problem.html", title=gettext(title), messages=messages)
