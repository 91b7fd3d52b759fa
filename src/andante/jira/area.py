"""Registers the Jira endpoints."""

from andante.kit.server import Handler, handlers_in

from .endpoints import routes as endpoints_routes

ROUTES: list[Handler] = handlers_in(endpoints_routes)
