"""The table of tokens, and the SQL statements on it."""

from collections.abc import Collection

from msgspec.structs import replace
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    select,
    update,
)

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import SECRET, AccountId, InstantType, Key, in_values, insert_row, metadata
from andante.organization.grants.store import keys_held_everywhere
from andante.sql.prepared import Prepared

from .rules import API, TokenRecord, TokenWithOwner


class TokenColumns(TypedColumns):
    """`digest` is the SHA-256 of the token. `scopes` are names separated by spaces; an empty text means full access."""

    id: Named[int] = Column(Key, primary_key=True)
    kind: Named[str] = Column(String(20), CheckConstraint("kind IN ('API', 'APPLICATION')", name="kind"), nullable=False)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    name: Named[str] = Column(String(255), nullable=False)
    digest: Named[str] = Column(String(64), nullable=False, unique=True, info=SECRET)
    scopes: Named[str] = Column(Text, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    expires_at: Named[Instant] = Column(InstantType, nullable=False)
    last_used_at: Named[Instant | None] = Column(InstantType)
    revoked_at: Named[Instant | None] = Column(InstantType)


tokens = Table("tokens", metadata, TokenColumns, sqlite_autoincrement=True)


_token = select(*(tokens.c[field] for field in TokenRecord.__struct_fields__))
_with_owner = Prepared(
    select(
        tokens.c.id,
        tokens.c.account_id,
        tokens.c.scopes,
        tokens.c.expires_at,
        tokens.c.revoked_at,
        tokens.c.last_used_at,
        users.c.time_zone,
        users.c.active,
        keys_held_everywhere(tokens.c.account_id),
        users.c.email,
    )
    .join(users, users.c.account_id == tokens.c.account_id)
    .where(tokens.c.digest == bindparam("digest"))
)


def by_digest(db: Connection, digest: str) -> TokenWithOwner | None:
    row = _with_owner.one_or_none(db, digest=digest)
    return TokenWithOwner(*row) if row else None


def by_id(db: Connection, id: int) -> TokenRecord | None:
    row = db.execute(_token.where(tokens.c.id == id)).one_or_none()
    return TokenRecord(*row) if row else None


def of_user(db: Connection, account_id: str) -> list[TokenRecord]:
    """The API tokens that the user created, oldest first."""
    rows = db.execute(_token.where(tokens.c.account_id == account_id, tokens.c.kind == API).order_by(tokens.c.id))
    return [TokenRecord(*row) for row in rows]


def add(db: Connection, kind: str, account_id: str, name: str, digest: str, scopes: str, now: Instant, expires_at: Instant) -> TokenRecord:
    values = {
        "kind": kind,
        "account_id": account_id,
        "name": name,
        "digest": digest,
        "scopes": scopes,
        "created_at": now,
        "expires_at": expires_at,
    }
    id = insert_row(db, tokens, values)
    return TokenRecord(id, kind, account_id, name, scopes, now, expires_at, None, None)


def revoke(db: Connection, ids: Collection[int], now: Instant) -> list[TokenRecord]:
    """Revokes the tokens with these ids that aren't revoked yet. Returns their records from before the change."""
    return _revoke(db, in_values(tokens.c.id, ids), now)


def revoke_of_user(db: Connection, account_id: str, now: Instant) -> list[TokenRecord]:
    """Revokes the API tokens of a user that aren't revoked or expired yet. Returns their records from before the change."""
    return _revoke(db, (tokens.c.account_id == account_id) & (tokens.c.kind == API) & (tokens.c.expires_at > now), now)


def _revoke(db: Connection, condition: ColumnElement[bool], now: Instant) -> list[TokenRecord]:
    revoked = update(tokens).where(condition, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    rows = db.execute(revoked.returning(*_token.selected_columns)).all()
    return sorted((replace(TokenRecord(*row), revoked_at=None) for row in rows), key=lambda token: token.id)


def set_last_used(db: Connection, id: int, now: Instant) -> None:
    db.execute(update(tokens).where(tokens.c.id == id).values(last_used_at=now))


API_TOKEN = Entity("apitoken", "API token", TokenRecord, is_private=True)
APPLICATION_TOKEN = Entity(
    "applicationtoken", "Access token of an OAuth application; deleted when it is revoked", TokenRecord, is_private=True
)
