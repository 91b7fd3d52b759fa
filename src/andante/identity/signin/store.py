"""The tables of passwords, password links, sessions, OpenID identities and failed attempts, and the SQL statements on them."""

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    case,
    delete,
    insert,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.identity.preferences import store as preferences
from andante.identity.preferences.rules import DEFAULTS, PreferencesRecord
from andante.kit.call import Caller
from andante.kit.changes import Entity, NoRecord
from andante.kit.clock import Instant
from andante.kit.db import NOT_ARCHIVED, SECRET, AccountId, InstantType, Key, in_values, insert_row, metadata
from andante.organization.grants.rules import grants_from
from andante.organization.grants.store import keys_held_everywhere

from .rules import Attempts, LinkPurpose, PendingSignIn, SessionRecord, SignedIn


class PasswordColumns(TypedColumns):
    """`hash` is an argon2id hash with its parameters."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    hash: Named[str] = Column(Text, nullable=False, info=SECRET)
    changed_at: Named[Instant] = Column(InstantType, nullable=False)


passwords = Table("passwords", metadata, PasswordColumns)


class PasswordLinkColumns(TypedColumns):
    """`revoke_tokens`: the new password also revokes the user's API tokens and the access of applications."""

    digest: Named[str] = Column(String(64), primary_key=True, info=SECRET)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    expires_at: Named[Instant] = Column(InstantType, nullable=False)
    revoke_tokens: Named[bool] = Column(Boolean, nullable=False)
    purpose: Named[str] = Column(String(20), nullable=False)


password_links = Table("password_links", metadata, PasswordLinkColumns)


class SessionColumns(TypedColumns):
    """`digest` is the SHA-256 of the secret in the browser's cookie. `second_factor_at` is the last time when the user has shown a second
    factor in this session, and `challenge` the next one for a passkey."""

    id: Named[int] = Column(Key, primary_key=True)
    digest: Named[str] = Column(String(64), nullable=False, unique=True, info=SECRET)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    expires_at: Named[Instant] = Column(InstantType, nullable=False, index=True)
    device: Named[str] = Column(String(100), nullable=False)
    second_factor_at: Named[Instant | None] = Column(InstantType)
    challenge: Named[str | None] = Column(String(100), info=SECRET)


sessions = Table("sessions", metadata, SessionColumns, sqlite_autoincrement=True, info=NOT_ARCHIVED)


class PendingSignInColumns(TypedColumns):
    """Sign-ins after the right password, before the second step. They are no sessions, so nothing can mistake them for one. `digest` is
    the SHA-256 of the secret in the browser's cookie, and `challenge` the next one for a passkey."""

    digest: Named[str] = Column(String(64), primary_key=True, info=SECRET)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    expires_at: Named[Instant] = Column(InstantType, nullable=False, index=True)
    challenge: Named[str] = Column(String(100), nullable=False, info=SECRET)


pending_sign_ins = Table("pending_sign_ins", metadata, PendingSignInColumns, info=NOT_ARCHIVED)


class IdentityColumns(TypedColumns):
    """The identities of users at OpenID providers."""

    issuer: Named[str] = Column(String(255), primary_key=True)
    subject: Named[str] = Column(String(255), primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)


identities = Table("identities", metadata, IdentityColumns)


class AttemptColumns(TypedColumns):
    """The recent failures that have something in common: the email, the network or the browser. `subject` is a digest of it."""

    subject: Named[str] = Column(String(64), primary_key=True)
    failures: Named[int] = Column(Integer, nullable=False)
    last_at: Named[Instant] = Column(InstantType, nullable=False, index=True)
    blocked_until: Named[Instant] = Column(InstantType, nullable=False)


signin_attempts = Table("signin_attempts", metadata, AttemptColumns, info=NOT_ARCHIVED)

_signed_in = (
    select(users.c.account_id, users.c.time_zone, keys_held_everywhere(users.c.account_id), users.c.display_name, *preferences.COLUMNS)
    .join(sessions, sessions.c.account_id == users.c.account_id)
    .outerjoin(preferences.preferences, preferences.preferences.c.account_id == users.c.account_id)
    .where(sessions.c.digest == bindparam("digest"), sessions.c.expires_at > bindparam("now"), users.c.active)
)


def password_hash(db: Connection, account_id: str) -> str | None:
    return db.scalar(select(passwords.c.hash).where(passwords.c.account_id == account_id))


def lock_password_hash(db: Connection, account_id: str) -> str | None:
    """The user's password hash. Until the transaction ends, no other one can change it."""
    return db.scalar(select(passwords.c.hash).where(passwords.c.account_id == account_id).with_for_update())


def set_password_hash(db: Connection, account_id: str, hash: str, now: Instant) -> None:
    changed = update(passwords).where(passwords.c.account_id == account_id).values(hash=hash, changed_at=now)
    if db.execute(changed).rowcount == 0:
        db.execute(insert(passwords).values(account_id=account_id, hash=hash, changed_at=now))


