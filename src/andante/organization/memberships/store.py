"""Every question about memberships. Their table is with the teams: who is in a team decides who sees it."""

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
    MOST_NAMED,
    active_on,
    memberships_of_teams,
    other_memberships,
    overlaps,
    select_memberships,
    team_memberships,
)

from .rules import MembershipSearch

_m, _other = team_memberships.c, other_memberships.c

_change = update(team_memberships).where(_m.id == bindparam("which"))


def was_member(team_id: int, people: Sequence[str], person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Whether a person was in the team on a day. `people` are those who ever were, named for the same reason."""
    then = select(_other.id).where(_other.team_id == team_id, _other.account_id == person, active_on(_other, day)).exists()
    return person.in_(people) & then if len(people) <= MOST_NAMED else then


def people_of(db: Connection, team_id: int) -> list[str]:
    """Who is or ever was in the team, or will be."""
    return list(db.scalars(select(_m.account_id).where(_m.team_id == team_id).distinct().order_by(_m.account_id)))


def members_during(db: Connection, team_id: int, first: dt.date, last: dt.date) -> list[str]:
    """Who was in the team on any of the days from first to last."""
    query = select(_m.account_id).where(_m.team_id == team_id, overlaps(_m, first, last))
    return list(db.scalars(query.distinct().order_by(_m.account_id)))


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> MembershipRecord | None:
    """The membership, where its team meets the conditions."""
    row = db.execute(select_memberships.where(_m.id == id, *where)).one_or_none()
    return MembershipRecord(*row) if row else None


def during(
    db: Connection, first: dt.date, last: dt.date, team_ids: Collection[int] | None, *where: ColumnElement[bool]
) -> list[MembershipRecord]:
    """The memberships of any of the days from first to last in teams that meet the conditions, or in these of them."""
    query = select_memberships.where(overlaps(_m, first, last), *where)
    if team_ids is not None:
        query = query.where(in_values(_m.team_id, team_ids))
    return [MembershipRecord(*row) for row in db.execute(query.order_by(_m.id))]


def of(db: Connection, team_id: int, account_id: str) -> list[MembershipRecord]:
    """All memberships of one person in one team."""
    query = select_memberships.where(_m.team_id == team_id, _m.account_id == account_id).order_by(_m.id)
    return [MembershipRecord(*row) for row in db.execute(query)]


def every(db: Connection, *where: ColumnElement[bool]) -> list[MembershipRecord]:
    """Those whose teams meet the conditions, oldest first."""
    return [MembershipRecord(*row) for row in db.execute(select_memberships.where(*where).order_by(_m.id))]


def between(db: Connection, team_ids: Collection[int], account_ids: Collection[str]) -> list[MembershipRecord]:
    """All memberships of these people in these teams."""
    return every(db, in_values(_m.team_id, team_ids), in_values(_m.account_id, account_ids))


def page_of_members(db: Connection, team_id: int, today: dt.date, paging: Paging) -> list[MembershipRecord]:
    """The asked page and one more of those memberships of the team that are active today."""
    query = select_memberships.where(_m.team_id == team_id, active_on(_m, today))
    return [MembershipRecord(*row) for row in db.execute(page_by_id(query, _m.id, paging))]


def page(db: Connection, search: MembershipSearch, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[MembershipRecord]:
    """The asked page and one more, of the memberships that are searched and whose teams meet the conditions."""
    wanted = ((_m.account_id, search.account_ids), (_m.role_id, search.role_ids), (_m.team_id, search.team_ids))
    asked = [in_values(column, values) for column, values in wanted if values is not None]
    return [MembershipRecord(*row) for row in db.execute(page_by_id(select_memberships.where(*asked, *where), _m.id, paging))]


def overlapping(db: Connection, membership: MembershipRecord) -> MembershipRecord | None:
    """Another membership of the same person in the same team that has days in common with this one."""
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


def add_all(db: Connection, given: Sequence[MembershipRecord]) -> list[MembershipRecord]:
    """Gives them ids."""
    ids = insert_many(db, team_memberships, [_columns(one) for one in given]) if given else []
    return [replace(one, id=id) for one, id in zip(given, ids, strict=True)]


def change_all(db: Connection, given: Sequence[MembershipRecord]) -> None:
    if given:
        db.execute(_change, [_columns(one) | {"which": one.id} for one in given])


def remove(db: Connection, id: int) -> None:
    db.execute(delete(team_memberships).where(_m.id == id))


def _columns(membership: MembershipRecord) -> dict[str, Any]:
    names = ("team_id", "account_id", "role_id", "commitment_percent", "from_date", "to_date")
    return {name: getattr(membership, name) for name in names}


def _memberships_of_deleted_team(db: Connection, team_id: int) -> list[RecordChange[MembershipRecord]]:
    return [(one.id, one, None) for one in memberships_of_teams(db, [team_id])]


MEMBERSHIP = Entity("teammembership", "Team membership", MembershipRecord, cascades={"teams.id": _memberships_of_deleted_team})
