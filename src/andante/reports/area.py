"""Registers the routes of reports."""

from andante.kit.server import Handler, handlers_in

from .planned_time import routes as planned_time_routes
from .time import routes as time_routes

ROUTES: list[Handler] = handlers_in(planned_time_routes, time_routes)
