"""The table of preferences, and the SQL statements on it."""

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    insert,
    select,
    update,
)

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.db import AccountId, metadata

from .rules import PreferencesRecord


class PreferencesColumns(TypedColumns):
    """A user without a row has the defaults."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    language: Named[str | None] = Column(String(10))
    duration_format: Named[str] = Column(String(20), nullable=False)
    time_format: Named[str] = Column(String(20), nullable=False)
    week_start: Named[int | None] = Column(Integer)
    theme: Named[str] = Column(String(20), nullable=False)
    density: Named[str] = Column(String(20), nullable=False)
    calendar_snap_minutes: Named[int] = Column(Integer, nullable=False)
    single_key_shortcuts: Named[bool] = Column(Boolean, nullable=False)


preferences = Table("preferences", metadata, PreferencesColumns)

COLUMNS = [preferences.c[field] for field in PreferencesRecord.__struct_fields__]
_of_user = select(*COLUMNS).where(preferences.c.account_id == bindparam("id"))


def of_user(db: Connection, account_id: str) -> PreferencesRecord | None:
    row = db.execute(_of_user, {"id": account_id}).one_or_none()
    return PreferencesRecord(*row) if row else None


def replace(db: Connection, account_id: str, new: PreferencesRecord) -> None:
    values = {field: getattr(new, field) for field in new.__struct_fields__}
    if db.execute(update(preferences).where(preferences.c.account_id == account_id).values(values)).rowcount == 0:
        db.execute(insert(preferences).values(account_id=account_id, **values))


PREFERENCES = Entity("preferences", "Preferences of a user", PreferencesRecord, is_private=True, key="account id")
