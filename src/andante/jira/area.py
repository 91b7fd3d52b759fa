"""Registers the Jira endpoints."""

from andante.kit.server import Handler, handlers_in

from .endpoints import routes as endpoints_routes
from .features import routes as features_routes
from .worklog_changes import routes as worklog_changes_routes

ROUTES: list[Handler] = handlers_in(endpoints_routes, features_routes, worklog_changes_routes)
