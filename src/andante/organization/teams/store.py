"""The tables of teams and programs, and every question about them."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Subquery,
    Table,
    Text,
    TypedColumns,
    bindparam,
    delete,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity, Happened
from andante.kit.db import AccountId, Key, in_values, insert_many, metadata, page_by_id
from andante.kit.paging import Paging
from andante.organization.grants.store import holders_everywhere, permission_role_keys, permission_role_members, permission_role_teams
from andante.organization.roles.store import team_roles
from andante.scopes import Permission

from .rules import LEAD_HOLDS, MembershipRecord, MembershipSearch, ProgramRecord, Span, TeamName, TeamRecord, TeamSearch

MOST_NAMED = 200


class ProgramColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    manager_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))


programs = Table("programs", metadata, ProgramColumns, sqlite_autoincrement=True)
_p = programs.c


class TeamColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    summary: Named[str | None] = Column(Text)
    lead_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)
    program_id: Named[int | None] = Column(Key, ForeignKey(programs.c.id), index=True)
    public: Named[bool] = Column(Boolean, nullable=False)
    administrative: Named[bool] = Column(Boolean, nullable=False)


teams = Table("teams", metadata, TeamColumns, sqlite_autoincrement=True)
_t = teams.c


class TeamMembershipColumns(TypedColumns):
    """`to_date` is the first day after; a day that is absent is open. On PostgreSQL the constraint
    `ex_team_memberships_overlap` forbids that memberships of one person in one team overlap; on both engines the
    writer looks first."""

    id: Named[int] = Column(Key, primary_key=True)
    team_id: Named[int] = Column(Key, ForeignKey(teams.c.id, ondelete="CASCADE"), nullable=False)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    role_id: Named[int] = Column(Key, ForeignKey(team_roles.c.id), nullable=False, index=True)
    commitment_percent: Named[int] = Column(Integer, nullable=False)
    from_date: Named[dt.date | None] = Column(Date)
    to_date: Named[dt.date | None] = Column(Date)


team_memberships = Table(
    "team_memberships",
    metadata,
    TeamMembershipColumns,
    CheckConstraint("commitment_percent BETWEEN 0 AND 100", name="commitment"),
    CheckConstraint("from_date < to_date", name="days"),
    sqlite_autoincrement=True,
)
_m = team_memberships.c
Index("ix_team_memberships_team", _m.team_id, _m.account_id)
Index("ix_team_memberships_account", _m.account_id, _m.team_id, _m.from_date, _m.to_date)

team_columns = (_t.id, _t.name, _t.summary, _t.lead_id, _t.program_id, _p.name, _t.public, _t.administrative)
"""The fields of a TeamRecord, from `with_programs`."""

with_programs = teams.outerjoin(programs, _p.id == _t.program_id)
_team = select(*team_columns).select_from(with_programs)
_program = select(_p.id, _p.name, _p.manager_id)
_membership = (
    select(_m.id, _m.team_id, _t.name, _m.account_id, _m.role_id, team_roles.c.name, _m.commitment_percent, _m.from_date, _m.to_date)
    .join(teams, _t.id == _m.team_id)
    .join(team_roles, team_roles.c.id == _m.role_id)
)


_change_membership = update(team_memberships).where(_m.id == bindparam("which"))

_other = team_memberships.alias("other_memberships").c
"""For conditions that become a part of questions, which may be about memberships themselves."""

AS_LEAD = "lead"
"""Stands for the permissions that the lead of a team holds."""


def _holdings() -> Subquery:
    """Who holds which permission over the members of which team, as rows (account_id, team_id, key): the one place that
    says so."""
    led, reached = teams.alias("led_teams").c, permission_role_teams.alias("reached_teams").c
    members, keys = permission_role_members.alias("role_members").c, permission_role_keys.alias("role_keys").c
    as_lead = select(led.lead_id.label("account_id"), led.id.label("team_id"), literal(AS_LEAD).label("key"))
    by_role = select(members.account_id, reached.team_id, keys.key).where(
        members.role_id == reached.role_id, keys.role_id == reached.role_id
    )
    return union_all(as_lead.where(led.lead_id.is_not(None)), by_role).subquery()


def _held_by(account_id: str, permissions: Collection[Permission]) -> Select[int]:
    """The teams over whose members somebody holds any of the permissions."""
    held = _holdings().c
    return select(held.team_id).where(held.account_id == account_id, held.key.in_(_keys(permissions)))


def _keys(permissions: Collection[Permission]) -> list[str]:
    """The keys of `_holdings` that give any of the permissions."""
    return [*permissions, *([] if LEAD_HOLDS.isdisjoint(permissions) else [AS_LEAD])]


def holds(db: Connection, account_id: str, permission: Permission, team_id: int) -> bool:
    """Whether somebody holds the permission over this team."""
    held = _held_by(account_id, [permission]).subquery().c
    return db.scalar(select(held.team_id).where(held.team_id == team_id).limit(1)) is not None


def held_over(db: Connection, account_id: str, people: Collection[str], first: dt.date, last: dt.date) -> dict[str, frozenset[Permission]]:
    """What somebody holds over those of these people who were in a team of theirs on any of the days from first to last."""
    held = _holdings().c
    there = (held.account_id == account_id, held.team_id == _m.team_id, in_values(_m.account_id, people), _overlaps(_m, first, last))
    over: dict[str, set[Permission]] = {}
    for person, key in db.execute(select(_m.account_id, held.key).where(*there).distinct()):
        over.setdefault(person, set()).update(LEAD_HOLDS if key == AS_LEAD else {Permission(key)})
    return {person: frozenset(keys) for person, keys in over.items()}


def reviewers(db: Connection, person: str | None, permission: Permission, first: dt.date, last: dt.date) -> list[str]:
    """The active people who hold the permission over everyone, or over a team in which this person was on any of the days
    from first to last; nobody (None) was in any."""
    held = _holdings().c
    over_teams = select(held.account_id).join(team_memberships, _m.team_id == held.team_id)
    over_teams = over_teams.where(_m.account_id == person, held.key.in_(_keys([permission])), _overlaps(_m, first, last))
    holders = users.c.account_id.in_(holders_everywhere(permission).union(over_teams))
    return list(db.scalars(select(users.c.account_id).where(users.c.active, holders)))


def leads_of(db: Connection, person: str, first: dt.date, last: dt.date) -> list[str]:
    """Who else leads the teams in which this person was on any of these days; first that of the team with the most
    commitment."""
    query = select(_t.lead_id).join(team_memberships, _m.team_id == _t.id).where(_m.account_id == person, _overlaps(_m, first, last))
    found = db.scalars(query.where(_t.lead_id != person).order_by(_m.commitment_percent.desc(), _t.id))
    return [lead for lead in found if lead]


def within_reach_during(
    account_id: str,
    permissions: Collection[Permission],
    person: ColumnElement[str],
    first: ColumnElement[dt.date],
    last: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """Whether a range of days of a person is somebody's own, or that person was on any of its days in a team over which
    they hold any of the permissions."""
    held = _other.team_id.in_(_held_by(account_id, permissions))
    return (person == account_id) | select(_other.id).where(held, _other.account_id == person, _overlaps(_other, first, last)).exists()


def held_by(account_id: str, permissions: Collection[Permission]) -> ColumnElement[bool]:
    """Whether a team is one over whose members somebody holds any of the permissions."""
    return _t.id.in_(_held_by(account_id, permissions))


def ids_of_teams(*where: ColumnElement[bool]) -> Select[int]:
    """The teams that meet the conditions, as a subquery."""
    return select(_t.id).where(*where)


def seen_by(account_id: str) -> ColumnElement[bool]:
    """Which teams somebody sees who may not manage all of them."""
    mine = select(_other.id).where(_other.team_id == _t.id, _other.account_id == account_id).exists()
    return _t.public | (_t.lead_id == account_id) | _t.id.in_(_held_by(account_id, list(Permission))) | mine


def within_reach(
    account_id: str,
    permissions: Collection[Permission],
    people: Sequence[str],
    person: ColumnElement[str],
    day: ColumnElement[dt.date],
) -> ColumnElement[bool]:
    """Whether a day of a person is somebody's own, or one on which that person was in a team over which they hold any of
    the permissions. The columns are those of the question that this becomes a part of. `people` are those whom it may
    concern: named as plain values they lead a planner to an index that begins with the person. Where they are a great
    many, most rows are theirs, and another index is the better one."""
    held = _other.team_id.in_(_held_by(account_id, permissions))
    theirs = (person == account_id) | select(_other.id).where(held, _other.account_id == person, _active_on(_other, day)).exists()
    return person.in_([account_id, *people]) & theirs if len(people) <= MOST_NAMED else theirs


def was_member(team_id: int, people: Sequence[str], person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Whether a person was in the team on a day. `people` are those who ever were, named for the same reason."""
    then = select(_other.id).where(_other.team_id == team_id, _other.account_id == person, _active_on(_other, day)).exists()
    return person.in_(people) & then if len(people) <= MOST_NAMED else then


