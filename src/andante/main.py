"""The composition root: settings, database and answers become one WSGI application."""

from typing import Any

import falcon

from . import __version__
from .attributes import routes as attributes_routes
from .auth.actions import TokenGate
from .configuration import routes as configuration_routes
from .jira import avatars
from .jira import routes as jira_routes
from .kit.db import Database
from .kit.openapi import describe
from .kit.server import Answer, answers_in, serve
from .kit.settings import Settings, from_environment
from .web import reference
from .worklogs import routes as worklogs_routes

ANSWERS: list[Answer] = answers_in(worklogs_routes, attributes_routes, configuration_routes)
JIRA_ANSWERS: list[Answer] = answers_in(jira_routes)


def application(settings: Settings, database: Database | None = None) -> falcon.App[Any, Any]:
    """The server as a WSGI application."""
    database = database or Database(settings.database_url, settings.database_connections)
    app = serve([*ANSWERS, *JIRA_ANSWERS], TokenGate(), database, settings, {"/rest/": jira_routes.refused})
    app.add_route(avatars.PATH, avatars.Avatar())
    document = describe([answer.operation for answer in ANSWERS], __version__, settings.error_style)
    app.add_route("/4/openapi.json", reference.Document(document))
    app.add_route("/4/docs", reference.Page(document))
    return app


def from_settings() -> falcon.App[Any, Any]:
    """What a WSGI server calls: configured by the environment."""
    return application(from_environment())
