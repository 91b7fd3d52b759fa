"""The statements that load the timesheets of many users. Each one loads all that it can join, because a page may run only a few."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, case, func, literal, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.db import in_ranges
from andante.organization.teams.rules import Span
from andante.organization.teams.store import overlaps, team_memberships, teams
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import IN_REVIEW, TimesheetRecord
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from .rules import DayFacts, Listed, TeamMember

Condition = ColumnElement[bool]
OverDays = Callable[[ColumnElement[str], ColumnElement[dt.date], ColumnElement[dt.date]], Condition]
"""Returns a condition on a user and the first and last of their days."""

_u, _t, _w, _v = users.c, timesheets.c, worklogs.c, worklog_attribute_values.c
_reviewers, _actors = users.alias("reviewers"), users.alias("actors")
_SHEET = ("id", "from_date", "to_date", "status", "reviewer_id", "comment", "actor", "updated_at", "required_seconds", "time_spent_seconds")
_names = _reviewers.c.display_name, func.coalesce(_actors.c.display_name, _t.actor)
_ranges, _in_range = in_ranges("ranges", _w.author_id, _w.start_date)
_has_account = select(_v.worklog_id).where(_v.worklog_id == _w.id, _v.account_id.is_not(None)).exists()
_facts = (
    select(
        _w.author_id,
        _w.start_date,
        func.sum(_w.time_spent_seconds),
        func.sum(_w.billable_seconds),
        func.sum(case((_w.description == "", 1), else_=0)),
        func.sum(case((_has_account, 0), else_=1)),
        func.max(_w.created_at),
        func.max(_w.updated_at),
    )
    .join(_ranges, _in_range)
    .group_by(_w.author_id, _w.start_date)
    .order_by(_w.author_id, _w.start_date)
)


def listed(db: Connection, me: str, since: dt.date, period: Period, may_see: OverDays, may_review: OverDays) -> list[Listed]:
    """The timesheets of a period, and those that wait for approval and end on `since` or later; by start and name. Active users have a
    timesheet of the period even if they never submitted it. `may_see` and `may_review` are the conditions on users and days under which the
    caller may see and review timesheets that aren't their own."""
    is_reviewer, own = _t.reviewer_id == me, _u.account_id == me
    stored = _t.from_date, _t.to_date
    chosen = literal(period.from_, Date), literal(period.to, Date)
    waits = _select(stored, me, may_review).join(timesheets, _t.account_id == _u.account_id)
    waits = waits.where(_t.status == IN_REVIEW, _t.to_date >= since, or_(own, is_reviewer, may_see(_u.account_id, *stored)))
    is_of_period = and_(_t.account_id == _u.account_id, _t.from_date == period.from_, _t.to_date == period.to)
    of_period = _select(chosen, me, may_review).outerjoin(timesheets, is_of_period)
    of_period = of_period.where(or_(_u.active, _t.id.is_not(None)), or_(own, is_reviewer, may_see(_u.account_id, *chosen)))
    queries: Any = [
        query.outerjoin(_reviewers, _reviewers.c.account_id == _t.reviewer_id).outerjoin(_actors, _actors.c.account_id == _t.actor)
        for query in (waits, of_period)
    ]
    found = [_listed(row, period) for row in db.execute(union(*queries))]
    return sorted(found, key=lambda each: (each.sheet.from_date, each.name.casefold(), each.sheet.account_id))


def _select(days: tuple[ColumnElement[dt.date], ColumnElement[dt.date]], me: str, may_review: OverDays) -> Any:
    """A user's own timesheet has them as reviewer only if they are an administrator without a lead."""
    reviews = and_(_t.id.is_not(None), or_(_t.reviewer_id == me, and_(_u.account_id != me, may_review(_u.account_id, *days))))
    return select(_u.account_id, _u.display_name, reviews, *_names, *(_t[name] for name in _SHEET)).select_from(users)


def _listed(row: Any, period: Period) -> Listed:
    account_id, name, may_review, reviewer_name, actor_name, *sheet = row
    if sheet[0] is None:
        record = TimesheetRecord(account_id=account_id, from_date=period.from_, to_date=period.to)
    else:
        record = TimesheetRecord(account_id=account_id, **dict(zip(_SHEET, sheet, strict=True)))
    return Listed(record, name, reviewer_name, actor_name, bool(may_review))


def facts(db: Connection, ranges: Collection[tuple[str, dt.date, dt.date]]) -> dict[str, dict[dt.date, DayFacts]]:
    """What the worklogs of each day add up to, by author and day. `ranges`: users with their first and last day."""
    found: dict[str, dict[dt.date, DayFacts]] = {account_id: {} for account_id, _, _ in ranges}
    for account_id, day, *of_day in db.execute(_facts, {"ranges": list(ranges)}):
        found[account_id][day] = DayFacts(*of_day)
    return found


def team_members(db: Connection, team_ids: Select[int], first: dt.date, last: dt.date) -> list[TeamMember]:
    """The memberships in these teams on any of these days, by name of the team."""
    member = team_memberships.c
    query = select(teams.c.id, teams.c.name, member.account_id, member.from_date, member.to_date).join(
        team_memberships, member.team_id == teams.c.id
    )
    rows = db.execute(query.where(teams.c.id.in_(team_ids), overlaps(member, first, last)).order_by(teams.c.name, teams.c.id, member.id))
    return [TeamMember(id, name, account_id, Span(start, end)) for id, name, account_id, start, end in rows]
