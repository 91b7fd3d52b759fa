"""The tables of holiday schemes and holidays, and the statements on them."""

import datetime as dt
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.db import AccountId, Key, in_values, insert_row, metadata
from andante.schedules.schemes.rules import Membership
from andante.schedules.schemes.store import SchemeColumns, SchemeKind

from .rules import FIXED, HolidayRecord, HolidaySchemeRecord, record
from .wire import HolidayInput

holiday_schemes = Table("holiday_schemes", metadata, SchemeColumns, sqlite_autoincrement=True)


class HolidaySchemeMemberColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    scheme_id: Named[int] = Column(Key, ForeignKey(holiday_schemes.c.id), nullable=False, index=True)


holiday_scheme_members = Table("holiday_scheme_members", metadata, HolidaySchemeMemberColumns)

HOLIDAYS = SchemeKind(
    Entity("holidaymembership", "Holiday scheme of a user", Membership, key="account id", id_of=attrgetter("account_id")),
    holiday_schemes,
    holiday_scheme_members,
)


class HolidayColumns(TypedColumns):
    """`type` is FIXED (every year on the day and month of `date`) or FLOATING (only on `date`)."""

    id: Named[int] = Column(Key, primary_key=True)
    scheme_id: Named[int] = Column(Key, ForeignKey(holiday_schemes.c.id), nullable=False)
    name: Named[str] = Column(String(255), nullable=False)
    description: Named[str] = Column(Text, nullable=False)
    type: Named[str] = Column(String(10), CheckConstraint("type IN ('FIXED', 'FLOATING')", name="type"), nullable=False)
    date: Named[dt.date] = Column(Date, nullable=False)
    duration_seconds: Named[int] = Column(Integer, CheckConstraint("duration_seconds BETWEEN 1 AND 86400", name="duration"), nullable=False)


holidays = Table("holidays", metadata, HolidayColumns, sqlite_autoincrement=True)
_h = holidays.c
Index("ix_holidays_scheme", _h.scheme_id, _h.type, _h.date)

_s = holiday_schemes.c
_scheme = select(_s.id, _s.name, _s.description, _s.is_default, HOLIDAYS.member_count)
_scheme_by_id = _scheme.where(_s.id == bindparam("id"))


def may_fall_between(first: str, last: str) -> ColumnElement[bool]:
    """The condition that a holiday can fall in a range: all fixed holidays, and the floating ones of the range. `first` and `last` are
    the names of the parameters."""
    return (_h.type == FIXED) | _h.date.between(bindparam(first), bindparam(last))


HOLIDAY_COLUMNS = (_h.id, _h.scheme_id, _h.name, _h.description, _h.type, _h.date, _h.duration_seconds)
"""The fields of a HolidayRecord."""

_holiday = select(*HOLIDAY_COLUMNS)
_holidays_between = _holiday.where(in_values(_h.scheme_id, "scheme_ids"), may_fall_between("first", "last"))
_add_holidays = insert(holidays).returning(_h.id, sort_by_parameter_order=True)


def all_schemes(db: Connection) -> list[HolidaySchemeRecord]:
    return [HolidaySchemeRecord(*row) for row in db.execute(_scheme.order_by(_s.id))]


def scheme_by_id(db: Connection, id: int) -> HolidaySchemeRecord | None:
    row = db.execute(_scheme_by_id, {"id": id}).one_or_none()
    return HolidaySchemeRecord(*row) if row else None


def add_scheme(db: Connection, name: str, description: str) -> int:
    values = {"name": name, "description": description, "is_default": False}
    return insert_row(db, holiday_schemes, values)


def change_scheme(db: Connection, id: int, name: str, description: str) -> None:
    db.execute(update(holiday_schemes).where(_s.id == id).values(name=name, description=description))


def remove_scheme(db: Connection, id: int) -> None:
    """Deletes a scheme, whose holidays and memberships must be deleted first."""
    db.execute(delete(holiday_schemes).where(_s.id == id))


def of_scheme(db: Connection, scheme_id: int) -> list[HolidayRecord]:
    """All holidays of a scheme, by stored date."""
    rows = db.execute(_holiday.where(_h.scheme_id == scheme_id).order_by(_h.date, _h.id))
    return [HolidayRecord(*row) for row in rows]


def between(db: Connection, scheme_ids: Collection[int], first: dt.date, last: dt.date) -> list[HolidayRecord]:
    """The holidays of these schemes that can fall in a range, including both ends: all fixed holidays, and the floating ones
    of the range."""
    rows = db.execute(_holidays_between, {"scheme_ids": list(scheme_ids), "first": first, "last": last})
    return [HolidayRecord(*row) for row in rows]


def by_id(db: Connection, scheme_id: int, id: int) -> HolidayRecord | None:
    row = db.execute(_holiday.where(_h.id == id, _h.scheme_id == scheme_id)).one_or_none()
    return HolidayRecord(*row) if row else None


def add(db: Connection, scheme_id: int, inputs: Sequence[HolidayInput]) -> list[HolidayRecord]:
    """Inserts holidays and returns them in the same order."""
    if not inputs:
        return []
    ids = db.scalars(_add_holidays, [_columns(record(0, scheme_id, holiday)) for holiday in inputs])
    return [record(id, scheme_id, holiday) for id, holiday in zip(ids, inputs, strict=True)]


def change(db: Connection, holiday: HolidayRecord) -> None:
    db.execute(update(holidays).where(_h.id == holiday.id).values(_columns(holiday)))


def remove(db: Connection, id: int) -> None:
    db.execute(delete(holidays).where(_h.id == id))


def remove_all(db: Connection, scheme_id: int) -> None:
    db.execute(delete(holidays).where(_h.scheme_id == scheme_id))


def _columns(holiday: HolidayRecord) -> dict[str, Any]:
    return {field: getattr(holiday, field) for field in holiday.__struct_fields__ if field != "id"}


SCHEME = Entity("holidayscheme", "Holiday scheme", HolidaySchemeRecord)
HOLIDAY = Entity("holiday", "Holiday", HolidayRecord)
