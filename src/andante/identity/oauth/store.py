"""The tables of OAuth applications, grants, codes and refresh tokens, and the SQL statements on them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from andante.directory.people.store import users
from andante.identity.tokens.store import tokens
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import NOT_ARCHIVED, SECRET, AccountId, InstantType, Key, in_values, insert_row, metadata

from .rules import SCOPES, ApplicationRecord, AuthorizedApplication, CodeRecord, GrantRecord, RefreshRecord
from .wire import ApplicationInput


class ApplicationColumns(TypedColumns):
    """`redirect_uris` has one URI per line. `secret_digest` is the SHA-256 of the secret, and NULL for a public application."""

    id: Named[int] = Column(Key, primary_key=True)
    client_id: Named[str] = Column(String(64), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)
    redirect_uris: Named[str] = Column(Text, nullable=False)
    client_type: Named[str] = Column(
        String(20),
        CheckConstraint("(client_type = 'PUBLIC') = (secret_digest IS NULL)", name="secret"),
        CheckConstraint("client_type IN ('CONFIDENTIAL', 'PUBLIC')", name="client_type"),
        nullable=False,
    )
    secret_digest: Named[str | None] = Column(String(64), info=SECRET)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    max_scope: Named[str] = Column(String(50), nullable=False)


oauth_applications = Table("oauth_applications", metadata, ApplicationColumns, sqlite_autoincrement=True)


class GrantColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    application_id: Named[int] = Column(Key, ForeignKey(oauth_applications.c.id, ondelete="CASCADE"), nullable=False, index=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    scope: Named[str] = Column(String(50), nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    revoked_at: Named[Instant | None] = Column(InstantType)


oauth_grants = Table("oauth_grants", metadata, GrantColumns, sqlite_autoincrement=True)


class CodeColumns(TypedColumns):
    digest: Named[str] = Column(String(64), primary_key=True, info=SECRET)
    grant_id: Named[int] = Column(Key, ForeignKey(oauth_grants.c.id, ondelete="CASCADE"), nullable=False, index=True)
    redirect_uri: Named[str | None] = Column(Text)
    challenge: Named[str | None] = Column(String(128), info=SECRET)
    expires_at: Named[Instant] = Column(InstantType, nullable=False, index=True)
    used_at: Named[Instant | None] = Column(InstantType)


oauth_codes = Table("oauth_codes", metadata, CodeColumns, info=NOT_ARCHIVED)


class RefreshTokenColumns(TypedColumns):
    """Each refresh token was issued with an access token. Used tokens stay in the table, so that a second use is detected."""

    id: Named[int] = Column(Key, primary_key=True)
    digest: Named[str] = Column(String(64), nullable=False, unique=True, info=SECRET)
    grant_id: Named[int] = Column(Key, ForeignKey(oauth_grants.c.id, ondelete="CASCADE"), nullable=False, index=True)
    access_token_id: Named[int] = Column(Key, ForeignKey(tokens.c.id), nullable=False, index=True)
    expires_at: Named[Instant] = Column(InstantType, nullable=False)
    used_at: Named[Instant | None] = Column(InstantType)


oauth_refresh_tokens = Table("oauth_refresh_tokens", metadata, RefreshTokenColumns, sqlite_autoincrement=True)

_applications = select(oauth_applications).order_by(oauth_applications.c.name, oauth_applications.c.id)
_grant_columns = [oauth_grants.c[field] for field in GrantRecord.__struct_fields__]
_code = (
    select(
        oauth_codes.c.digest,
        oauth_codes.c.redirect_uri,
        oauth_codes.c.challenge,
        oauth_codes.c.expires_at,
        oauth_codes.c.used_at,
        users.c.active,
        *_grant_columns,
    )
    .join(oauth_grants, oauth_grants.c.id == oauth_codes.c.grant_id)
    .join(users, users.c.account_id == oauth_grants.c.account_id)
    .where(oauth_codes.c.digest == bindparam("digest"))
)
_refresh_token = (
    select(
        oauth_refresh_tokens.c.id,
        oauth_refresh_tokens.c.access_token_id,
        oauth_refresh_tokens.c.expires_at,
        oauth_refresh_tokens.c.used_at,
        users.c.active,
        *_grant_columns,
    )
    .join(oauth_grants, oauth_grants.c.id == oauth_refresh_tokens.c.grant_id)
    .join(users, users.c.account_id == oauth_grants.c.account_id)
    .where(oauth_refresh_tokens.c.digest == bindparam("digest"))
)
_authorized = (
    select(
        oauth_applications.c.id,
        oauth_applications.c.name,
        *(func.max(case((oauth_grants.c.scope.contains(scope), scope), else_="")) for scope in SCOPES),
        func.min(oauth_grants.c.created_at),
        func.max(tokens.c.last_used_at),
    )
    .join(oauth_grants, oauth_grants.c.application_id == oauth_applications.c.id)
    .join(oauth_refresh_tokens, oauth_refresh_tokens.c.grant_id == oauth_grants.c.id)
    .join(tokens, tokens.c.id == oauth_refresh_tokens.c.access_token_id)
    .where(oauth_grants.c.account_id == bindparam("account_id"), oauth_grants.c.revoked_at.is_(None))
    .group_by(oauth_applications.c.id, oauth_applications.c.name)
    .order_by(oauth_applications.c.name, oauth_applications.c.id)
)


def _application(row: Any) -> ApplicationRecord:
    uris = row.redirect_uris.split("\n")
    return ApplicationRecord(row.id, row.client_id, row.name, uris, row.client_type, row.created_at, row.max_scope)


def applications(db: Connection) -> list[ApplicationRecord]:
    return [_application(row) for row in db.execute(_applications)]


def application(db: Connection, id: int) -> ApplicationRecord | None:
    row = db.execute(select(oauth_applications).where(oauth_applications.c.id == id)).one_or_none()
    return _application(row) if row else None


def application_by_client_id(db: Connection, client_id: str) -> ApplicationRecord | None:
    row = db.execute(select(oauth_applications).where(oauth_applications.c.client_id == client_id)).one_or_none()
    return _application(row) if row else None


def secret_digest(db: Connection, id: int) -> str | None:
    return db.scalar(select(oauth_applications.c.secret_digest).where(oauth_applications.c.id == id))


def add_application(db: Connection, client_id: str, input: ApplicationInput, secret_digest: str | None, now: Instant) -> ApplicationRecord:
    values = {
        "client_id": client_id,
        "name": input.name,
        "redirect_uris": "\n".join(input.redirect_uris),
        "client_type": input.client_type,
        "secret_digest": secret_digest,
        "created_at": now,
        "max_scope": input.max_scope,
    }
    id = insert_row(db, oauth_applications, values)
    return ApplicationRecord(id, client_id, input.name, input.redirect_uris, input.client_type, now, input.max_scope)


def remove_application(db: Connection, id: int) -> None:
    """Foreign keys delete the application's grants, codes and refresh tokens."""
    db.execute(delete(oauth_applications).where(oauth_applications.c.id == id))