def people_of(db: Connection, team_id: int) -> list[str]:
    """Who is or ever was in the team, or will be."""
    return list(db.scalars(select(_m.account_id).where(_m.team_id == team_id).distinct().order_by(_m.account_id)))


def members_during(db: Connection, team_id: int, first: dt.date, last: dt.date) -> list[str]:
    """Who was in the team on any of the days from first to last."""
    query = select(_m.account_id).where(_m.team_id == team_id, _overlaps(_m, first, last))
    return list(db.scalars(query.distinct().order_by(_m.account_id)))


def people_within_reach(db: Connection, account_id: str, permissions: Collection[Permission]) -> list[str]:
    """Who is, was or will be in a team over which somebody holds any of the permissions."""
    query = select(_m.account_id).where(_m.team_id.in_(_held_by(account_id, permissions))).distinct()
    return list(db.scalars(query.order_by(_m.account_id)))


def spans_within_reach(
    db: Connection, account_id: str, permissions: Collection[Permission], people: Collection[str]
) -> dict[str, list[Span]]:
    """On which days these people were in teams over which somebody holds any of the permissions."""
    query = select(_m.account_id, _m.from_date, _m.to_date)
    spans: dict[str, list[Span]] = {}
    held = _m.team_id.in_(_held_by(account_id, permissions))
    for person, start, end in db.execute(query.where(held, in_values(_m.account_id, people))):
        spans.setdefault(person, []).append(Span(start, end))
    return spans


