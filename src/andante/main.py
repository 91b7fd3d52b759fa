"""The composition root: settings, database and answers become one WSGI application."""

from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from . import __version__
from .attributes import routes as attributes_routes
from .auth.actions import TokenGate
from .configuration import routes as configuration_routes
from .kit.db import Database
from .kit.openapi import describe
from .kit.server import Answer, answers_in, serve
from .kit.settings import Settings, from_environment
from .web import reference
from .web.site import site
from .worklogs import routes as worklogs_routes

ANSWERS: list[Answer] = answers_in(worklogs_routes, attributes_routes, configuration_routes)


API_PATHS = ("4", "healthz", "readyz", "rest")
"""The first parts of the paths that the API answers. Everything else is a page."""


def application(settings: Settings, database: Database | None = None) -> WSGIApplication:
    """The server as a WSGI application."""
    database = database or Database(settings.database_url, settings.database_connections)
    app = serve(ANSWERS, TokenGate(), database, settings)
    document = describe([answer.operation for answer in ANSWERS], __version__, settings.error_style)
    app.add_route("/4/openapi.json", reference.Document(document))
    app.add_route("/4/docs", reference.Page(document))
    return _beside(app, site(database, settings))


def _beside(api: WSGIApplication, pages: WSGIApplication) -> WSGIApplication:
    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        first = environ["PATH_INFO"][1:].partition("/")[0]
        return (api if first in API_PATHS else pages)(environ, start_response)

    return dispatch


def from_settings() -> WSGIApplication:
    """What a WSGI server calls: configured by the environment."""
    return application(from_environment())
