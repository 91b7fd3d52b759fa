"""The SQL statements for the permissions that users hold over each other through teams, on given days."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.db import in_values
from andante.organization.grants.store import holders_everywhere
from andante.organization.teams.rules import LEAD_HOLDS, Span
from andante.organization.teams.store import (
    AS_LEAD,
    MAX_IN_VALUES,
    active_on,
    ids_of_permitted_teams,
    keys_that_include,
    other_memberships,
    overlaps,
    team_memberships,
    team_permissions,
    teams,
)
from andante.scopes import Permission

_t, _m, _other = teams.c, team_memberships.c, other_memberships.c


def held_over(db: Connection, account_id: str, people: Collection[str], first: dt.date, last: dt.date) -> dict[str, frozenset[Permission]]:
    """The permissions that the user holds over these people through teams, on any of the days from first to last."""
    held = team_permissions().c
    conditions = (held.account_id == account_id, held.team_id == _m.team_id, in_values(_m.account_id, people), overlaps(_m, first, last))
    over: dict[str, set[Permission]] = {}
    for person, key in db.execute(select(_m.account_id, held.key).where(*conditions).distinct()):
        over.setdefault(person, set()).update(LEAD_HOLDS if key == AS_LEAD else {Permission(key)})
    return {person: frozenset(keys) for person, keys in over.items()}


def reviewers(db: Connection, person: str | None, permission: Permission, first: dt.date, last: dt.date) -> list[str]:
    """The active users who hold the permission over everyone, or over a team that the person was in on any of the days from first
    to last. None stands for a generic resource, which is in no team."""
    held = team_permissions().c
    over_teams = select(held.account_id).join(team_memberships, _m.team_id == held.team_id)
    over_teams = over_teams.where(_m.account_id == person, held.key.in_(keys_that_include([permission])), overlaps(_m, first, last))
    holders = users.c.account_id.in_(holders_everywhere(permission).union(over_teams))
    return list(db.scalars(select(users.c.account_id).where(users.c.active, holders)))


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
    query = select(_m.account_id, _m.from_date, _m.to_date)
    spans: dict[str, list[Span]] = {}
    held = _m.team_id.in_(ids_of_permitted_teams(account_id, permissions))
    for person, start, end in db.execute(query.where(held, in_values(_m.account_id, people))):
        spans.setdefault(person, []).append(Span(start, end))
    return spans