def add_grant(db: Connection, application_id: int, account_id: str, scope: str, now: Instant) -> GrantRecord:
    values = {"application_id": application_id, "account_id": account_id, "scope": scope, "created_at": now}
    id = insert_row(db, oauth_grants, values)
    return GrantRecord(id, application_id, account_id, scope, now, None)


def lock_grant(db: Connection, id: int) -> GrantRecord | None:
    """Loads and locks a grant. Until the transaction ends, no other one can revoke it or issue tokens from it."""
    row = db.execute(select(*_grant_columns).where(oauth_grants.c.id == id).with_for_update()).one_or_none()
    return GrantRecord(*row) if row else None


def revoke_grants(db: Connection, ids: Collection[int], now: Instant) -> list[int]:
    """Revokes grants. Returns the id of the newest access token of each grant. Older access tokens are already revoked."""
    db.execute(update(oauth_grants).where(in_values(oauth_grants.c.id, ids)).values(revoked_at=now))
    newest = select(oauth_refresh_tokens.c.access_token_id).where(
        in_values(oauth_refresh_tokens.c.grant_id, ids), oauth_refresh_tokens.c.used_at.is_(None)
    )
    return list(db.scalars(newest))


def active_grants(db: Connection, application_id: int | None = None, account_id: str | None = None) -> list[GrantRecord]:
    """The grants that aren't revoked. The arguments limit them to one application and to one user."""
    query = select(*_grant_columns).where(oauth_grants.c.revoked_at.is_(None))
    if application_id is not None:
        query = query.where(oauth_grants.c.application_id == application_id)
    if account_id is not None:
        query = query.where(oauth_grants.c.account_id == account_id)
    return [GrantRecord(*row) for row in db.execute(query.order_by(oauth_grants.c.id))]


