"""The tables of workload schemes and the statements on them."""

from operator import attrgetter
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    Table,
    TypedColumns,
    bindparam,
    delete,
    select,
    update,
)

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.db import AccountId, Key, insert_row, metadata, page_by_id
from andante.kit.paging import Paging
from andante.schedules.schemes.rules import Membership
from andante.schedules.schemes.store import SchemeColumns, SchemeKind

from .rules import WorkloadSchemeRecord


def _seconds(day: str) -> Any:
    return Column(Integer, CheckConstraint(f"{day} BETWEEN 0 AND 86400", name=day), nullable=False)


class WorkloadSchemeColumns(SchemeColumns):
    """The required seconds of each day."""

    monday: Named[int] = _seconds("monday")
    tuesday: Named[int] = _seconds("tuesday")
    wednesday: Named[int] = _seconds("wednesday")
    thursday: Named[int] = _seconds("thursday")
    friday: Named[int] = _seconds("friday")
    saturday: Named[int] = _seconds("saturday")
    sunday: Named[int] = _seconds("sunday")


workload_schemes = Table("workload_schemes", metadata, WorkloadSchemeColumns, sqlite_autoincrement=True)


class WorkloadSchemeMemberColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    scheme_id: Named[int] = Column(Key, ForeignKey(workload_schemes.c.id), nullable=False, index=True)


workload_scheme_members = Table("workload_scheme_members", metadata, WorkloadSchemeMemberColumns)

WORKLOAD = SchemeKind(
    Entity("workloadmembership", "Workload scheme of a user", Membership, key="account id", id_of=attrgetter("account_id")),
    workload_schemes,
    workload_scheme_members,
)

_s = workload_schemes.c
DAYS = (_s.monday, _s.tuesday, _s.wednesday, _s.thursday, _s.friday, _s.saturday, _s.sunday)

_scheme = select(_s.id, _s.name, _s.description, _s.is_default, WORKLOAD.member_count, *DAYS)
_by_id = _scheme.where(_s.id == bindparam("id"))


def _record(row: Any) -> WorkloadSchemeRecord:
    id, name, description, is_default, member_count, *week = row
    return WorkloadSchemeRecord(id, name, description, is_default, member_count, tuple(week))


def by_id(db: Connection, id: int) -> WorkloadSchemeRecord | None:
    row = db.execute(_by_id, {"id": id}).one_or_none()
    return _record(row) if row else None


def all_schemes(db: Connection) -> list[WorkloadSchemeRecord]:
    return [_record(row) for row in db.execute(_scheme.order_by(_s.id))]


def page(db: Connection, paging: Paging) -> list[WorkloadSchemeRecord]:
    """The schemes by id: the requested page, plus one scheme."""
    return [_record(row) for row in db.execute(page_by_id(_scheme, _s.id, paging))]


def add(db: Connection, name: str, description: str, week: tuple[int, ...]) -> int:
    values = {"name": name, "description": description, "is_default": False} | _week(week)
    return insert_row(db, workload_schemes, values)


def change(db: Connection, id: int, name: str, description: str, week: tuple[int, ...]) -> None:
    values = {"name": name, "description": description} | _week(week)
    db.execute(update(workload_schemes).where(_s.id == id).values(values))


def _week(week: tuple[int, ...]) -> dict[str, Any]:
    return {column.name: seconds for column, seconds in zip(DAYS, week, strict=True)}


def remove(db: Connection, id: int) -> None:
    db.execute(delete(workload_schemes).where(_s.id == id))


SCHEME = Entity("workload", "Workload scheme", WorkloadSchemeRecord)
