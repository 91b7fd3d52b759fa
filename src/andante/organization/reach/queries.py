"""Finds the users and days over which the caller or other users hold permissions through teams, without a permission check."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.teams import queries as teams
from andante.organization.teams.rules import Span, days_from
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


def first_day_out_of_reach(call: Call, permission: Permission, person: str, first: dt.date, last: dt.date | None) -> dt.date | None:
    """The first day of a range on which the caller doesn't hold the permission over a person through a team. None if there isn't
    one. Without `last`, the range has no end."""
    spans = store.spans_within_reach(call.db, call.me, [permission], [person])
    return days_from(first, last).first_day_outside(spans.get(person, ()))


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


def within_reach_throughout(
    call: Call,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """The condition that the caller may access sums over a range of a person's days: they are the caller's own, or on each of the
    days the caller holds any of the permissions over a team that the person was in."""
    return store.within_reach_throughout(call.me, permissions, person, first, last)


def reviewers_throughout(
    call: Call, person: str | None, permission: Permission, first: dt.date, last: dt.date | None, *, only_known: bool = True
) -> dict[str, str]:
    """The names of the active users, by account id, who hold the permission over everyone, or over teams that together the person was in on
    all of these days. None stands for a generic resource, which is in no team. Without `last`, the range has no end. With `only_known`,
    only teams that the caller may see count. The result may contain the person."""
    spans, names = store.spans_of_reviewers(call.db, person, permission, *(teams.visible(call) if only_known else ()))
    return {account_id: names[account_id] for account_id in sorted(rules.covering(days_from(first, last), spans))}


def leads_of(call: Call, person: str, first: dt.date, last: dt.date) -> list[str]:
    """The other leads of this person's teams on any of these days. The lead of the team with the largest commitment is first."""
    return store.leads_of(call.db, person, first, last)


def leads_throughout(call: Call, person: str, first: dt.date, last: dt.date) -> list[str]:
    """The other active users who led the person's teams on all of these days. The lead of the team with the largest commitment is
    first."""
    return rules.covering(days_from(first, last), store.spans_of_leads(call.db, person, first, last))
