"""The statement that finds the people of a dashboard."""

import datetime as dt

from sqlalchemy import Connection, Date, func, literal, select

from andante.directory.people.store import users
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.configuration.store import global_configuration
from andante.timekeeping.reviews.store import OverDays

from .rules import Person

_u = users.c
_week_start = func.coalesce(select(global_configuration.c.week_start).scalar_subquery(), ConfigurationRecord().week_start)


def people(db: Connection, me: str, first: dt.date, last: dt.date, may_see: OverDays, may_see_plans: OverDays) -> tuple[list[Person], int]:
    """The other active users whose time and plans the caller may view on all of these days, by name, and the first weekday of the
    configuration."""
    days = literal(first, Date), literal(last, Date)
    query = select(_u.account_id, _u.display_name, may_see_plans(_u.account_id, *days), _week_start)
    rows = db.execute(
        query.where(_u.active, _u.account_id != me, may_see(_u.account_id, *days)).order_by(_u.display_name, _u.account_id)
    ).all()
    week_start = rows[0][3] if rows else ConfigurationRecord().week_start
    return [Person(account_id, name, bool(sees_plans)) for account_id, name, sees_plans, _ in rows], week_start
