"""Loads the schedule of one user. All users may see all schedules."""

import datetime as dt
from collections.abc import Sequence

from andante.directory.people import queries as people
from andante.kit.call import Call

from . import queries
from .rules import ScheduleDay


def days_of_user(call: Call, account_id: str, start: dt.date, end: dt.date) -> Sequence[ScheduleDay]:
    """The days of a user's schedule in a range. Raises NotFound if the user doesn't exist."""
    people.find(call, account_id)
    return queries.days(call, [account_id], start, end)[account_id]
