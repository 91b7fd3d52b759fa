"""Checks machines, opens their transactions, and writes refusals as plain text."""

from contextlib import AbstractContextManager

from falcon import Request, Response
from sqlalchemy import Connection

from andante.kit.call import Call, Caller
from andante.kit.clock import Instant
from andante.kit.database import Access, Database
from andante.kit.grants import Grants
from andante.kit.networks import Address, client_address, parse_proxies
from andante.kit.refusals import as_text, refuse
from andante.kit.server import REQUEST_ID
from andante.kit.settings import Settings
from andante.servlets.access import queries as access

MACHINE = Caller("servlet", grants=Grants(administrator=True))
"""The caller of all servlets: an external system, which may read the worklogs of all people."""

CHALLENGE = 'Token parameter="tempoApiToken"'
"""The `WWW-Authenticate` header of a 401 response. It names the parameter that must contain the token."""


class ServletAccess:
    """Checks the address and token of machines and opens their transactions."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.max_bytes = settings.max_body_bytes
        self.proxies = parse_proxies(settings.trusted_proxies)

    def check(self, req: Request, secret: str) -> None:
        """Raises Unauthorized or Forbidden unless the machine may use the servlets."""
        with self.reading(req, secret):
            pass

    def check_open(self, req: Request) -> None:
        """Raises Forbidden if a machine at this address may not use the servlets with any token."""
        with self.database.read() as db:
            access.check_open(db, self._address(req))

    def reading(self, req: Request, secret: str) -> AbstractContextManager[Call]:
        """Checks the machine and opens a read transaction for it."""

        def authenticate(db: Connection, _: Instant) -> Caller:
            access.check(db, self._address(req), secret)
            return MACHINE

        return self.database.call(authenticate)

    def snapshot(self) -> AbstractContextManager[Call]:
        """A transaction that reads a long response from one snapshot, for a machine that was checked before."""
        return self.database.call(MACHINE, Access.SNAPSHOT)

    def writing(self, req: Request) -> AbstractContextManager[Call]:
        """A write transaction for a machine that was checked before."""
        return self.database.call(MACHINE, Access.WRITE, request_id=req.env.get(REQUEST_ID))

    def _address(self, req: Request) -> Address:
        # Not req.remote_addr: Falcon returns 127.0.0.1 if the server doesn't provide the address of the peer.
        return client_address(req.env.get("REMOTE_ADDR", ""), req.get_header("X-Forwarded-For"), self.proxies)


def on_error(req: Request, resp: Response, error: Exception, _: object) -> None:
    """Writes the response to a failed request, as plain text."""
    refuse(resp, error, as_text, request=req.env.get(REQUEST_ID, "-"), challenge=CHALLENGE)
