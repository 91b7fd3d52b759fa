"""Loads the week and the holiday scheme of users."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from andante.directory.people.store import users
from andante.kit.db import in_values
from andante.schedules.holidays.store import HOLIDAYS, holiday_scheme_members
from andante.schedules.workload.store import DAYS, WORKLOAD, workload_scheme_members, workload_schemes

from .rules import DEFAULT_SCHEMES, SchemeAssignment

_assignments = (
    select(users.c.account_id, HOLIDAYS.effective_scheme_id, *DAYS)
    .select_from(users)
    .outerjoin(workload_scheme_members, workload_scheme_members.c.account_id == users.c.account_id)
    .outerjoin(holiday_scheme_members, holiday_scheme_members.c.account_id == users.c.account_id)
    .join(workload_schemes, workload_schemes.c.id == WORKLOAD.effective_scheme_id)
    .where(in_values(users.c.account_id, "account_ids"))
)
_default = select(literal(DEFAULT_SCHEMES), HOLIDAYS.default_id, *DAYS).where(workload_schemes.c.id == WORKLOAD.default_id)
_assignments_and_default = union_all(_assignments, _default)


def assignments(db: Connection, account_ids: Collection[str]) -> list[SchemeAssignment]:
    """The week and the holiday scheme of each user, except users who don't exist."""
    return _records(db.execute(_assignments, {"account_ids": list(account_ids)}))


def assignments_and_default(db: Connection, account_ids: Collection[str]) -> list[SchemeAssignment]:
    """The assignments of these users, and the default schemes as the assignment of DEFAULT_SCHEMES."""
    return _records(db.execute(_assignments_and_default, {"account_ids": list(account_ids)}))


def _records(rows: Iterable[Any]) -> list[SchemeAssignment]:
    return [SchemeAssignment(account_id, tuple(week), scheme_id) for account_id, scheme_id, *week in rows]
