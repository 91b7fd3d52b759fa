"""The composition root: settings, database and answers become one WSGI application."""

from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from . import __version__
from .accesslog import AccessLog
from .accounts import routes as accounts_routes
from .attributes import routes as attributes_routes
from .auth.actions import TokenGate
from .configuration import routes as configuration_routes
from .customers import routes as customers_routes
from .flexplans import routes as flexplans_routes
from .holidays import routes as holidays_routes
from .jira import avatars
from .jira import routes as jira_routes
from .kit.db import Database
from .kit.openapi import TITLE, describe
from .kit.server import Answer, answers_in, serve
from .kit.settings import Settings, from_environment
from .periods import routes as periods_routes
from .permissionroles import routes as permissionroles_routes
from .plans import routes as plans_routes
from .reports import routes as reports_routes
from .resources import routes as resources_routes
from .roles import routes as roles_routes
from .schedule import routes as schedule_routes
from .servlet import application as servlet
from .teamlinks import routes as teamlinks_routes
from .teams import routes as teams_routes
from .timesheets import routes as timesheets_routes
from .web import feeds, reference
from .web.site import site
from .workload import routes as workload_routes
from .worklogs import routes as worklogs_routes

ANSWERS: list[Answer] = answers_in(
    worklogs_routes,
    attributes_routes,
    configuration_routes,
    workload_routes,
    holidays_routes,
    schedule_routes,
    periods_routes,
    accounts_routes,
    customers_routes,
    teams_routes,
    teamlinks_routes,
    roles_routes,
    resources_routes,
    permissionroles_routes,
    timesheets_routes,
    plans_routes,
    flexplans_routes,
)
JIRA_ANSWERS: list[Answer] = answers_in(jira_routes)

EXTENSION_ANSWERS: list[Answer] = answers_in(reports_routes)
"""What is ours and not in the API of Tempo: described apart, so that it never mixes with it."""


API_PATHS = ("4", "4-andante", "avatars", "healthz", "readyz", "rest")
"""The first parts of the paths that the API answers. Everything else is a page."""


def application(settings: Settings, database: Database | None = None) -> WSGIApplication:
    """The server as a WSGI application."""
    database = database or Database(settings.database_url, settings.database_connections)
    gate = TokenGate()
    app = serve([*ANSWERS, *EXTENSION_ANSWERS, *JIRA_ANSWERS], gate, database, settings, {"/rest/": jira_routes.refused})
    app.add_route(avatars.PATH, avatars.Avatar())
    for prefix, answers, title in (("/4", ANSWERS, TITLE), ("/4-andante", EXTENSION_ANSWERS, "Andante: what is its own")):
        document = partial(describe, [answer.operation for answer in answers], __version__, settings.error_style, title)
        app.add_route(f"{prefix}/openapi.json", reference.Document(document))
        app.add_route(f"{prefix}/docs", reference.Page(document))
    for feed in feeds.FEEDS:
        app.add_route(feed.path, feeds.Answering(feed, gate, database))
    return AccessLog(_beside(app, servlet.servlets(database, settings), site(database, settings)), written=settings.access_log)


def _beside(api: WSGIApplication, servlets: WSGIApplication, pages: WSGIApplication) -> WSGIApplication:
    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(servlet.PREFIX):
            return servlets(environ, start_response)
        return (api if path[1:].partition("/")[0] in API_PATHS else pages)(environ, start_response)

    return dispatch


def from_settings() -> WSGIApplication:
    """What a WSGI server calls: configured by the environment."""
    return application(from_environment())