def _active_on(memberships: Any, day: ColumnElement[dt.date] | dt.date) -> ColumnElement[bool]:
    return _overlaps(memberships, day, day)


def _overlaps(memberships: Any, first: ColumnElement[dt.date] | dt.date, last: ColumnElement[dt.date] | dt.date) -> ColumnElement[bool]:
    started: ColumnElement[bool] = memberships.from_date.is_(None) | (memberships.from_date <= last)
    ongoing: ColumnElement[bool] = memberships.to_date.is_(None) | (memberships.to_date > first)
    return started & ongoing


def team_by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> TeamRecord | None:
    """The team, where it meets the conditions."""
    row = db.execute(_team.where(_t.id == id, *where)).one_or_none()
    return TeamRecord(*row) if row else None


def page(db: Connection, search: TeamSearch, where: Sequence[ColumnElement[bool]], today: dt.date, paging: Paging) -> list[TeamRecord]:
    """The asked page and one more, of the teams that are searched and meet the conditions."""
    query = _team.where(*where)
    if search.ids:
        query = query.where(in_values(_t.id, search.ids))
    if search.part_of_name:
        query = query.where(_t.name.icontains(search.part_of_name, autoescape=True))
    if search.members:
        query = query.where(_t.id.in_(select(_m.team_id).where(in_values(_m.account_id, search.members), _active_on(_m, today))))
    return [TeamRecord(*row) for row in db.execute(page_by_id(query, _t.id, paging))]


def every_team(db: Connection, *where: ColumnElement[bool]) -> list[TeamRecord]:
    """Oldest first."""
    return [TeamRecord(*row) for row in db.execute(_team.where(*where).order_by(_t.id))]


