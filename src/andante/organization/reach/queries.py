"""Finds the users and days over which the caller or other users hold permissions through teams, without a permission check."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.teams.rules import Span
from andante.scopes import Permission

from . import rules, store


def within_reach(
    call: Call, permissions: Collection[Permission], person: ColumnElement[str], day: ColumnElement[dt.date]
) -> ColumnElement[bool]:
    """The condition that the caller may access a person's day: it is the caller's own, or the caller holds any of the permissions
    over a team that the person was in on that day. If these teams have no members, the condition is only the first part."""
    people = store.people_within_reach(call.db, call.me, permissions)
    return store.within_reach(call.me, permissions, people, person, day) if people else person == call.me


def people_within_reach(call: Call, permissions: Collection[Permission]) -> list[str]:
    """The past, current and future members of the teams over which the caller holds any of the permissions."""
    return store.people_within_reach(call.db, call.me, permissions)


def spans_within_reach(call: Call, permissions: Collection[Permission], people: Collection[str]) -> dict[str, list[Span]]:
    """The days on which these people were in teams over which the caller holds any of the permissions."""
    return store.spans_within_reach(call.db, call.me, permissions, people)


def first_out_of_reach(call: Call, permissions: Collection[Permission], pairs: Iterable[tuple[str, dt.date]]) -> tuple[str, dt.date] | None:
    """The first (person, day) over which the caller doesn't hold any of the permissions through a team. None if there isn't one."""
    wanted = set(pairs)
    spans = store.spans_within_reach(call.db, call.me, permissions, {person for person, _ in wanted})
    return rules.first_outside(wanted, spans)


def held_over(call: Call, people: Collection[str], first: dt.date, last: dt.date) -> dict[str, frozenset[Permission]]:
    """The permissions that the caller holds over these people through teams, on any of the days from first to last."""
    return store.held_over(call.db, call.me, people, first, last)


def within_reach_during(
    call: Call,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that the caller may access a range of a person's days: it is the caller's own, or the caller holds any of the
    permissions over a team that the person was in on any of the days."""
    return store.within_reach_during(call.me, permissions, person, first, last)


def reviewers(call: Call, person: str | None, permission: Permission, first: dt.date, last: dt.date) -> list[str]:
    """The account ids of the active users who hold the permission over everyone, or over a team that the person was in on any of
    these days. None stands for a generic resource, which is in no team. The result may contain the person."""
    return sorted(store.reviewers(call.db, person, permission, first, last))


def leads_of(call: Call, person: str, first: dt.date, last: dt.date) -> list[str]:
    """The other leads of this person's teams on any of these days. The lead of the team with the largest commitment is first."""
    return store.leads_of(call.db, person, first, last)