def authorized_by(db: Connection, account_id: str) -> list[AuthorizedApplication]:
    """The applications that the user has authorized, by name."""
    return [
        AuthorizedApplication(id, name, " ".join(filter(None, scopes)), since, last_used_at)
        for id, name, *scopes, since, last_used_at in db.execute(_authorized, {"account_id": account_id})
    ]


def code_by_digest(db: Connection, digest: str) -> CodeRecord | None:
    row: Any = db.execute(_code, {"digest": digest}).one_or_none()
    return CodeRecord(GrantRecord(*row[6:]), *row[:6]) if row else None


def add_code(db: Connection, digest: str, grant_id: int, redirect_uri: str | None, challenge: str | None, expires_at: Instant) -> None:
    values = {"digest": digest, "grant_id": grant_id, "redirect_uri": redirect_uri, "challenge": challenge, "expires_at": expires_at}
    db.execute(insert(oauth_codes).values(values))


def use_code(db: Connection, digest: str, now: Instant) -> bool:
    """Marks the code as used. Returns False if it was used before."""
    unused = update(oauth_codes).where(oauth_codes.c.digest == digest, oauth_codes.c.used_at.is_(None))
    return db.execute(unused.values(used_at=now)).rowcount == 1


def delete_codes(db: Connection, expired_before: Instant) -> None:
    db.execute(delete(oauth_codes).where(oauth_codes.c.expires_at < expired_before))


def delete_refresh_tokens(db: Connection, expired_before: Instant) -> None:
    """Deletes expired refresh tokens, including used ones."""
    db.execute(delete(oauth_refresh_tokens).where(oauth_refresh_tokens.c.expires_at < expired_before))


def refresh_token_by_digest(db: Connection, digest: str) -> RefreshRecord | None:
    row: Any = db.execute(_refresh_token, {"digest": digest}).one_or_none()
    return RefreshRecord(GrantRecord(*row[5:]), *row[:5]) if row else None


def grant_of_access_token(db: Connection, access_token_id: int) -> GrantRecord | None:
    query = select(*_grant_columns).join(oauth_refresh_tokens, oauth_refresh_tokens.c.grant_id == oauth_grants.c.id)
    row = db.execute(query.where(oauth_refresh_tokens.c.access_token_id == access_token_id)).one_or_none()
    return GrantRecord(*row) if row else None


def add_refresh_token(db: Connection, digest: str, grant_id: int, access_token_id: int, expires_at: Instant) -> None:
    values = {"digest": digest, "grant_id": grant_id, "access_token_id": access_token_id, "expires_at": expires_at}
    db.execute(insert(oauth_refresh_tokens).values(values))


def use_refresh_token(db: Connection, id: int, now: Instant) -> bool:
    """Marks the refresh token as used. Returns False if it was used before."""
    unused = update(oauth_refresh_tokens).where(oauth_refresh_tokens.c.id == id, oauth_refresh_tokens.c.used_at.is_(None))
    return db.execute(unused.values(used_at=now)).rowcount == 1


APPLICATION = Entity("oauthapp", "OAuth application", ApplicationRecord, version=2)
GRANT = Entity("oauthgrant", "Authorization of an OAuth application by a user; deleted when it is revoked", GrantRecord, is_private=True)
