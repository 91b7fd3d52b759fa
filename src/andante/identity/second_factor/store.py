"""The tables of authenticator apps, passkeys and recovery codes, and the SQL statements on them."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    delete,
    func,
    insert,
    select,
    update,
)

from andante.directory.people.store import users
from andante.kit.changes import Entity, NoRecord
from andante.kit.clock import Instant
from andante.kit.db import SECRET, AccountId, InstantType, Key, insert_row, metadata

from .rules import Factors, PasskeyRecord, StoredPasskey


class AuthenticatorAppColumns(TypedColumns):
    """`secret` is base32. It can't be a digest, because codes are computed from it. `last_step` is the step of the last accepted code:
    codes of this step and before are refused."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    secret: Named[str] = Column(String(64), nullable=False, info=SECRET)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    last_step: Named[int] = Column(BigInteger, nullable=False)


authenticator_apps = Table("authenticator_apps", metadata, AuthenticatorAppColumns)


class PasskeyColumns(TypedColumns):
    """`credential_id` and `public_key` are base64url. `sign_count` is what the passkey last reported; some always report 0."""

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False, index=True)
    name: Named[str] = Column(String(100), nullable=False)
    credential_id: Named[str] = Column(String(1400), nullable=False, unique=True, info=SECRET)
    public_key: Named[str] = Column(Text, nullable=False, info=SECRET)
    sign_count: Named[int] = Column(BigInteger, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    last_used_at: Named[Instant | None] = Column(InstantType)


passkeys = Table("passkeys", metadata, PasskeyColumns, sqlite_autoincrement=True)


class RecoveryCodeColumns(TypedColumns):
    """`digest` is the SHA-256 of the code. A code is deleted when it is used."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    digest: Named[str] = Column(String(64), primary_key=True, info=SECRET)


recovery_codes = Table("recovery_codes", metadata, RecoveryCodeColumns)

_passkey = select(*(passkeys.c[field] for field in PasskeyRecord.__struct_fields__))


def factors(db: Connection, account_id: str) -> Factors:
    app_since = db.scalar(select(authenticator_apps.c.created_at).where(authenticator_apps.c.account_id == account_id))
    rows = db.execute(_passkey.where(passkeys.c.account_id == account_id).order_by(passkeys.c.id))
    codes = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account_id == account_id)
    return Factors(app_since, [PasskeyRecord(*row) for row in rows], db.scalar(codes) or 0)


def has_factor(db: Connection, account_id: str) -> bool:
    apps = select(authenticator_apps.c.account_id).where(authenticator_apps.c.account_id == account_id)
    keys = select(passkeys.c.account_id).where(passkeys.c.account_id == account_id)
    return db.scalar(apps.union_all(keys).limit(1)) is not None


def app_secret(db: Connection, account_id: str) -> str | None:
    return db.scalar(select(authenticator_apps.c.secret).where(authenticator_apps.c.account_id == account_id))


def set_app(db: Connection, account_id: str, secret: str, step: int, now: Instant) -> None:
    remove_app(db, account_id)
    db.execute(insert(authenticator_apps).values(account_id=account_id, secret=secret, created_at=now, last_step=step))


def use_step(db: Connection, account_id: str, secret: str, step: int) -> bool:
    """Marks the code of a step as used. False if it, or a later one, was used before, or if the app was replaced."""
    unused = (authenticator_apps.c.account_id == account_id, authenticator_apps.c.secret == secret, authenticator_apps.c.last_step < step)
    return db.execute(update(authenticator_apps).where(*unused).values(last_step=step)).rowcount == 1


def remove_app(db: Connection, account_id: str) -> bool:
    """Returns whether there was one."""
    return db.execute(delete(authenticator_apps).where(authenticator_apps.c.account_id == account_id)).rowcount == 1


def credential_ids(db: Connection, account_id: str) -> list[str]:
    return list(db.scalars(select(passkeys.c.credential_id).where(passkeys.c.account_id == account_id).order_by(passkeys.c.id)))


def passkey_with(db: Connection, account_id: str, credential_id: str) -> StoredPasskey | None:
    """The passkey of this user with this credential. Locks it until the transaction ends."""
    query = select(*(passkeys.c[field] for field in StoredPasskey.__struct_fields__))
    mine = query.where(passkeys.c.account_id == account_id, passkeys.c.credential_id == credential_id)
    row = db.execute(mine.with_for_update()).one_or_none()
    return StoredPasskey(*row) if row else None


def has_credential(db: Connection, credential_id: str) -> bool:
    return db.scalar(select(passkeys.c.id).where(passkeys.c.credential_id == credential_id)) is not None


def add_passkey(db: Connection, account_id: str, name: str, stored: StoredPasskey, now: Instant) -> PasskeyRecord:
    values = {
        "account_id": account_id,
        "name": name,
        "credential_id": stored.credential_id,
        "public_key": stored.public_key,
        "sign_count": stored.sign_count,
        "created_at": now,
    }
    return PasskeyRecord(insert_row(db, passkeys, values), account_id, name, now, None)


def use_passkey(db: Connection, id: int, sign_count: int, now: Instant) -> None:
    db.execute(update(passkeys).where(passkeys.c.id == id).values(sign_count=sign_count, last_used_at=now))


def remove_passkeys(db: Connection, account_id: str, id: int | None = None) -> list[PasskeyRecord]:
    """Deletes the passkeys of a user, or only one of them. Returns their records."""
    mine = passkeys.c.account_id == account_id
    chosen = mine if id is None else mine & (passkeys.c.id == id)
    rows = db.execute(delete(passkeys).where(chosen).returning(*_passkey.selected_columns))
    return sorted((PasskeyRecord(*row) for row in rows), key=lambda passkey: passkey.id)


def replace_recovery_codes(db: Connection, account_id: str, digests: Iterable[str]) -> None:
    remove_recovery_codes(db, account_id)
    db.execute(insert(recovery_codes), [{"account_id": account_id, "digest": digest} for digest in digests])


def use_recovery_code(db: Connection, account_id: str, digest: str) -> bool:
    """Deletes a recovery code. Returns whether it existed."""
    used = delete(recovery_codes).where(recovery_codes.c.account_id == account_id, recovery_codes.c.digest == digest)
    return db.execute(used).rowcount == 1


def remove_recovery_codes(db: Connection, account_id: str) -> bool:
    """Returns whether there were any."""
    return db.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id)).rowcount > 0


AUTHENTICATOR_APP = Entity(
    "authenticatorapp", "Authenticator app of a user, as a second factor", NoRecord, is_private=True, key="account id"
)
PASSKEY = Entity("passkey", "Passkey of a user, as a second factor", PasskeyRecord, is_private=True)
RECOVERY_CODES = Entity("recoverycodes", "Recovery codes of a user; changed when one is used", NoRecord, key="account id")
