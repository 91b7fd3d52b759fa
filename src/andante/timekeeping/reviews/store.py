"""The statements that load the timesheets of many users. Each one loads all that it can join, because a page may run only a few."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, case, func, literal, or_, select, true, union, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import has_account
from andante.directory.people.store import users
from andante.kit.db import in_ranges, in_values
from andante.organization.teams.rules import Span
from andante.organization.teams.store import overlaps, team_memberships, teams
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import IN_REVIEW, TimesheetRecord
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from .rules import DayFacts, Listed, TeamMember

Condition = ColumnElement[bool]
Days = Sequence[ColumnElement[dt.date]]
"""The first and the last day."""

OverDays = Callable[[ColumnElement[str], ColumnElement[dt.date], ColumnElement[dt.date]], Condition]
"""Returns a condition on a user and the first and last of their days."""

_u, _t, _w, _v = users.c, timesheets.c, worklogs.c, worklog_attribute_values.c
_reviewers, _actors = users.alias("reviewers"), users.alias("actors")
_STATE = ("id", "status", "reviewer_id", "comment", "actor", "updated_at", "required_seconds", "time_spent_seconds")
_names = _reviewers.c.display_name, func.coalesce(_actors.c.display_name, _t.actor)
_ranges, _in_range = in_ranges("ranges", _w.author_id, _w.start_date)
_names_account = select(_v.worklog_id).where(_v.worklog_id == _w.id, _v.account_id.is_not(None)).exists()
_has_account = _names_account | has_account(_w.issue_id)
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


def listed(db: Connection, me: str, since: dt.date, period: Period | None, may_see: OverDays, may_review: OverDays) -> list[Listed]:
    """The timesheets that wait for approval and end on `since` or later, and those of a period, if there is one; by start and name. Active
    users have a timesheet of the period even if they never submitted it. `may_see` and `may_review` are the conditions on users and days
    under which the caller may see and review timesheets that aren't their own."""
    stored = _t.from_date, _t.to_date
    waits = _select(stored, me, may_review).join(timesheets, _t.account_id == _u.account_id)
    queries = [waits.where(_t.status == IN_REVIEW, _t.to_date >= since, _is_visible(me, stored, may_see))]
    if period:
        chosen = _dates(period)
        of_period = _select(chosen, me, may_review).outerjoin(timesheets, _is_of(chosen))
        queries.append(of_period.where(or_(_u.active, _t.id.is_not(None)), _is_visible(me, chosen, may_see)))
    found = map(_listed, db.execute(union(*map(_with_names, queries))))
    return sorted(found, key=_order)


def by_period(
    db: Connection, me: str, account_ids: Collection[str], periods: Collection[Period], may_see: OverDays, may_review: OverDays
) -> list[tuple[Listed, int]]:
    """The timesheets of these users and periods, each with its logged seconds; by name and period. Active users have a timesheet even if
    they never submitted it."""
    days = union_all(*(select(*_dates(period)) for period in periods)).subquery("periods")
    chosen = days.c.from_date, days.c.to_date
    logged = select(func.coalesce(func.sum(_w.time_spent_seconds), 0)).where(_w.author_id == _u.account_id, _w.start_date.between(*chosen))
    query = _select(chosen, me, may_review).add_columns(logged.scalar_subquery()).join(days, true())
    query = _with_names(query.outerjoin(timesheets, _is_of(chosen)))
    query = query.where(in_values(_u.account_id, account_ids), or_(_u.active, _t.id.is_not(None)))
    query = query.where(_is_visible(me, chosen, may_see))
    found = [(_listed(row), int(seconds)) for *row, seconds in db.execute(query)]
    return sorted(found, key=lambda each: _order(each[0])[1:] + _order(each[0])[:1])


def _dates(period: Period) -> list[ColumnElement[dt.date]]:
    return [literal(period.from_, Date).label("from_date"), literal(period.to, Date).label("to_date")]


def _is_visible(me: str, days: Days, may_see: OverDays) -> Condition:
    return or_(_u.account_id == me, _t.reviewer_id == me, may_see(_u.account_id, *days))


def _is_of(days: Days) -> Condition:
    """The condition that a timesheet is that of the user and these days."""
    return and_(_t.account_id == _u.account_id, _t.from_date == days[0], _t.to_date == days[1])


def _with_names(query: Any) -> Any:
    query = query.outerjoin(_reviewers, _reviewers.c.account_id == _t.reviewer_id)
    return query.outerjoin(_actors, _actors.c.account_id == _t.actor)


def _order(listed: Listed) -> tuple[dt.date, str, str]:
    return listed.sheet.from_date, listed.name.casefold(), listed.sheet.account_id


def _select(days: Days, me: str, may_review: OverDays) -> Any:
    """A user's own timesheet has them as reviewer only if they are an administrator without a lead."""
    reviews = or_(_t.reviewer_id == me, and_(_u.account_id != me, may_review(_u.account_id, *days)))
    return select(_u.display_name, reviews, *_names, _u.account_id, *days, *(_t[name] for name in _STATE)).select_from(users)


def _listed(row: Any) -> Listed:
    name, may_review, reviewer_name, actor_name, account_id, from_date, to_date, id, *state = row
    stored = dict(zip(_STATE[1:], state, strict=True)) | {"id": id} if id is not None else {}
    sheet = TimesheetRecord(account_id=account_id, from_date=from_date, to_date=to_date, **stored)
    return Listed(sheet, name, reviewer_name, actor_name, bool(may_review))


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