def who_can_sign_in(db: Connection, account_ids: Collection[str]) -> set[str]:
    """Those of these users who have a password or an OpenID identity."""
    owners = (passwords.c.account_id, identities.c.account_id)
    return set(db.scalars(union_all(*(select(owner).where(in_values(owner, account_ids)) for owner in owners))))


def has_sign_in(db: Connection) -> bool:
    any_user = select(passwords.c.account_id).union_all(select(identities.c.account_id)).limit(1)
    return db.scalar(any_user) is not None


def add_links(db: Connection, account_ids: Mapping[str, str], expires_at: Instant, purpose: LinkPurpose, *, revoke_tokens: bool) -> None:
    """`account_ids`: the owner of each link, by the digest of its secret."""
    common = {"expires_at": expires_at, "revoke_tokens": revoke_tokens, "purpose": purpose}
    rows = [common | {"digest": digest, "account_id": account_id} for digest, account_id in account_ids.items()]
    if rows:
        db.execute(insert(password_links), rows)


def password_link(db: Connection, digest: str, now: Instant) -> tuple[str, bool, LinkPurpose] | None:
    """The account id of the owner, whether the new password also revokes tokens, and what the link is for."""
    query = select(password_links.c.account_id, password_links.c.revoke_tokens, password_links.c.purpose)
    row = db.execute(query.where(password_links.c.digest == digest, password_links.c.expires_at > now)).one_or_none()
    return (row[0], row[1], cast("LinkPurpose", row[2])) if row else None


def use_link(db: Connection, digest: str) -> bool:
    """Deletes the link. Returns whether it still existed."""
    return db.execute(delete(password_links).where(password_links.c.digest == digest)).rowcount == 1


def links(db: Connection, purpose: LinkPurpose) -> dict[str, Instant]:
    """When the links for this purpose expire or have expired, by the account id of their owners."""
    query = select(password_links.c.account_id, password_links.c.expires_at).where(password_links.c.purpose == purpose)
    return dict(db.execute(query).all())


def remove_links(db: Connection, account_ids: Collection[str], purpose: LinkPurpose | None = None) -> list[str]:
    """Deletes the links of these users, or only those for this purpose. Returns the account ids of those who had any."""
    removed = delete(password_links).where(in_values(password_links.c.account_id, account_ids))
    if purpose:
        removed = removed.where(password_links.c.purpose == purpose)
    return sorted(set(db.scalars(removed.returning(password_links.c.account_id))))


def add_session(
    db: Connection,
    digest: str,
    account_id: str,
    now: Instant,
    expires_at: Instant,
    device: str,
    challenge: str,
    second_factor_at: Instant | None,
) -> int:
    values = {
        "digest": digest,
        "account_id": account_id,
        "created_at": now,
        "expires_at": expires_at,
        "device": device,
        "challenge": challenge,
        "second_factor_at": second_factor_at,
    }
    return insert_row(db, sessions, values)


def second_factor_at(db: Connection, digest: str) -> Instant | None:
    """The last time when a second factor was shown in this session."""
    return db.scalar(select(sessions.c.second_factor_at).where(sessions.c.digest == digest))


def set_second_factor_at(db: Connection, digest: str, now: Instant) -> None:
    db.execute(update(sessions).where(sessions.c.digest == digest).values(second_factor_at=now))


def challenge(db: Connection, digest: str) -> str | None:
    return db.scalar(select(sessions.c.challenge).where(sessions.c.digest == digest))


def set_challenge(db: Connection, digest: str, challenge: str) -> None:
    for table in (sessions, pending_sign_ins):
        db.execute(update(table).where(table.c.digest == digest).values(challenge=challenge))


def add_pending(db: Connection, digest: str, account_id: str, expires_at: Instant, challenge: str) -> None:
    values = {"digest": digest, "account_id": account_id, "expires_at": expires_at, "challenge": challenge}
    db.execute(insert(pending_sign_ins).values(values))


def pending(db: Connection, digest: str, now: Instant) -> PendingSignIn | None:
    """The pending sign-in of an active user. None if it is unknown, expired or already used."""
    query = select(pending_sign_ins.c.account_id, pending_sign_ins.c.challenge).join(
        users, users.c.account_id == pending_sign_ins.c.account_id
    )
    valid = query.where(pending_sign_ins.c.digest == digest, pending_sign_ins.c.expires_at > now, users.c.active)
    row = db.execute(valid).one_or_none()
    return PendingSignIn(*row) if row else None


def use_pending(db: Connection, digest: str) -> bool:
    """Deletes a pending sign-in. Returns whether it still existed."""
    return db.execute(delete(pending_sign_ins).where(pending_sign_ins.c.digest == digest)).rowcount == 1


def remove_pending(db: Connection, account_id: str) -> None:
    """Deletes the pending sign-ins of a user."""
    db.execute(delete(pending_sign_ins).where(pending_sign_ins.c.account_id == account_id))


def delete_expired_pending(db: Connection, now: Instant) -> None:
    """Deletes expired pending sign-ins. Skips rows that others are using."""
    expired = select(pending_sign_ins.c.digest).where(pending_sign_ins.c.expires_at <= now).with_for_update(skip_locked=True)
    db.execute(delete(pending_sign_ins).where(pending_sign_ins.c.digest.in_(expired)))


