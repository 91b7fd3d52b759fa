"""Who is let in, and how a refusal looks: plain text, whatever was asked for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import falcon
from falcon import Request, Response
from sqlalchemy import Connection

from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.db import Database
from andante.kit.errors import MethodNotAllowed
from andante.kit.grants import Grants
from andante.kit.networks import client_address, proxies
from andante.kit.server import REQUEST_ID, as_refusal
from andante.kit.settings import Settings
from andante.servlets.access import actions as accesscontrol

MACHINE = Caller("servlet", grants=Grants(administrator=True))
"""An external system. It is no person, and has to do with everybody's worklogs."""

_log = logging.getLogger("andante")


class Entrance:
    """Lets machines in, each time in one transaction."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.most_bytes = settings.max_body_bytes
        self.proxies = proxies(settings.trusted_proxies)

    def admit(self, req: Request, secret: str) -> None:
        """Refuses who may not come in."""
        with self.database.read() as db:
            self._admit(db, req, secret)

    @contextmanager
    def reading(self, req: Request, secret: str) -> Iterator[Call]:
        with self.database.read() as db:
            self._admit(db, req, secret)
            yield machine_on(db)

    @contextmanager
    def at_one_moment(self) -> Iterator[Call]:
        """For whoever was let in already: all of a long answer is read as it stands at one moment."""
        with self.database.snapshot() as db:
            yield machine_on(db)

    @contextmanager
    def writing(self) -> Iterator[Call]:
        """For whoever was let in already."""
        with self.database.write() as db:
            yield machine_on(db)

    def _admit(self, db: Connection, req: Request, secret: str) -> None:
        """What the server itself says of the peer: Falcon would take this machine where nothing is said."""
        address = client_address(req.env.get("REMOTE_ADDR", ""), req.get_header("X-Forwarded-For"), self.proxies)
        accesscontrol.admit(db, address, secret)


def machine_on(db: Connection) -> Call:
    return Call(db, MACHINE, clock.now())


def refuse(req: Request, resp: Response, error: Exception, _: object) -> None:
    """Says why in plain text; anything that is no refusal is a bug and says no more than that."""
    refusal = as_refusal(error)
    resp.content_type = "text/plain; charset=utf-8"
    resp.set_header("Cache-Control", "no-store")
    if refusal is None:
        _log.error("Unexpected error in a servlet, request %s", req.env.get(REQUEST_ID, "-"), exc_info=error)
        resp.status, resp.text = falcon.HTTP_500, "Something went wrong on the server. It has been logged.\n"
        return
    resp.status = falcon.code_to_http_status(refusal.status)
    resp.text = "\n".join(refusal.messages) + "\n"
    if refusal.status == falcon.HTTPUnauthorized().status_code:
        resp.set_header("WWW-Authenticate", 'Token parameter="tempoApiToken"')
    if isinstance(refusal, MethodNotAllowed):
        resp.set_header("Allow", refusal.allowed)
