"""The part of Jira's REST API that Tempo scripts use: what this area adds to the server."""

from andante.kit.server import Handler, handlers_in

from .endpoints import routes as endpoints_routes

ROUTES: list[Handler] = handlers_in(endpoints_routes)
