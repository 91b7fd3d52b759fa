"""Reads of teams that do not check whether the caller may see them, and the conditions that do."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.errors import MAX_FAULTS, Invalid
from andante.kit.lookup import unknown_reference
from andante.scopes import Permission

from . import store
from .rules import MembershipRecord, TeamRecord


def seen(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a team must meet for the caller to see it."""
    return [] if call.may(Permission.TEAM_MANAGE) else [store.seen_by(call.me)]


def ids_of_seen(call: Call) -> Select[int]:
    """The teams that the caller may see, as a subquery."""
    return store.ids_of_teams(*seen(call))


def ids_of_held(call: Call, *permissions: Permission) -> Select[int]:
    """The teams over whose members the caller holds any of the permissions, as a subquery."""
    return store.ids_of_teams(store.held_by(call.me, permissions))


def holds_over(call: Call, team_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over the members of a team."""
    return store.by_id(call.db, team_id, store.held_by(call.me, permissions)) is not None


def holds_over_resource(call: Call, resource_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over a team that a generic resource is in."""
    return store.is_in_any(call.db, resource_id, ids_of_held(call, *permissions))


def by_ids(call: Call, ids: Collection[int]) -> list[TeamRecord]:
    """Those of these teams that exist. For whoever asks after having found out that the caller may know."""
    return store.by_ids(call.db, ids)


def named(call: Call, ids: Collection[int], names: Collection[str]) -> list[TeamRecord]:
    """Those with one of these ids or names, oldest first."""
    return store.named(call.db, ids, names)


def given(call: Call, ids: Collection[int], field: str) -> list[TeamRecord]:
    """The teams that a body of somebody who may see all names in `field`: Invalid where there is one that does not exist."""
    teams = store.by_ids(call.db, ids)
    missing = sorted(set(ids) - {team.id for team in teams})
    if missing:
        raise Invalid(*(unknown_reference(field, "team", id) for id in missing[: MAX_FAULTS + 1]))
    return teams


def names(call: Call, ids: Collection[int]) -> dict[int, str]:
    """The names of those of these teams that exist, for whoever asks after having found out that the caller may know."""
    return {team.id: team.name for team in store.by_ids(call.db, ids)}


def memberships_of_teams(call: Call, teams: Sequence[TeamRecord]) -> list[MembershipRecord]:
    """All memberships of these teams, past and coming ones too."""
    return store.memberships_of_teams(call.db, [team.id for team in teams])
