"""Over whom the caller holds a permission through a team, and who else does: nothing here asks whether the caller may know."""

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
    """The condition that a person's day is within the caller's reach: it is their own, or they hold any of the permissions
    over a team that this person was in on that day. Whose teams have nobody in them gets the plain condition."""
    people = store.people_within_reach(call.db, call.me, permissions)
    return store.within_reach(call.me, permissions, people, person, day) if people else person == call.me


def people_within_reach(call: Call, permissions: Collection[Permission]) -> list[str]:
    """Who is, was or will be in a team over which the caller holds any of the permissions."""
    return store.people_within_reach(call.db, call.me, permissions)


def spans_within_reach(call: Call, permissions: Collection[Permission], people: Collection[str]) -> dict[str, list[Span]]:
    """On which days these people were in teams over which the caller holds any of the permissions."""
    return store.spans_within_reach(call.db, call.me, permissions, people)


def first_out_of_reach(call: Call, permissions: Collection[Permission], pairs: Iterable[tuple[str, dt.date]]) -> tuple[str, dt.date] | None:
    """The first (person, day) over which the caller holds none of the permissions through a team; None where all are
    within reach."""
    wanted = set(pairs)
    spans = store.spans_within_reach(call.db, call.me, permissions, {person for person, _ in wanted})
    return rules.first_outside(wanted, spans)


def held_over(call: Call, people: Collection[str], first: dt.date, last: dt.date) -> dict[str, frozenset[Permission]]:
    """What the caller holds over those of these people who were in a team of theirs on any of the days from first to last."""
    return store.held_over(call.db, call.me, people, first, last)


def within_reach_during(
    call: Call,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that a range of a person's days is the caller's own, or that they hold any of the permissions over a
    team that this person was in on any day of it."""
    return store.within_reach_during(call.me, permissions, person, first, last)


def reviewers(call: Call, person: str | None, permission: Permission, first: dt.date, last: dt.date) -> list[str]:
    """Who may review what this person does on these days, or what a generic resource (None) does, by account id: active
    people who hold the permission over everyone, or over a team in which the person was on any of the days. Whether they
    themselves may is for the caller to say."""
    return sorted(store.reviewers(call.db, person, permission, first, last))


def leads_of(call: Call, person: str, first: dt.date, last: dt.date) -> list[str]:
    """Who else leads this person's teams on any of these days, the one of most commitment first."""
    return store.leads_of(call.db, person, first, last)