def signed_in(
    db: Connection, digest: str, now: Instant, *, lock: bool = False, unread: ColumnElement[int] | None = None
) -> SignedIn | None:
    """`lock`: until the transaction ends, no other one can end the session. `unread`: see `queries`."""
    query = _signed_in if unread is None else _signed_in.add_columns(unread)
    query = query.with_for_update(of=sessions) if lock else query
    row = db.execute(query, {"digest": digest, "now": now}).one_or_none()
    if row is None:
        return None
    end = 4 + len(preferences.COLUMNS)
    chosen = PreferencesRecord(*row[4:end]) if row[5] is not None else DEFAULTS
    return SignedIn(Caller(row[0], row[1], grants=grants_from(row[2])), row[3], chosen, 0 if unread is None else row[end])


def end_session(db: Connection, digest: str) -> int | None:
    """Deletes the session. Returns its id, or None if it didn't exist."""
    return db.scalar(delete(sessions).where(sessions.c.digest == digest).returning(sessions.c.id))


def end_sessions(db: Connection, account_id: str) -> None:
    db.execute(delete(sessions).where(sessions.c.account_id == account_id))


def sessions_of(db: Connection, account_id: str, current: str, now: Instant) -> list[SessionRecord]:
    """The sessions of a user, the newest first. `current`: the digest of the current one."""
    query = select(sessions.c.id, sessions.c.device, sessions.c.created_at, sessions.c.expires_at, sessions.c.digest == current)
    rows = db.execute(query.where(sessions.c.account_id == account_id, sessions.c.expires_at > now).order_by(sessions.c.id.desc()))
    return [SessionRecord(*row) for row in rows]


def end_other_sessions(db: Connection, account_id: str, current: str) -> list[int]:
    """Deletes the sessions of a user except the current one. Returns their ids."""
    ended = delete(sessions).where(sessions.c.account_id == account_id, sessions.c.digest != current)
    return sorted(db.scalars(ended.returning(sessions.c.id)))


def delete_unusable_sessions(db: Connection, now: Instant) -> None:
    """Deletes expired sessions, and those of inactive users: they must not become valid again together with the user."""
    inactive = select(users.c.account_id).where(~users.c.active)
    db.execute(delete(sessions).where((sessions.c.expires_at <= now) | sessions.c.account_id.in_(inactive)))


def identity(db: Connection, issuer: str, subject: str) -> str | None:
    """The account id of the user with this identity."""
    return db.scalar(select(identities.c.account_id).where(identities.c.issuer == issuer, identities.c.subject == subject))


def has_identity_at(db: Connection, issuer: str, account_id: str) -> bool:
    existing = select(identities.c.subject).where(identities.c.issuer == issuer, identities.c.account_id == account_id).limit(1)
    return db.scalar(existing) is not None


def add_identity(db: Connection, issuer: str, subject: str, account_id: str) -> None:
    db.execute(insert(identities).values(issuer=issuer, subject=subject, account_id=account_id))


def attempts(db: Connection, subject: str) -> Attempts | None:
    query = select(signin_attempts.c.failures, signin_attempts.c.last_at, signin_attempts.c.blocked_until)
    row = db.execute(query.where(signin_attempts.c.subject == subject)).one_or_none()
    return Attempts(*row) if row else None


def set_attempts(db: Connection, subject: str, attempts: Attempts) -> None:
    values = {"failures": attempts.failures, "last_at": attempts.last_at, "blocked_until": attempts.blocked_until}
    if db.execute(update(signin_attempts).where(signin_attempts.c.subject == subject).values(values)).rowcount == 0:
        db.execute(insert(signin_attempts).values(subject=subject, **values))


def subtract_failures(db: Connection, subject: str, number: int) -> None:
    """Subtracts failures, because the last attempt succeeded, and ends the wait."""
    left = case((signin_attempts.c.failures > number, signin_attempts.c.failures - number), else_=0)
    counted = update(signin_attempts).where(signin_attempts.c.subject == subject)
    db.execute(counted.values(failures=left, blocked_until=signin_attempts.c.last_at))


def delete_attempts(db: Connection, subject: str) -> int:
    """Deletes the failures of this subject. Returns their number."""
    return db.scalar(delete(signin_attempts).where(signin_attempts.c.subject == subject).returning(signin_attempts.c.failures)) or 0


def delete_expired_attempts(db: Connection, older_than: Instant) -> None:
    """Deletes the attempts before `older_than`. Skips rows that others are changing: waiting for them could cause a deadlock."""
    expired = select(signin_attempts.c.subject).where(signin_attempts.c.last_at < older_than).with_for_update(skip_locked=True)
    db.execute(delete(signin_attempts).where(signin_attempts.c.subject.in_(expired)))


SESSION = Entity("session", "Session of a browser", NoRecord)
PASSWORD = Entity("password", "Password", NoRecord, key="account id")
PASSWORD_LINK = Entity("passwordlink", "Link for choosing a password", NoRecord, key="account id")
IDENTITY = Entity("identity", "Identity of a user at an OpenID provider", NoRecord, key="account id")
