"""Loads what notifications are made from, for all users at once, and counts unread ones, without a permission check."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property

from andante.kit import clock
from andante.kit.call import Call
from andante.kit.clock import SECONDS_PER_DAY
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs import queries as worklogs

from . import store
from .rules import REMINDER, Membership, Reason, Recipient, TimesheetStep

UNREAD = store.unread
"""The number of unread notifications of the user in a row of `users`, for the statement that authenticates pages."""

STEP_SECONDS = 3 * SECONDS_PER_DAY
"""Users aren't notified of steps that were taken before this time."""

REMINDER_DAYS = 7
"""Users aren't reminded of periods and days that ended more than this many days ago."""

LOADED_DAYS = 31 + REMINDER_DAYS + 2
"""The days of a month that ended `REMINDER_DAYS` ago, and one for time zones."""

DAY = dt.timedelta(days=1)


class Situation:
    """What the kinds look at. Each part is loaded once, for all users, in a fixed number of statements."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.today = clock.today(call.now, "UTC")
        self.first = self.today - LOADED_DAYS * DAY
        self.configuration = configuration.current(call)
        self.recipients = store.recipients(call.db, self.configuration.company_language)

    @cached_property
    def steps(self) -> list[TimesheetStep]:
        return store.latest_steps(self.call.db, clock.later(self.call.now, -STEP_SECONDS))

    @cached_property
    def reminders(self) -> list[Reason]:
        """The reminders of reviewers that are to be sent by mail."""
        return store.unsent(self.call.db, REMINDER)

    @cached_property
    def memberships(self) -> dict[str, list[Membership]]:
        return store.memberships(self.call.db, self.first)

    @cached_property
    def submitted(self) -> dict[str, list[Period]]:
        return store.locked_periods(self.call.db, self.first)

    @cached_property
    def schedule(self) -> dict[str, Sequence[ScheduleDay]]:
        return schedules.days(self.call, self.memberships, self.first, self.today + DAY)

    @cached_property
    def logged(self) -> dict[str, dict[dt.date, int]]:
        return worklogs.seconds_by_day(self.call, self.memberships, self.today - (REMINDER_DAYS + 1) * DAY, self.today + DAY)

    def members(self) -> Iterator[Recipient]:
        """The active users who are in a team."""
        return (self.recipients[account_id] for account_id in self.memberships)

    def required(self, account_id: str, first: dt.date, last: dt.date) -> dict[dt.date, int]:
        """The required seconds of the days that have any."""
        days = self.schedule[account_id][max((first - self.first).days, 0) : (last - self.first).days + 1]
        return {day.date: day.required_seconds for day in days if day.required_seconds}

    def is_submitted(self, account_id: str, period: Period) -> bool:
        """Whether any day of the period is in a timesheet that is in review or approved."""
        return any(locked.from_ <= period.to and period.from_ <= locked.to for locked in self.submitted.get(account_id, ()))


def with_due_mail(call: Call) -> set[str]:
    """The account ids of the users for whom mails are due."""
    return store.with_due_mail(call.db, call.now)
