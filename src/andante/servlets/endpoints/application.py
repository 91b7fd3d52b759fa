"""The WSGI application of the servlets: routes their paths and their errors."""

from collections.abc import Callable
from typing import Any, NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import falcon
from falcon import Request, Response

from andante.kit.database import Database
from andante.kit.errors import NotFound
from andante.kit.server import SafeResponse, path_name
from andante.kit.settings import Settings

from .access import ServletAccess, on_error
from .lists import BillingKeys, Holidays
from .updates import Updates
from .worklogs import Report, Worklogs

PREFIX = "/plugins/servlet/tempo-"
"""The prefix of the paths of all servlets."""

SERVLETS: dict[str, Callable[[ServletAccess], object]] = {
    "getWorklog": Worklogs,
    "updateWorklog": Updates,
    "getWorklogReport": Report,
    "billingKeyList": BillingKeys,
    "holidayList": Holidays,
}


def servlets(database: Database, settings: Settings) -> WSGIApplication:
    """The application for all paths that start with `PREFIX`."""
    access = ServletAccess(database, settings)
    app: falcon.App[Request, Response] = falcon.App(response_type=SafeResponse)
    app.req_options.strip_url_path_trailing_slash = True
    for error_type in (Exception, falcon.HTTPError):  # without HTTPError, Falcon renders its errors itself
        app.add_error_handler(error_type, on_error)
    app.add_sink(lambda req, resp, **_: _not_found(req), "/")
    for name, servlet in SERVLETS.items():
        app.add_route(PREFIX + name, servlet(access))
    return _with_stray_parameters(app)


def _with_stray_parameters(app: falcon.App[Request, Response]) -> WSGIApplication:
    """Also accepts `&` instead of `?` before the parameters, because Tempo's manual contains such a URL."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        path, _, stray = environ["PATH_INFO"].partition("&")
        query = "&".join(filter(None, [stray, environ.get("QUERY_STRING", "")]))
        return app(environ | {"PATH_INFO": path, "QUERY_STRING": query}, start_response)

    return respond


def _not_found(req: Request) -> NoReturn:
    raise NotFound(f"{path_name(req)} not found. The servlets are {', '.join(PREFIX + name for name in SERVLETS)}.")
