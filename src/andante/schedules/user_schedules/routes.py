"""Handles the operations of user schedules."""

import datetime as dt

from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import DateSpan, Results
from andante.schedules.holidays.routes import render as render_holiday

from . import actions, wire
from .rules import ScheduleDay
from .wire import DaySchedule


@handles(wire.get_authenticated_user_schedule)
def get_authenticated_user_schedule(call: Call, dates: DateSpan) -> Results[DaySchedule]:
    return _schedule(call, call.me, dates.from_, dates.to)


@handles(wire.get_user_schedule)
def get_user_schedule(call: Call, account_id: str, dates: DateSpan) -> Results[DaySchedule]:
    return _schedule(call, account_id, dates.from_, dates.to)


def _schedule(call: Call, account_id: str, start: dt.date, end: dt.date) -> Results[DaySchedule]:
    return call.results(list(actions.days_of_user(call, account_id, start, end)), render)


def render(call: Call, day: ScheduleDay) -> DaySchedule:
    holiday = render_holiday(call, day.holiday) if day.holiday else None
    return DaySchedule(date=day.date, required_seconds=day.required_seconds, type=day.type, holiday=holiday)
