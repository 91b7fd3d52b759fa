"""Calendar feeds: for programs that can send no headers, the token stands in the address."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from falcon import Request, Response

from andante.directory.issues import actions as issues
from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import actions as projects
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.errors import Forbidden
from andante.kit.server import Authenticator, touch
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plan_search import actions as plans
from andante.planning.plan_search.rules import PlanSearch
from andante.schedules.calendars.rules import PlannedDay, plans_to_ical, schedule_to_ical
from andante.schedules.user_schedules import actions as schedule
from andante.scopes import Scope

PATH, PLANS_PATH = "/4-andante/schedule.ics", "/4-andante/plans.ics"
DAYS_BEFORE, DAYS_AFTER = 31, 366
POLLED_SECONDS = 3600


class Feed(NamedTuple):
    """What of its token's owner a feed tells from one day to another, and the one scope that its token has."""

    path: str
    scope: Scope
    calendar_of: Callable[[Call, UserRecord, dt.date, dt.date], bytes]


class Answering:
    """Answers a feed, from a month ago to a year ahead. Only a token that opens nothing else is taken: addresses end up in
    logs and in the hands of others."""

    def __init__(self, feed: Feed, authenticator: Authenticator, database: Database) -> None:
        self.feed = feed
        self.authenticator = authenticator
        self.database = database

    def on_get(self, req: Request, resp: Response) -> None:
        token = req.get_param("token") or ""
        with self.database.call(lambda db, now: self.authenticator.authenticate(db, now, token)) as call:
            if call.caller.scopes != frozenset([str(self.feed.scope)]):
                raise Forbidden(f"A feed takes only a token with the scope {self.feed.scope} and no other.")
            resp.data = self._calendar(call)
        touch(self.authenticator, self.database, call.caller)
        resp.content_type = "text/calendar; charset=utf-8"
        resp.cache_control = ["private", f"max-age={POLLED_SECONDS}"]

    def _calendar(self, call: Call) -> bytes:
        person = people.find(call, call.me)
        today = clock.today(call.now, person.time_zone)
        return self.feed.calendar_of(call, person, today - dt.timedelta(days=DAYS_BEFORE), today + dt.timedelta(days=DAYS_AFTER))


def schedule_of(call: Call, person: UserRecord, start: dt.date, end: dt.date) -> bytes:
    """A person's schedule as iCalendar."""
    days = schedule.days_of_user(call, person.account_id, start, end)
    return schedule_to_ical(person.account_id, person.display_name, days, call.now)


def plans_of(call: Call, person: UserRecord, start: dt.date, end: dt.date) -> bytes:
    """A person's plans as iCalendar: an event for each planned day."""
    found = plans.of_user(call, person.account_id, PlanSearch(from_=start, to=end))
    expand = plan_days.expander(call, found, start, end)
    names = _names(call, found)
    days = (
        PlannedDay(plan.id, day, plan.start_time, seconds, names[plan.id], plan.description or "")
        for plan in found
        for day, seconds in expand(plan).days.items()
    )
    return plans_to_ical(person.display_name, person.time_zone, days, call.now)


def _names(call: Call, found: list[PlanRecord]) -> dict[int, str]:
    """What each plan is for, in words."""
    of_issues = issues.named(call, {str(plan.issue_id) for plan in found if plan.issue_id})
    of_projects = projects.by_ids(call, {plan.project_id for plan in found if plan.project_id})
    words: dict[int, str] = {}
    for plan in found:
        issue, project = of_issues.get(str(plan.issue_id)), of_projects.get(plan.project_id or 0)
        words[plan.id] = f"{issue.key} {issue.summary}" if issue else f"{project.key} {project.name}" if project else ""
    return words


FEEDS = (Feed(PATH, Scope.SCHEDULE_FEED, schedule_of), Feed(PLANS_PATH, Scope.PLANS_FEED, plans_of))
