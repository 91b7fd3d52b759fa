"""Who may use the servlets, and how they are refused: in plain text, for every format."""

from contextlib import AbstractContextManager

from falcon import Request, Response
from sqlalchemy import Connection

from andante.kit.call import Call, Caller
from andante.kit.clock import Instant
from andante.kit.database import Access, Database
from andante.kit.grants import Grants
from andante.kit.networks import client_address, parse_proxies
from andante.kit.refusals import as_text, refuse
from andante.kit.server import REQUEST_ID
from andante.kit.settings import Settings
from andante.servlets.access import actions as machines

MACHINE = Caller("servlet", grants=Grants(administrator=True))
"""An external system: not a person; works with everyone's worklogs."""

CHALLENGE = 'Token parameter="tempoApiToken"'
"""Tells a caller without a valid token where to put one."""


class ServletAccess:
    """Checks machines and opens their transactions."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.most_bytes = settings.max_body_bytes
        self.proxies = parse_proxies(settings.trusted_proxies)

    def check(self, req: Request, secret: str) -> None:
        """Unauthorized or Forbidden unless the machine may use the servlets."""
        with self.reading(req, secret):
            pass

    def reading(self, req: Request, secret: str) -> AbstractContextManager[Call]:
        """A transaction for a machine that isn't checked yet."""
        # What the server itself says about the peer: Falcon would assume this machine where the server says nothing.
        address = client_address(req.env.get("REMOTE_ADDR", ""), req.get_header("X-Forwarded-For"), self.proxies)

        def authenticate(db: Connection, _: Instant) -> Caller:
            machines.check(db, address, secret)
            return MACHINE

        return self.database.call(authenticate)

    def snapshot(self) -> AbstractContextManager[Call]:
        """For a machine that was checked: the whole of a long answer is read from one snapshot."""
        return self.database.call(MACHINE, Access.SNAPSHOT)

    def writing(self, req: Request) -> AbstractContextManager[Call]:
        """For a machine that was checked."""
        return self.database.call(MACHINE, Access.WRITE, request_id=req.env.get(REQUEST_ID))


def on_error(req: Request, resp: Response, error: Exception, _: object) -> None:
    """Refuses in plain text."""
    refuse(resp, error, as_text, request=req.env.get(REQUEST_ID, "-"), challenge=CHALLENGE)
    resp.set_header("Cache-Control", "no-store")
