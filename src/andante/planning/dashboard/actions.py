"""Loads what a team lead should do something about."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.planning.plan_search import queries as plan_search
from andante.planning.plans import queries as plans
from andante.planning.weeks.rules import week_containing
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.reviews import actions as reviews
from andante.timekeeping.reviews.rules import Listed
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import rules, store
from .rules import Load, Missing

WEEK = dt.timedelta(days=6)


class Dashboard(Struct, frozen=True):
    """`people` is the number of users whose time the caller may view, `waiting` are the timesheets that the caller may approve, oldest
    first. `loads` are empty if nothing is planned at all."""

    people: int
    missing: Sequence[Missing]
    waiting: Sequence[Listed]
    week: Period
    loads: Sequence[Load]

    @property
    def over(self) -> list[Load]:
        return [load for load in self.loads if load.percent > rules.OVER_PERCENT]

    @property
    def under(self) -> list[Load]:
        """The lowest load first."""
        return [load for load in reversed(self.loads) if load.percent < rules.UNDER_PERCENT]


def leads(call: Call) -> bool:
    """Whether the caller may view anyone else's time, now or at another time."""
    if call.may(*VIEW_PERMISSIONS):
        return people.others_exist(call)
    return bool(set(reach.people_within_reach(call, VIEW_PERMISSIONS)) - {call.me})


def find(call: Call, week_start: int | None = None) -> Dashboard:
    """Missing time of the last days, timesheets that wait, and planned time of this week. `week_start` is an ISO weekday, by default that
    of the configuration. It runs six statements."""
    first, last = call.today - rules.PAST_DAYS * dt.timedelta(days=1), call.today + WEEK
    others, configured = store.people(
        call.db, call.me, first, last, reviews.over_days(call, VIEW_PERMISSIONS), reviews.over_days(call, plans.VIEW_PERMISSIONS)
    )
    waiting = reviews.waiting(call)
    week = week_containing(call.today, week_start or configured)
    if not others:
        return Dashboard(0, [], waiting, week, [])
    account_ids = [person.account_id for person in others]
    planned, required = plan_search.planned_and_required(call, account_ids, first, last)
    logged = worklogs.seconds_by_day(call, account_ids, first, last)
    past = Period(first, call.today - dt.timedelta(days=1)).days()
    loads = rules.loads(others, week, required, planned)
    return Dashboard(
        people=len(others),
        missing=rules.missing(others, past, required, logged),
        waiting=waiting,
        week=week,
        loads=loads if any(load.planned_seconds for load in loads) else [],
    )
