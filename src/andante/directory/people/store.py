"""The tables of users and their properties, and the SQL statements on them."""

from collections.abc import Collection, Sequence
from operator import attrgetter

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Entity
from andante.kit.db import AccountId, in_values, metadata, where_not_null
from andante.kit.paging import Paging
from andante.sql.prepared import Prepared

from .rules import PropertyRecord, UserRecord


class UserColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, primary_key=True)
    display_name: Named[str] = Column(String(255), nullable=False)
    email: Named[str | None] = Column(String(255), unique=True)
    time_zone: Named[str] = Column(String(64), nullable=False)
    active: Named[bool] = Column(Boolean, nullable=False)
    name: Named[str | None] = Column(String(255))
    staff_id: Named[str | None] = Column(String(255))


users = Table("users", metadata, UserColumns)
_u = users.c
Index("uq_users_name", _u.name, unique=True, **where_not_null(_u.name))


class UserPropertyColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id, ondelete="CASCADE"), primary_key=True)
    key: Named[str] = Column(String(255), primary_key=True)
    value: Named[str] = Column(Text, nullable=False)


user_properties = Table("user_properties", metadata, UserPropertyColumns)


_user = select(users)
_change_property = (
    update(user_properties)
    .where(user_properties.c.account_id == bindparam("owner"), user_properties.c.key == bindparam("property_key"))
    .values(value=bindparam("value"))
)
_change = update(users).where(_u.account_id == bindparam("id"))
_by_ids = Prepared(_user.where(in_values(_u.account_id, "account_ids")))
_by_id = Prepared(_user.where(_u.account_id == bindparam("account_id")))
_has_unique_name = in_values(_u.account_id, "names") | in_values(_u.email, "names") | in_values(_u.name, "names")
_by_unique_name = _user.where(_has_unique_name)
_by_name = _user.where(_has_unique_name | in_values(_u.display_name, "names"))


def by_id(db: Connection, account_id: str) -> UserRecord | None:
    row = _by_id.one_or_none(db, account_id=account_id)
    return UserRecord(*row) if row else None


def by_email(db: Connection, email: str) -> UserRecord | None:
    row = db.execute(_user.where(_u.email == email)).one_or_none()
    return UserRecord(*row) if row else None


def by_user_name(db: Connection, name: str) -> UserRecord | None:
    row = db.execute(_user.where(_u.name == name)).one_or_none()
    return UserRecord(*row) if row else None


def by_ids(db: Connection, account_ids: Collection[str]) -> dict[str, UserRecord]:
    rows = _by_ids.all(db, account_ids=list(account_ids))
    return {row[0]: UserRecord(*row) for row in rows}


def by_names(db: Connection, names: Collection[str]) -> list[UserRecord]:
    """The users with one of these names as account id, email, user name or display name."""
    return [UserRecord(*row) for row in db.execute(_by_name, {"names": list(names)})]


def by_unique_names(db: Connection, names: Collection[str]) -> list[UserRecord]:
    """The users with one of these names as account id, email or user name."""
    return [UserRecord(*row) for row in db.execute(_by_unique_name, {"names": list(names)})]


def all_users(db: Connection) -> list[UserRecord]:
    return [UserRecord(*row) for row in db.execute(_user.order_by(_u.display_name, _u.account_id))]


def exist(db: Connection, *, besides: str | None = None) -> bool:
    """Whether there is any user, or any besides the one with this account id."""
    return db.scalar(select(_u.account_id).where(_u.account_id != (besides or "")).limit(1)) is not None


def page(db: Connection, text: str | None, only_active: bool, paging: Paging) -> list[UserRecord]:
    """The requested page plus one row, by display name. Finds users by a part of their display name, email or user name."""
    query = _user.order_by(_u.display_name, _u.account_id).offset(paging.offset).limit(paging.limit + 1)
    if text:
        query = query.where(_contains(text))
    if only_active:
        query = query.where(_u.active)
    return [UserRecord(*row) for row in db.execute(query)]


def _contains(text: str) -> ColumnElement[bool]:
    columns = (_u.display_name, _u.email, _u.name)
    return or_(_u.account_id == text, *(func.lower(column).contains(text.lower(), autoescape=True) for column in columns))


def add(db: Connection, user: UserRecord) -> None:
    db.execute(insert(users), _columns(user))


def change(db: Connection, user: UserRecord) -> None:
    db.execute(update(users).where(_u.account_id == user.account_id).values(_columns(user)))


def upsert_all(db: Connection, created: Sequence[UserRecord], updated: Sequence[UserRecord]) -> None:
    """Inserts and updates users. First clears the emails and user names of all updated users, because two users may have
    swapped them."""
    if updated:
        db.execute(update(users).where(in_values(_u.account_id, [user.account_id for user in updated])).values(email=None, name=None))
        db.execute(_change, [_columns(user) | {"id": user.account_id} for user in updated])
    if created:
        db.execute(insert(users), [_columns(user) for user in created])


def _columns(record: UserRecord | PropertyRecord) -> dict[str, object]:
    return {field: getattr(record, field) for field in record.__struct_fields__}


def properties(db: Connection, account_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The properties of these users: account id -> key -> value."""
    rows = db.execute(select(user_properties).where(in_values(user_properties.c.account_id, account_ids)).order_by(user_properties.c.key))
    found: dict[str, dict[str, str]] = {}
    for account_id, key, value in rows:
        found.setdefault(account_id, {})[key] = value
    return found


def all_properties(db: Connection) -> list[PropertyRecord]:
    """All properties, by account id and key."""
    rows = db.execute(select(user_properties).order_by(user_properties.c.account_id, user_properties.c.key))
    return [PropertyRecord(*row) for row in rows]


def upsert_properties(db: Connection, created: Sequence[PropertyRecord], updated: Sequence[PropertyRecord]) -> None:
    if created:
        db.execute(insert(user_properties), [_columns(record) for record in created])
    if updated:
        rows = [{"owner": record.account_id, "property_key": record.key, "value": record.value} for record in updated]
        db.execute(_change_property, rows)


def set_property(db: Connection, account_id: str, key: str, value: str | None) -> None:
    """Deletes the property if the value is None."""
    is_property = (user_properties.c.account_id == account_id) & (user_properties.c.key == key)
    db.execute(delete(user_properties).where(is_property))
    if value is not None:
        db.execute(insert(user_properties).values(account_id=account_id, key=key, value=value))


USER = Entity("user", "User", UserRecord, key="account id", id_of=attrgetter("account_id"))
USER_PROPERTY = Entity(
    "userproperty",
    "Property of a user",
    PropertyRecord,
    key="account id/key",
    id_of=lambda record: f"{record.account_id}/{record.key}",
)