def teams_named(db: Connection, ids: Collection[int], names: Collection[str]) -> list[TeamRecord]:
    """Those with one of these ids or names, oldest first."""
    return every_team(db, in_values(_t.id, ids) | in_values(_t.name, names))


def add_team(db: Connection, team: TeamRecord) -> int:
    id: int | None = db.scalar(insert(teams).values(_team_columns(team)).returning(_t.id))
    assert id is not None
    return id


def change_team(db: Connection, team: TeamRecord) -> None:
    db.execute(update(teams).where(_t.id == team.id).values(_team_columns(team)))


def remove_team(db: Connection, id: int) -> None:
    """Its memberships, links and generic resources go with it, by the foreign keys."""
    db.execute(delete(teams).where(_t.id == id))


def _team_columns(team: TeamRecord) -> dict[str, Any]:
    return {field: getattr(team, field) for field in team.__struct_fields__ if field not in ("id", "program_name")}


def all_programs(db: Connection, *where: ColumnElement[bool]) -> list[ProgramRecord]:
    """All programs, each with those of its teams that meet the conditions."""
    rows = db.execute(_program.order_by(_p.id)).all()
    teams_of = _teams_by_program(db, *where)
    return [ProgramRecord(*row, teams_of.get(row.id, [])) for row in rows]


def program_by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> ProgramRecord | None:
    """The program with those of its teams that meet the conditions."""
    row = db.execute(_program.where(_p.id == id)).one_or_none()
    return ProgramRecord(*row, _teams_by_program(db, _t.program_id == id, *where).get(id, [])) if row else None


def _teams_by_program(db: Connection, *where: ColumnElement[bool]) -> dict[int, list[TeamName]]:
    by_program: dict[int, list[TeamName]] = {}
    for program_id, id, name in db.execute(select(_p.id, _t.id, _t.name).join(teams, _t.program_id == _p.id).where(*where).order_by(_t.id)):
        by_program.setdefault(program_id, []).append(TeamName(id, name))
    return by_program


def teams_by_ids(db: Connection, ids: Collection[int]) -> list[TeamRecord]:
    return [TeamRecord(*row) for row in db.execute(_team.where(in_values(_t.id, ids)).order_by(_t.id))]


def add_program(db: Connection, name: str, manager_id: str | None) -> int:
    id: int | None = db.scalar(insert(programs).values(name=name, manager_id=manager_id).returning(_p.id))
    assert id is not None
    return id


def change_program(db: Connection, id: int, name: str, manager_id: str | None) -> None:
    db.execute(update(programs).where(_p.id == id).values(name=name, manager_id=manager_id))


def remove_program(db: Connection, id: int) -> None:
    db.execute(delete(programs).where(_p.id == id))


def put_into_program(db: Connection, team_ids: Collection[int], program_id: int | None) -> None:
    if team_ids:
        db.execute(update(teams).where(in_values(_t.id, team_ids)).values(program_id=program_id))


def membership_by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> MembershipRecord | None:
    """The membership, where its team meets the conditions."""
    row = db.execute(_membership.where(_m.id == id, *where)).one_or_none()
    return MembershipRecord(*row) if row else None


def memberships_of_teams(db: Connection, team_ids: Collection[int]) -> list[MembershipRecord]:
    """All memberships of these teams, oldest first."""
    return [MembershipRecord(*row) for row in db.execute(_membership.where(in_values(_m.team_id, team_ids)).order_by(_m.id))]


def memberships_during(
    db: Connection, first: dt.date, last: dt.date, team_ids: Collection[int] | None, *where: ColumnElement[bool]
) -> list[MembershipRecord]:
    """The memberships of any of the days from first to last in teams that meet the conditions, or in these of them."""
    query = _membership.where(_overlaps(_m, first, last), *where)
    if team_ids is not None:
        query = query.where(in_values(_m.team_id, team_ids))
    return [MembershipRecord(*row) for row in db.execute(query.order_by(_m.id))]


