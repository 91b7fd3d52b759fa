"""The users table and every question about it."""

from collections.abc import Collection, Sequence

from sqlalchemy import Boolean, Column, Connection, Named, String, Table, TypedColumns, bindparam, insert, select, update

from ..kit.db import AccountId, among, metadata
from ..sql.prepared import Prepared
from .rules import UserRecord


class UserColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, primary_key=True)
    display_name: Named[str] = Column(String(255), nullable=False)
    email: Named[str | None] = Column(String(255), unique=True)
    time_zone: Named[str] = Column(String(64), nullable=False)
    active: Named[bool] = Column(Boolean, nullable=False)


users = Table("users", metadata, UserColumns)


_user = select(users)
_change = update(users).where(users.c.account_id == bindparam("id"))
_by_emails = _user.where(among(users.c.email, "emails"))
_by_ids = Prepared(_user.where(among(users.c.account_id, "account_ids")))
_by_id = Prepared(_user.where(users.c.account_id == bindparam("account_id")))


def by_id(db: Connection, account_id: str) -> UserRecord | None:
    row = _by_id.one_or_none(db, account_id=account_id)
    return UserRecord(*row) if row else None


def by_email(db: Connection, email: str) -> UserRecord | None:
    row = db.execute(_user.where(users.c.email == email)).one_or_none()
    return UserRecord(*row) if row else None


def by_ids(db: Connection, account_ids: Collection[str]) -> dict[str, UserRecord]:
    found = [UserRecord(*row) for row in _by_ids.all(db, account_ids=list(account_ids))]
    return {user.account_id: user for user in found}


def by_emails(db: Connection, emails: Collection[str]) -> dict[str, UserRecord]:
    rows = db.execute(_by_emails, {"emails": list(emails)})
    return {row.email: UserRecord(*row) for row in rows}


def everyone(db: Connection) -> list[UserRecord]:
    return [UserRecord(*row) for row in db.execute(_user.order_by(users.c.display_name, users.c.account_id))]


def add(db: Connection, user: UserRecord) -> None:
    db.execute(insert(users), _columns(user))


def change(db: Connection, user: UserRecord) -> None:
    db.execute(update(users).where(users.c.account_id == user.account_id).values(_columns(user)))


def put_all(db: Connection, created: Sequence[UserRecord], updated: Sequence[UserRecord]) -> None:
    """Writes many. All changed emails are freed first: one may have become somebody else's."""
    if updated:
        db.execute(update(users).where(among(users.c.account_id, [user.account_id for user in updated])).values(email=None))
        db.execute(_change, [_columns(user) | {"id": user.account_id} for user in updated])
    if created:
        db.execute(insert(users), [_columns(user) for user in created])


def _columns(user: UserRecord) -> dict[str, object]:
    return {field: getattr(user, field) for field in user.__struct_fields__}
