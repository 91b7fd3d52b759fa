"""The tables of servlet tokens and allowed networks, and their queries."""

from operator import attrgetter

from sqlalchemy import Column, Connection, Named, String, Table, TypedColumns, bindparam, delete, insert, select, update

from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import SECRET, InstantType, Key, insert_row, metadata

from .rules import NetworkRecord, TokenRecord


class ServletTokenColumns(TypedColumns):
    """`digest` is the SHA-256 of the secret. Revoked tokens are kept, so that a refusal can report when the token was revoked."""

    id: Named[int] = Column(Key, primary_key=True)
    digest: Named[str] = Column(String(64), nullable=False, unique=True, info=SECRET)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    revoked_at: Named[Instant | None] = Column(InstantType)


servlet_tokens = Table("servlet_tokens", metadata, ServletTokenColumns, sqlite_autoincrement=True)
_t = servlet_tokens.c
_is_active = _t.revoked_at.is_(None)


class ServletNetworkColumns(TypedColumns):
    network: Named[str] = Column(String(50), primary_key=True)
    added_at: Named[Instant] = Column(InstantType, nullable=False)


servlet_networks = Table("servlet_networks", metadata, ServletNetworkColumns)
_n = servlet_networks.c

_token = select(_t.id, _t.created_at, _t.revoked_at)
_active_or_matching = _token.add_columns(_t.digest).where(_is_active | (_t.digest == bindparam("digest")))
_networks = select(_n.network, _n.added_at).order_by(_n.added_at, _n.network)


def active_token(db: Connection) -> TokenRecord | None:
    """The token that is not revoked."""
    row = db.execute(_token.where(_is_active)).one_or_none()
    return TokenRecord(*row) if row else None


def active_or_matching(db: Connection, digest: str) -> dict[str, TokenRecord]:
    """The active token and the token with this digest, by digest: at most two, which may be the same."""
    return {token_digest: TokenRecord(*columns) for *columns, token_digest in db.execute(_active_or_matching, {"digest": digest})}


def add_token(db: Connection, digest: str, now: Instant) -> TokenRecord:
    return TokenRecord(insert_row(db, servlet_tokens, {"digest": digest, "created_at": now}), now)


def revoke_token(db: Connection, id: int, now: Instant) -> None:
    db.execute(update(servlet_tokens).where(_t.id == id).values(revoked_at=now))


def networks(db: Connection) -> list[NetworkRecord]:
    """All allowed networks, oldest first."""
    return [NetworkRecord(*row) for row in db.execute(_networks)]


def add_network(db: Connection, record: NetworkRecord) -> None:
    db.execute(insert(servlet_networks).values(network=record.network, added_at=record.added_at))


def remove_network(db: Connection, network: str) -> None:
    db.execute(delete(servlet_networks).where(_n.network == network))


TOKEN = Entity("servlettoken", "Token of the servlets", TokenRecord)
NETWORK = Entity("servletnetwork", "Network that may use the servlets", NetworkRecord, key="network", id_of=attrgetter("network"))
