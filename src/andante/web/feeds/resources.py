"""Calendar feeds: a user's schedule and plans as iCalendar, for calendar programs that subscribe to a URL."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from falcon import Request, Response

from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import queries as projects
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.errors import FaultCode, Forbidden, Invalid
from andante.kit.server import Authenticator, touch
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plan_search import actions as plans
from andante.planning.plan_search.rules import PlanSearch
from andante.schedules.user_schedules import actions as schedule
from andante.scopes import Scope

SCHEDULE_PATH, PLANS_PATH = "/4-andante/schedule.ics", "/4-andante/plans.ics"
DAYS_BEFORE, DAYS_AFTER = 31, 366
CACHE_SECONDS = 3600
MAX_EVENTS = 5_000
"""A calendar has at most this many events, which take half a second to write: twelve on each day."""


class Feed(NamedTuple):
    """A kind of feed. `scope`: the only scope that its tokens have. `render`: the calendar of a user from one day to another,
    as iCalendar."""

    path: str
    scope: Scope
    render: Callable[[Call, UserRecord, dt.date, dt.date], bytes]


class FeedResource:
    """Serves a feed, from a month ago to a year ahead.

    Calendar programs can't send headers, so the token is in the URL, where logs and other people can see it. So
    only tokens whose single scope is this feed are accepted.
    """

    def __init__(self, feed: Feed, authenticator: Authenticator, database: Database) -> None:
        self.feed = feed
        self.authenticator = authenticator
        self.database = database

    def on_get(self, req: Request, resp: Response) -> None:
        token = req.get_param("token") or ""
        with self.database.call(lambda db, now: self.authenticator.authenticate(db, now, token)) as call:
            if call.caller.scopes != frozenset([str(self.feed.scope)]):
                raise Forbidden(f"A feed accepts only a token that has the scope {self.feed.scope} and no other.")
            resp.data = self._render(call)
        touch(self.authenticator, self.database, call.caller)
        resp.content_type = "text/calendar; charset=utf-8"
        resp.cache_control = ["private", f"max-age={CACHE_SECONDS}"]

    def _render(self, call: Call) -> bytes:
        user = people.find(call, call.me)
        today = clock.today(call.now, user.time_zone)
        return self.feed.render(call, user, today - dt.timedelta(days=DAYS_BEFORE), today + dt.timedelta(days=DAYS_AFTER))


def schedule_calendar(call: Call, user: UserRecord, start: dt.date, end: dt.date) -> bytes:
    """A user's schedule as iCalendar."""
    from andante.schedules.calendars.ical_writer import (
        schedule_to_ical,  # at its first use: iCalendar needs memory, and few people use feeds
    )

    days = schedule.days_of_user(call, user.account_id, start, end)
    return schedule_to_ical(user.account_id, user.display_name, days, call.now)


def plans_calendar(call: Call, user: UserRecord, start: dt.date, end: dt.date) -> bytes:
    """A user's plans as iCalendar, with one event for each planned day."""
    from andante.schedules.calendars.ical_writer import PlannedDay, plans_to_ical

    found = plans.of_user(call, user.account_id, PlanSearch(from_=start, to=end))
    expand = plan_days.expander(call, found, start, end)
    titles = _plan_titles(call, found)
    days = [
        PlannedDay(plan.id, day, plan.start_time, seconds, titles[plan.id], plan.description or "")
        for plan in found
        for day, seconds in expand(plan).days.items()
    ]
    if len(days) > MAX_EVENTS:
        raise Invalid("", FaultCode.TOO_LARGE, f"The calendar has more than {MAX_EVENTS} planned days")
    return plans_to_ical(user.display_name, user.time_zone, days, call.now)


def _plan_titles(call: Call, found: list[PlanRecord]) -> dict[int, str]:
    """The key and name of each plan's issue or project, by the plan's id."""
    plan_issues = issues.by_ids_or_keys(call, {str(plan.issue_id) for plan in found if plan.issue_id})
    plan_projects = projects.by_ids(call, {plan.project_id for plan in found if plan.project_id})
    titles: dict[int, str] = {}
    for plan in found:
        issue, project = plan_issues.get(str(plan.issue_id)), plan_projects.get(plan.project_id or 0)
        titles[plan.id] = f"{issue.key} {issue.summary}" if issue else f"{project.key} {project.name}" if project else ""
    return titles


FEEDS = (Feed(SCHEDULE_PATH, Scope.SCHEDULE_FEED, schedule_calendar), Feed(PLANS_PATH, Scope.PLANS_FEED, plans_calendar))
