"""The tokens table and every question about it."""

from sqlalchemy import Column, Connection, ForeignKey, Named, String, Table, Text, TypedColumns, bindparam, insert, select, update

from ..kit.clock import Instant
from ..kit.db import AccountId, InstantType, Key, metadata
from ..people.store import users
from ..permissions.store import keys_held_everywhere
from ..sql.prepared import Prepared
from .rules import PresentedToken, TokenRecord


class ApiTokenColumns(TypedColumns):
    """`digest` is the SHA-256 of the token; `scopes` are names separated by blanks, empty for full access."""

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    name: Named[str] = Column(String(255), nullable=False)
    digest: Named[str] = Column(String(64), nullable=False, unique=True)
    scopes: Named[str] = Column(Text, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    expires_at: Named[Instant] = Column(InstantType, nullable=False)
    last_used_at: Named[Instant | None] = Column(InstantType)
    revoked_at: Named[Instant | None] = Column(InstantType)


api_tokens = Table("api_tokens", metadata, ApiTokenColumns, sqlite_autoincrement=True)


_token = select(*(api_tokens.c[field] for field in TokenRecord.__struct_fields__))
_presented = Prepared(
    select(
        api_tokens.c.id,
        api_tokens.c.account_id,
        api_tokens.c.scopes,
        api_tokens.c.expires_at,
        api_tokens.c.revoked_at,
        api_tokens.c.last_used_at,
        users.c.time_zone,
        users.c.active,
        keys_held_everywhere(api_tokens.c.account_id),
    )
    .join(users, users.c.account_id == api_tokens.c.account_id)
    .where(api_tokens.c.digest == bindparam("digest"))
)


def by_digest(db: Connection, digest: str) -> PresentedToken | None:
    row = _presented.one_or_none(db, digest=digest)
    return PresentedToken(*row) if row else None


def by_id(db: Connection, id: int) -> TokenRecord | None:
    row = db.execute(_token.where(api_tokens.c.id == id)).one_or_none()
    return TokenRecord(*row) if row else None


def of_user(db: Connection, account_id: str) -> list[TokenRecord]:
    rows = db.execute(_token.where(api_tokens.c.account_id == account_id).order_by(api_tokens.c.id))
    return [TokenRecord(*row) for row in rows]


def add(db: Connection, account_id: str, name: str, digest: str, scopes: str, now: Instant, expires_at: Instant) -> TokenRecord:
    values = {
        "account_id": account_id,
        "name": name,
        "digest": digest,
        "scopes": scopes,
        "created_at": now,
        "expires_at": expires_at,
    }
    id = db.scalar(insert(api_tokens).values(values).returning(api_tokens.c.id))
    assert id is not None
    return TokenRecord(id, account_id, name, scopes, now, expires_at, None, None)


def revoke(db: Connection, id: int, now: Instant) -> None:
    db.execute(update(api_tokens).where(api_tokens.c.id == id, api_tokens.c.revoked_at.is_(None)).values(revoked_at=now))


def set_last_used(db: Connection, id: int, now: Instant) -> None:
    db.execute(update(api_tokens).where(api_tokens.c.id == id).values(last_used_at=now))
