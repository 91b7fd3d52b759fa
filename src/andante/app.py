"""The composition root: builds the WSGI application from settings, the database and the routes of all areas."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from falcon import code_to_http_status

from andante import __version__
from andante.accounts import area as accounts
from andante.activity import area as activity
from andante.hosting.rsgi import REFUSAL
from andante.identity import area as identity
from andante.identity.signin import queries as signin
from andante.identity.tokens.actions import TokenAuthenticator
from andante.jira import area as jira
from andante.jira.endpoints import avatars
from andante.jira.endpoints.routes import render_refusal
from andante.kit import jobs, metrics
from andante.kit.access_log import AccessLog
from andante.kit.database import Database
from andante.kit.errors import Refusal
from andante.kit.metrics import MetricsResource
from andante.kit.openapi import EXTENSION_TITLE, TITLE
from andante.kit.rate_limits import RateLimiter
from andante.kit.refusals import api_format, as_html, as_text, headers_of
from andante.kit.server import SAFE_HEADERS, Handler, serve
from andante.kit.settings import Settings, from_environment
from andante.organization import area as organization
from andante.planning import area as planning
from andante.reports import area as reports
from andante.reports.time import resources as report_files
from andante.schedules import area as schedules
from andante.servlets.endpoints import application as servlets
from andante.sql.health import database_bytes
from andante.timekeeping import area as timekeeping
from andante.web.feeds import resources as feeds
from andante.web.reference.documents import OpenApiDocument
from andante.web.site import create_site

HANDLERS: list[Handler] = [
    handler
    for area in (timekeeping, schedules, accounts, organization, planning, reports, activity, identity, jira)
    for handler in area.ROUTES
]


def _handlers_under(prefix: str) -> list[Handler]:
    return [handler for handler in HANDLERS if handler.operation.path.startswith(prefix)]


TEMPO_HANDLERS = _handlers_under("/4/") + _handlers_under("/papertrail/")
"""The Tempo REST API. Two operations of its audit log have their own paths."""

EXTENSION_HANDLERS = _handlers_under("/4-andante/")
"""Our additions to the Tempo REST API. They have their own OpenAPI document."""

API_PATHS = ("4", "4-andante", "avatars", "healthz", "metrics", "papertrail", "readyz", "rest")
"""The first segments of the paths that belong to the API. All other paths are pages."""

ERROR_FORMATS = {"/rest/": render_refusal, "/papertrail/": api_format("list")}
"""How to render refusals of paths that start with the key, whatever the style of errors is."""

PAGES_OF_THE_API = frozenset({"/4/docs", "/4-andante/docs"})
"""Pages under these segments."""


def application(settings: Settings, database: Database | None = None) -> WSGIApplication:
    """The server as a WSGI application."""
    database = database or Database(settings.database_url, settings.database_connections, settings.max_wait_seconds)
    authenticator = TokenAuthenticator()
    app = serve(HANDLERS, authenticator, database, settings, ERROR_FORMATS, signin.authenticate)
    app.add_route("/metrics", MetricsResource(settings.metrics_token, partial(_gauges, database)))
    app.add_route(avatars.PATH, avatars.Avatar())
    documents = {
        prefix: OpenApiDocument(title, [handler.operation for handler in handlers], settings.error_style)
        for prefix, handlers, title in (("/4", TEMPO_HANDLERS, TITLE), ("/4-andante", EXTENSION_HANDLERS, EXTENSION_TITLE))
    }
    for prefix, document in documents.items():
        app.add_route(f"{prefix}/openapi.json", document)
    for format in report_files.FORMATS:
        report = report_files.ReportFile(format, authenticator, database)
        app.add_route(report_files.PATH.format(format=format), report)
    for feed in feeds.FEEDS:
        app.add_route(feed.path, feeds.FeedResource(feed, authenticator, database))
    dispatcher = _dispatcher(app, servlets.servlets(database, settings), create_site(database, settings, documents))
    refuse = _refuser(settings)
    limited: WSGIApplication = _with_refused_bodies(dispatcher, refuse)
    if settings.rate_limit_per_token or settings.rate_limit_per_address:
        limited = RateLimiter(limited, settings, refuse)
    return AccessLog(limited, enabled=settings.access_log, metrics=metrics.enable() if settings.metrics_token else None)


Refuse = Callable[[WSGIEnvironment, StartResponse, Refusal], Any]


def _refuser(settings: Settings) -> Refuse:
    """Returns a function that responds to requests that no part of the application receives, in the format of their path."""
    of_api = {f"/{path}": api_format(settings.error_style) for path in API_PATHS}
    formats = {**ERROR_FORMATS, servlets.PREFIX: as_text, **of_api}

    def refuse(environ: WSGIEnvironment, start_response: StartResponse, refusal: Refusal) -> Any:
        path = environ["PATH_INFO"]
        content = next((render for start, render in formats.items() if path.startswith(start)), as_html)(refusal)
        headers = {"Content-Type": content.type, **SAFE_HEADERS, **headers_of(refusal)}
        start_response(code_to_http_status(refusal.status), list(headers.items()))
        return [content.data]

    return refuse


def _with_refused_bodies(app: WSGIApplication, refuse: Refuse) -> WSGIApplication:
    """Refuses requests whose body was refused before it was complete. Closes their connection, because it may contain the rest of the
    body."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        refusal = environ.get(REFUSAL)
        if refusal is None:
            return app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *error)

        return refuse(environ, start, refusal)

    return respond


def _dispatcher(api: WSGIApplication, servlet_app: WSGIApplication, pages: WSGIApplication) -> WSGIApplication:
    """Passes each request to the API, the servlets or the pages, by its path."""

    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(servlets.PREFIX):
            return servlet_app(environ, start_response)
        is_api = path[1:].partition("/")[0] in API_PATHS and path not in PAGES_OF_THE_API
        return (api if is_api else pages)(environ, start_response)

    return dispatch


def _gauges(database: Database) -> Iterator[metrics.Gauge]:
    """The figures of `/metrics` that are read from the database."""
    yield metrics.Gauge("info", "The version of the server.", {"version": __version__}, 1)
    with database.read() as db:
        yield metrics.Gauge("database_bytes", "The size of the database.", {}, database_bytes(db))
        for kind, state, count in jobs.count_by_state(db):
            yield metrics.Gauge("jobs", "Background jobs by kind and state.", {"kind": kind, "state": state}, count)


def from_settings() -> WSGIApplication:
    """The application for a WSGI server, configured by environment variables."""
    return application(from_environment())
