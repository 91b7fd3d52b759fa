"""The application that serves pages: who may see one, in which transaction it is made, and how it is protected."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException

from andante.identity.signin import actions as signin
from andante.kit.call import ANONYMOUS, Call, Caller
from andante.kit.clock import Instant
from andante.kit.database import Access, Database
from andante.kit.errors import Refusal
from andante.kit.networks import parse_proxies
from andante.kit.refusals import headers_of
from andante.kit.server import REQUEST_ID
from andante.kit.settings import Settings

from . import forms
from .browser import BrowserSessions, this_browser

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MOST_FORM_BYTES = 1_000_000
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

csrf = CSRFProtect()


def open_to_all(view: View) -> View:
    """A page for people who are not signed in. Every other one sends them to sign in first."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def own_transactions(view: View) -> View:
    """A page that does something slow between its transactions: a password check, a request to another server."""
    view.own_transactions = True  # type: ignore[attr-defined]
    return open_to_all(view)


def this_call() -> Call:
    """The call of the page that is being made."""
    call: Call = g.call
    return call


class Again(Exception):
    """The form once more, with what is wrong with it. Nothing is changed."""

    def __init__(self, page: str, status: int = 400) -> None:
        super().__init__()
        self.response = Response(page, status)


class Pages(Flask):
    """Flask, with one transaction for each page: a write for a POST, a read for everything else."""

    session_interface = BrowserSessions()

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__("andante.web")
        self.database = database
        self.settings = settings
        self.proxies = parse_proxies(settings.trusted_proxies)
        self.url_map.strict_slashes = False
        self.config.update(
            MAX_CONTENT_LENGTH=MOST_FORM_BYTES,
            WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as its session
            WTF_CSRF_SECRET_KEY="no secret: the token is random and kept in the browser's signed notes",  # noqa: S106
        )
        csrf.init_app(self)
        self.after_request(_protect)
        self.register_error_handler(Refusal, _refused)
        self.register_error_handler(HTTPException, _failed)
        self.jinja_env.trim_blocks = self.jinja_env.lstrip_blocks = True
        self.jinja_env.globals.update(faults_beside=forms.beside, faults_above=forms.above)
        self.jinja_env.globals["person"] = lambda: g.get("signed_in")

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Behind a proxy the request is what the public URL says, or links and cookies would be wrong."""
        if self.settings.public_url:
            public = urlsplit(self.settings.public_url)
            environ |= {"wsgi.url_scheme": public.scheme, "HTTP_HOST": public.netloc, "SCRIPT_NAME": public.path.rstrip("/")}
        return super().wsgi_app(environ, start_response)

    def dispatch_request(self) -> ResponseReturnValue:
        view = self.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or hasattr(view, "own_transactions"):
            return super().dispatch_request()
        try:
            with self.calling(writes=request.method == "POST"):
                if g.signed_in is None and not hasattr(view, "open_to_all"):
                    return _sign_in_first()
                return super().dispatch_request()
        except Again as again:
            return again.response

    @contextmanager
    def calling(self, *, writes: bool) -> Iterator[Call]:
        """A transaction of whoever is signed in."""
        base_url = self.settings.public_url or request.host_url.rstrip("/")
        access, request_id = Access.WRITE if writes else Access.READ, request.environ.get(REQUEST_ID)
        with self.database.call(_authenticate, access, base_url=base_url, url=request.url, request_id=request_id) as g.call:
            yield g.call


def _authenticate(db: Connection, now: Instant) -> Caller:
    """The person whose session the browser has, also kept for the templates; ANONYMOUS without one."""
    g.signed_in = None if this_browser().fresh else signin.signed_in(db, this_browser().token, now)
    return g.signed_in.caller if g.signed_in else ANONYMOUS


def this_site() -> Pages:
    return cast("Pages", current_app)


def _sign_in_first() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signin.form", next=wanted))


def _protect(response: Response) -> Response:
    """Nothing is loaded from elsewhere, nothing is run, nothing is framed, nothing is kept."""
    targets = " ".join(["'self'", *g.get("form_targets", ())])
    policy = f"default-src 'none'; style-src 'self'; img-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return problem(refusal.status, *map(forms.in_full, refusal.faults)), refusal.status, headers_of(refusal)


def _failed(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.get_response()
    words = {404: "There is no such page.", 405: "This page can't be used like that.", 413: "That was too much at once."}
    code = error.code or 500
    if code >= 500:
        return problem(code, "Something went wrong on the server. It has been logged."), code
    return problem(code, words.get(code, error.description or "The request can't be understood.")), code


def problem(status: int, *messages: str) -> str:
    """The page that says what is wrong."""
    titles = {403: "You may not do this", 404: "Not found", 409: "Somebody else was faster", 429: "Not so fast"}
    title = titles.get(status, "Something went wrong" if status >= 500 else "That did not work")
    return render_template("problem.html", title=title, messages=messages)


def page(template: str, **values: Any) -> str:
    return render_template(template, **values)
