"""The statement that loads what the page of a timesheet needs besides its days."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, select, true

from andante.directory.people.store import users
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.configuration.store import COLUMNS, global_configuration
from andante.timekeeping.timesheets.store import timesheet_logs, timesheets
from andante.timekeeping.work_attributes.store import work_attributes

from .rules import Background, StoredStep

_t, _l, _a = timesheets.c, timesheet_logs.c, work_attributes.c
_steps = (
    select(
        _l.id.label("step_id"),
        _t.id.label("timesheet_id"),
        _t.to_date,
        _l.status,
        _l.actor,
        func.coalesce(users.c.display_name, _l.actor).label("actor_name"),
        _l.updated_at,
        _l.comment,
        _l.time_spent_seconds,
    )
    .join(timesheets, _t.id == _l.timesheet_id)
    .outerjoin(users, users.c.account_id == _l.actor)
    .where(_t.account_id == bindparam("account_id"), _t.from_date == bindparam("first_day"))
    .subquery()
)
_one_row = select(literal(1).label("one")).subquery()
_background = (
    select(global_configuration.c.id, *COLUMNS, _a.key, *_steps.c)
    .select_from(_one_row)
    .outerjoin(global_configuration, true())
    .outerjoin(work_attributes, _a.type == "ACCOUNT")
    .outerjoin(_steps, true())
    .order_by(_steps.c.step_id)
)


def background(db: Connection, account_id: str, first_day: dt.date) -> Background:
    """The configuration, the attributes for accounts, and the steps of a user's timesheets that start on this day; in one statement."""
    rows: Any = db.execute(_background, {"account_id": account_id, "first_day": first_day}).all()
    width = 1 + len(COLUMNS)
    id, *stored = rows[0][:width]
    steps = {row[width + 1]: StoredStep(*row[width + 2 :]) for row in rows if row[width + 1] is not None}
    return Background(
        ConfigurationRecord(*stored) if id is not None else ConfigurationRecord(),
        frozenset(row[width] for row in rows if row[width] is not None),
        list(steps.values()),
    )
