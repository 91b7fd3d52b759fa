"""The SQL statements on memberships. Their table is in `teams`, because members may see their teams."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Entity, RecordChange
from andante.kit.db import in_values, insert_many, insert_row, page_by_id
from andante.kit.paging import Paging
from andante.organization.teams.rules import MembershipRecord
from andante.organization.teams.store import (
    MAX_IN_VALUES,
    active_on,
    memberships_of_teams,
    other_memberships,
    overlaps,
    select_memberships,
    team_memberships,
)

from .rules import MembershipSearch

_m, _other = team_memberships.c, other_memberships.c

_change = update(team_memberships).where(_m.id == bindparam("record_id"))


def was_member(team_id: int, people: Sequence[str], person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition that a person was in the team on a day. `people` are all past, current and future members. The condition
    lists them as plain values, as in `reach.store.within_reach`, so that the planner uses an index that starts with the person."""
    was_in_team = select(_other.id).where(_other.team_id == team_id, _other.account_id == person, active_on(_other, day)).exists()
    return person.in_(people) & was_in_team if len(people) <= MAX_IN_VALUES else was_in_team


def people_of(db: Connection, team_id: int) -> list[str]:
    """The account ids of the team's past, current and future members."""
    return list(db.scalars(select(_m.account_id).where(_m.team_id == team_id).distinct().order_by(_m.account_id)))


def members_during(db: Connection, team_id: int, first: dt.date, last: dt.date) -> list[str]:
    """The account ids of the users who were in the team on any of the days from first to last."""
    query = select(_m.account_id).where(_m.team_id == team_id, overlaps(_m, first, last))
    return list(db.scalars(query.distinct().order_by(_m.account_id)))


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> MembershipRecord | None:
    """The membership. None if it doesn't exist or if its team doesn't meet the conditions."""
    row = db.execute(select_memberships.where(_m.id == id, *where)).one_or_none()
    return MembershipRecord(*row) if row else None


def during(
    db: Connection, first: dt.date, last: dt.date, team_ids: Collection[int] | None, *where: ColumnElement[bool]
) -> list[MembershipRecord]:
    """The memberships that are active on any of the days from first to last, in teams that meet the conditions. `team_ids` limits
    them to these teams."""
    query = select_memberships.where(overlaps(_m, first, last), *where)
    if team_ids is not None:
        query = query.where(in_values(_m.team_id, team_ids))
    return [MembershipRecord(*row) for row in db.execute(query.order_by(_m.id))]


def memberships_of(db: Connection, team_id: int, account_id: str) -> list[MembershipRecord]:
    """All memberships of one person in one team."""
    query = select_memberships.where(_m.team_id == team_id, _m.account_id == account_id).order_by(_m.id)
    return [MembershipRecord(*row) for row in db.execute(query)]


def all_memberships(db: Connection, *where: ColumnElement[bool]) -> list[MembershipRecord]:
    """All memberships that meet the conditions, oldest first."""
    return [MembershipRecord(*row) for row in db.execute(select_memberships.where(*where).order_by(_m.id))]


def memberships_between(db: Connection, team_ids: Collection[int], account_ids: Collection[str]) -> list[MembershipRecord]:
    """All memberships of these people in these teams."""
    return all_memberships(db, in_values(_m.team_id, team_ids), in_values(_m.account_id, account_ids))


def page_of_members(db: Connection, team_id: int, today: dt.date, paging: Paging) -> list[MembershipRecord]:
    """The requested page plus one row of the team's memberships that are active today, oldest first."""
    query = select_memberships.where(_m.team_id == team_id, active_on(_m, today))
    return [MembershipRecord(*row) for row in db.execute(page_by_id(query, _m.id, paging))]


def page(db: Connection, search: MembershipSearch, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[MembershipRecord]:
    """The requested page plus one row of the memberships that match the search and whose teams meet the conditions, oldest
    first."""
    filters = ((_m.account_id, search.account_ids), (_m.role_id, search.role_ids), (_m.team_id, search.team_ids))
    conditions = [in_values(column, values) for column, values in filters if values is not None]
    return [MembershipRecord(*row) for row in db.execute(page_by_id(select_memberships.where(*conditions, *where), _m.id, paging))]


def overlapping(db: Connection, membership: MembershipRecord) -> MembershipRecord | None:
    """Another membership of the same person in the same team that overlaps this one."""
    query = select_memberships.where(_m.team_id == membership.team_id, _m.account_id == membership.account_id, _m.id != membership.id)
    if membership.to_date:
        query = query.where(_m.from_date.is_(None) | (_m.from_date < membership.to_date))
    if membership.from_date:
        query = query.where(_m.to_date.is_(None) | (_m.to_date > membership.from_date))
    row = db.execute(query.order_by(_m.id).limit(1)).one_or_none()
    return MembershipRecord(*row) if row else None


def add(db: Connection, membership: MembershipRecord) -> int:
    return insert_row(db, team_memberships, _columns(membership))


def change(db: Connection, membership: MembershipRecord) -> None:
    db.execute(update(team_memberships).where(_m.id == membership.id).values(_columns(membership)))


def add_all(db: Connection, records: Sequence[MembershipRecord]) -> list[MembershipRecord]:
    """Returns the memberships with their new ids."""
    ids = insert_many(db, team_memberships, [_columns(membership) for membership in records]) if records else []
    return [replace(membership, id=id) for membership, id in zip(records, ids, strict=True)]


def change_all(db: Connection, records: Sequence[MembershipRecord]) -> None:
    if records:
        db.execute(_change, [_columns(membership) | {"record_id": membership.id} for membership in records])


def remove(db: Connection, id: int) -> None:
    db.execute(delete(team_memberships).where(_m.id == id))


def _columns(membership: MembershipRecord) -> dict[str, Any]:
    names = ("team_id", "account_id", "role_id", "commitment_percent", "from_date", "to_date")
    return {name: getattr(membership, name) for name in names}


def _memberships_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[MembershipRecord]]:
    return [(membership.id, membership, None) for membership in memberships_of_teams(db, [team_id])]


MEMBERSHIP = Entity("teammembership", "Team membership", MembershipRecord, cascades={"teams.id": _memberships_of_deleted_team})
