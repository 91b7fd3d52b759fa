"""The question which schemes people have."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from andante.directory.people.store import users
from andante.kit.db import in_values
from andante.schedules.holidays.store import HOLIDAYS, holiday_scheme_members
from andante.schedules.workload.store import DAYS, WORKLOAD, workload_scheme_members, workload_schemes

from .rules import NOBODY, Belonging

_belongings = (
    select(users.c.account_id, HOLIDAYS.scheme_of_row, *DAYS)
    .select_from(users)
    .outerjoin(workload_scheme_members, workload_scheme_members.c.account_id == users.c.account_id)
    .outerjoin(holiday_scheme_members, holiday_scheme_members.c.account_id == users.c.account_id)
    .join(workload_schemes, workload_schemes.c.id == WORKLOAD.scheme_of_row)
    .where(in_values(users.c.account_id, "account_ids"))
)


_default = select(literal(NOBODY), HOLIDAYS.default_id, *DAYS).where(workload_schemes.c.id == WORKLOAD.default_id)
_belongings_and_default = union_all(_belongings, _default)


def belongings(db: Connection, account_ids: Collection[str]) -> list[Belonging]:
    """The week and the holiday scheme of those of these people that exist."""
    return _made(db.execute(_belongings, {"account_ids": list(account_ids)}))


def belongings_and_default(db: Connection, account_ids: Collection[str]) -> list[Belonging]:
    """The same, and what holds for NOBODY."""
    return _made(db.execute(_belongings_and_default, {"account_ids": list(account_ids)}))


def _made(rows: Iterable[Any]) -> list[Belonging]:
    return [Belonging(account_id, tuple(week), scheme_id) for account_id, scheme_id, *week in rows]
