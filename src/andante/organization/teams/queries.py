"""Finds teams without a permission check, and returns the SQL conditions for the teams that a caller may see."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.errors import MAX_FAULTS, Invalid
from andante.kit.lookup import unknown_reference
from andante.scopes import Permission

from . import store
from .rules import MembershipRecord, SpansByPermission, TeamRecord


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that select the teams that the caller may see."""
    return [] if call.may(Permission.TEAM_MANAGE) else [store.visible_to(call.me)]


def ids_of_visible(call: Call) -> Select[int]:
    """A subquery for the ids of the teams that the caller may see."""
    return store.ids_of_teams(*visible(call))


def ids_of_permitted(call: Call, *permissions: Permission) -> Select[int]:
    """A subquery for the ids of the teams over which the caller holds any of the permissions."""
    return store.ids_of_teams(store.permitted_to(call.me, permissions))


def holds_over(call: Call, team_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over a team."""
    return store.by_id(call.db, team_id, store.permitted_to(call.me, permissions)) is not None


def permissions_over(call: Call, team_id: int) -> set[Permission]:
    """The permissions that the caller holds over a team, as its lead or through roles."""
    return store.permissions_over(call.db, call.me, team_id)


def spans_by_permission(call: Call, people: Collection[str]) -> dict[str, SpansByPermission]:
    """The days on which the caller holds permissions over each of these people through teams."""
    return store.spans_by_permission(call.db, call.me, people)


def holds_over_resource(call: Call, resource_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over any team of a generic resource."""
    return store.resource_is_in_any(call.db, resource_id, ids_of_permitted(call, *permissions))


def by_ids(call: Call, ids: Collection[int]) -> list[TeamRecord]:
    """The teams with these ids. Unknown ids are left out."""
    return store.by_ids(call.db, ids)


def named(call: Call, ids: Collection[int], names: Collection[str]) -> list[TeamRecord]:
    """The teams with one of these ids or names, oldest first."""
    return store.named(call.db, ids, names)


def find_references(call: Call, ids: Collection[int], field: str) -> list[TeamRecord]:
    """The teams with the ids that are in `field` of the input. Raises Invalid if one doesn't exist. Call it only for callers who may
    see all teams."""
    teams = store.by_ids(call.db, ids)
    missing = sorted(set(ids) - {team.id for team in teams})
    if missing:
        raise Invalid(*(unknown_reference(field, "team", id) for id in missing[: MAX_FAULTS + 1]))
    return teams


def names(call: Call, ids: Collection[int]) -> dict[int, str]:
    """The names of the teams with these ids. Unknown ids are left out."""
    return {team.id: team.name for team in store.by_ids(call.db, ids)}


def memberships_of_teams(call: Call, teams: Sequence[TeamRecord]) -> list[MembershipRecord]:
    """All past, current and future memberships of these teams."""
    return store.memberships_of_teams(call.db, [team.id for team in teams])
