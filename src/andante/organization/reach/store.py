"""The SQL statements for the permissions that users hold over each other through teams, on given days."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Date, null, select, type_coerce, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.db import in_values
from andante.organization.grants.store import holders_everywhere
from andante.organization.teams.rules import Span
from andante.organization.teams.store import (
    MAX_IN_VALUES,
    active_on,
    ids_of_permitted_teams,
    ids_of_teams,
    keys_that_include,
    other_memberships,
    overlaps,
    team_memberships,
    team_permissions,
    teams,
)
from andante.scopes import Permission

null_date = type_coerce(null(), Date)

_t, _m, _other = teams.c, team_memberships.c, other_memberships.c


def spans_of_reviewers(
    db: Connection, person: str | None, permission: Permission, *teams_that: ColumnElement[bool]
) -> tuple[dict[str, list[Span]], dict[str, str]]:
    """The days on which active users hold the permission over everyone, or over the person through teams that meet the conditions; and
    the names of these users. None stands for a generic resource, which is in no team."""
    held = team_permissions().c
    over_teams = select(held.account_id, _m.from_date, _m.to_date).where(held.team_id == _m.team_id, _m.account_id == person)
    over_teams = over_teams.where(held.key.in_(keys_that_include([permission])), _m.team_id.in_(ids_of_teams(*teams_that)))
    everywhere = holders_everywhere(permission).subquery().c
    always = select(everywhere.account_id, null_date.label("from_date"), null_date.label("to_date"))
    found = union_all(over_teams, always).subquery().c
    query = select(found.account_id, found.from_date, found.to_date, users.c.display_name)
    rows = db.execute(query.join(users, users.c.account_id == found.account_id).where(users.c.active)).all()
    return _spans_by_user(row[:3] for row in rows), {row.account_id: row.display_name for row in rows}


def spans_of_leads(db: Connection, person: str, first: dt.date, last: dt.date) -> dict[str, list[Span]]:
    """The days on which the other active leads of this person's teams led them. The lead of the team with the largest commitment on
    any of the days from first to last is first."""
    query = select(_t.lead_id, _m.from_date, _m.to_date).join(teams, _t.id == _m.team_id).join(users, users.c.account_id == _t.lead_id)
    query = query.where(_m.account_id == person, _t.lead_id != person, users.c.active, overlaps(_m, first, last))
    return _spans_by_user(db.execute(query.order_by(_m.commitment_percent.desc(), _t.id)))


def _spans_by_user(rows: Iterable[Any]) -> dict[str, list[Span]]:
    """Groups rows of account ids with the first day of a membership and the first day after it."""
    spans: dict[str, list[Span]] = {}
    for account_id, start, end in rows:
        spans.setdefault(account_id, []).append(Span(start, end))
    return spans


def leads_of(db: Connection, person: str, first: dt.date, last: dt.date) -> list[str]:
    """The other leads of this person's teams on any of these days. The lead of the team with the largest commitment is first."""
    query = select(_t.lead_id).join(team_memberships, _m.team_id == _t.id).where(_m.account_id == person, overlaps(_m, first, last))
    found = db.scalars(query.where(_t.lead_id != person).order_by(_m.commitment_percent.desc(), _t.id))
    return [lead for lead in found if lead]


def within_reach_during(
    account_id: str,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that the person is the user, or was on any of the days in a team over which the user holds any of the
    permissions."""
    held = _other.team_id.in_(ids_of_permitted_teams(account_id, permissions))
    return (person == account_id) | select(_other.id).where(held, _other.account_id == person, overlaps(_other, first, last)).exists()


def within_reach_throughout(
    account_id: str,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that the person is the user, or was on each of the days in a team over which the user holds any of the
    permissions: on the first one, and on each day after the end of such a membership."""

    def was_member(person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
        memberships = team_memberships.alias().c
        held = memberships.team_id.in_(ids_of_permitted_teams(account_id, permissions))
        return select(memberships.id).where(held, memberships.account_id == person, active_on(memberships, day)).exists()

    held = _other.team_id.in_(ids_of_permitted_teams(account_id, permissions))
    ends = (_other.account_id == person, _other.to_date > first, _other.to_date <= last)
    # SQLAlchemy correlates a subquery only with the query around it, so the inner one must not use `person`.
    next_day = was_member(_other.account_id, cast("ColumnElement[dt.date]", _other.to_date))
    gap = select(_other.id).where(held, *ends, ~next_day).exists()
    return (person == account_id) | (was_member(person, first) & ~gap)


def within_reach(
    account_id: str,
    permissions: Collection[Permission],
    people: Sequence[str],
    person: ColumnElement[str],
    day: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that the person is the user, or was on that day in a team over which the user holds any of the permissions.

    `person` and `day` are columns of the outer query. `people` are the members of these teams. The condition lists them as plain
    values, so that the planner uses an index that starts with the person. A long list is left out: then most rows match, and another
    index is better.
    """
    held = _other.team_id.in_(ids_of_permitted_teams(account_id, permissions))
    reached = (person == account_id) | select(_other.id).where(held, _other.account_id == person, active_on(_other, day)).exists()
    return person.in_([account_id, *people]) & reached if len(people) <= MAX_IN_VALUES else reached


def people_within_reach(db: Connection, account_id: str, permissions: Collection[Permission]) -> list[str]:
    """The past, current and future members of the teams over which the user holds any of the permissions."""
    query = select(_m.account_id).where(_m.team_id.in_(ids_of_permitted_teams(account_id, permissions))).distinct()
    return list(db.scalars(query.order_by(_m.account_id)))


def spans_within_reach(
    db: Connection, account_id: str, permissions: Collection[Permission], people: Collection[str]
) -> dict[str, list[Span]]:
    """The days on which these people were in teams over which the user holds any of the permissions."""
    held = _m.team_id.in_(ids_of_permitted_teams(account_id, permissions))
    query = select(_m.account_id, _m.from_date, _m.to_date).where(held, in_values(_m.account_id, people))
    return _spans_by_user(db.execute(query))