def memberships_of(db: Connection, team_id: int, account_id: str) -> list[MembershipRecord]:
    """All memberships of one person in one team."""
    query = _membership.where(_m.team_id == team_id, _m.account_id == account_id).order_by(_m.id)
    return [MembershipRecord(*row) for row in db.execute(query)]


def every_membership(db: Connection, *where: ColumnElement[bool]) -> list[MembershipRecord]:
    """Those whose teams meet the conditions, oldest first."""
    return [MembershipRecord(*row) for row in db.execute(_membership.where(*where).order_by(_m.id))]


def memberships_between(db: Connection, team_ids: Collection[int], account_ids: Collection[str]) -> list[MembershipRecord]:
    """All memberships of these people in these teams."""
    return every_membership(db, in_values(_m.team_id, team_ids), in_values(_m.account_id, account_ids))


def page_of_members(db: Connection, team_id: int, today: dt.date, paging: Paging) -> list[MembershipRecord]:
    """The asked page and one more of those memberships of the team that are active today."""
    query = _membership.where(_m.team_id == team_id, _active_on(_m, today))
    return [MembershipRecord(*row) for row in db.execute(page_by_id(query, _m.id, paging))]


def page_of_memberships(
    db: Connection, search: MembershipSearch, where: Sequence[ColumnElement[bool]], paging: Paging
) -> list[MembershipRecord]:
    """The asked page and one more, of the memberships that are searched and whose teams meet the conditions."""
    wanted = ((_m.account_id, search.account_ids), (_m.role_id, search.role_ids), (_m.team_id, search.team_ids))
    asked = [in_values(column, values) for column, values in wanted if values is not None]
    return [MembershipRecord(*row) for row in db.execute(page_by_id(_membership.where(*asked, *where), _m.id, paging))]


def overlapping(db: Connection, membership: MembershipRecord) -> MembershipRecord | None:
    """Another membership of the same person in the same team that has days in common with this one."""
    query = _membership.where(_m.team_id == membership.team_id, _m.account_id == membership.account_id, _m.id != membership.id)
    if membership.to_date:
        query = query.where(_m.from_date.is_(None) | (_m.from_date < membership.to_date))
    if membership.from_date:
        query = query.where(_m.to_date.is_(None) | (_m.to_date > membership.from_date))
    row = db.execute(query.order_by(_m.id).limit(1)).one_or_none()
    return MembershipRecord(*row) if row else None


def add_membership(db: Connection, membership: MembershipRecord) -> int:
    id: int | None = db.scalar(insert(team_memberships).values(_membership_columns(membership)).returning(_m.id))
    assert id is not None
    return id


def change_membership(db: Connection, membership: MembershipRecord) -> None:
    db.execute(update(team_memberships).where(_m.id == membership.id).values(_membership_columns(membership)))


def add_memberships(db: Connection, given: Sequence[MembershipRecord]) -> list[MembershipRecord]:
    """Gives them ids."""
    ids = insert_many(db, team_memberships, [_membership_columns(one) for one in given]) if given else []
    return [replace(one, id=id) for one, id in zip(given, ids, strict=True)]


def change_memberships(db: Connection, given: Sequence[MembershipRecord]) -> None:
    if given:
        db.execute(_change_membership, [_membership_columns(one) | {"which": one.id} for one in given])


def remove_membership(db: Connection, id: int) -> None:
    db.execute(delete(team_memberships).where(_m.id == id))


def _membership_columns(membership: MembershipRecord) -> dict[str, Any]:
    names = ("team_id", "account_id", "role_id", "commitment_percent", "from_date", "to_date")
    return {name: getattr(membership, name) for name in names}


TEAM = Entity("team", "Team", TeamRecord)
PROGRAM = Entity("program", "Program", ProgramRecord)


def _memberships_of_deleted_team(db: Connection, team_id: int) -> list[Happened[MembershipRecord]]:
    return [(one.id, one, None) for one in memberships_of_teams(db, [team_id])]


MEMBERSHIP = Entity("teammembership", "Team membership", MembershipRecord, cascades={"teams.id": _memberships_of_deleted_team})
