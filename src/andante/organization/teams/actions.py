"""What one may do with teams, programs and memberships."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace
from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people import actions as people
from andante.directory.projects.rules import ids_in
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock, refuse_if_used
from andante.kit.errors import MOST_FAULTS, Fault, FaultCode, Forbidden, Invalid, NotFound
from andante.kit.paging import Paging
from andante.kit.upserts import Outcome, Puts
from andante.organization.roles import actions as roles
from andante.scopes import Permission

from . import rules, store
from .rules import KnownToMembers, MembershipRecord, MembershipSearch, ProgramRecord, Span, TeamName, TeamRecord, TeamSearch
from .wire import MembershipInput, MembershipRow, ProgramInput, TeamInput, TeamMembershipInput


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


def holds_over(call: Call, team_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over the members of a team."""
    return store.team_by_id(call.db, team_id, store.held_by(call.me, permissions)) is not None


def ids_of_held(call: Call, *permissions: Permission) -> Select[int]:
    """The teams over whose members the caller holds any of the permissions, as a subquery."""
    return store.ids_of_teams(store.held_by(call.me, permissions))


def ids_of_seen(call: Call) -> Select[int]:
    """The teams that the caller may see, as a subquery."""
    return store.ids_of_teams(*seen(call))


def was_member(call: Call, team: TeamRecord, person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition that a person was in the team on a day."""
    return store.was_member(team.id, store.people_of(call.db, team.id), person, day)


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


def members_during(call: Call, team: TeamRecord, first: dt.date, last: dt.date) -> list[str]:
    """Who was in the team on any of these days."""
    return store.members_during(call.db, team.id, first, last)


def page(call: Call, search: TeamSearch, paging: Paging) -> list[TeamRecord]:
    """The asked page of the teams that the caller may see, and one more."""
    return store.page(call.db, search, seen(call), _today(call), paging)


def find(call: Call, id: int) -> TeamRecord:
    """The team in a path, if the caller may see it: NotFound otherwise."""
    team = store.team_by_id(call.db, id, *seen(call))
    if team is None:
        raise NotFound(f"Team {id} not found")
    return team


def find_given(call: Call, id: int, field: str) -> TeamRecord:
    """The team that a body names in `field`: Invalid where the caller sees none."""
    team = store.team_by_id(call.db, id, *seen(call))
    if team is None:
        raise Invalid(field, FaultCode.NOT_FOUND, f"names the team {id}, which does not exist")
    return team


def given_teams(call: Call, ids: Collection[int], field: str) -> list[TeamRecord]:
    """The teams that a body of somebody who may see all names in `field`: Invalid where there is one that does not exist."""
    teams = store.teams_by_ids(call.db, ids)
    missing = sorted(set(ids) - {team.id for team in teams})
    if missing:
        raise Invalid(
            *(Fault(field, FaultCode.NOT_FOUND, f"names the team {id}, which does not exist") for id in missing[: MOST_FAULTS + 1])
        )
    return teams


def by_ids(call: Call, ids: Collection[int]) -> list[TeamRecord]:
    """Those of these teams that exist. For whoever asks after having found out that the caller may know."""
    return store.teams_by_ids(call.db, ids)


def names(call: Call, ids: Collection[int]) -> dict[int, str]:
    """The names of those of these teams that exist, for whoever asks after having found out that the caller may know."""
    return {team.id: team.name for team in store.teams_by_ids(call.db, ids)}


def seen(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a team must meet for the caller to see it."""
    return [] if call.may(Permission.TEAM_MANAGE) else [store.seen_by(call.me)]


def require_may_change(call: Call, team: TeamRecord) -> None:
    """Refuses unless the caller leads the team, or may manage it or all teams."""
    if team.lead_id == call.me or call.may(Permission.TEAM_MANAGE):
        return
    if not store.holds(call.db, call.me, Permission.TEAM_MANAGE, team.id):
        raise Forbidden(f"You may not change the team '{team.name}', which you do not lead: it needs {Permission.TEAM_MANAGE}.")


def create(call: Call, given: TeamInput) -> TeamRecord:
    call.require(Permission.TEAM_MANAGE, to="create teams")
    team = _made(call, 0, given)
    team = replace(team, id=store.add_team(call.db, team))
    call.record(store.TEAM, team.id, Action.CREATED, after=team)
    return team


def change(call: Call, id: int, given: TeamInput) -> TeamRecord:
    """Replaces everything but members and links."""
    before = find(call, id)
    require_may_change(call, before)
    team = _made(call, id, given)
    store.change_team(call.db, team)
    call.record(store.TEAM, id, Action.UPDATED, before=before, after=team)
    return team


def remove(call: Call, id: int) -> None:
    """Deletes the team, with its memberships, links and generic resources."""
    team = find(call, id)
    require_may_change(call, team)
    refuse_if_used(call.db, store.teams.c.id, id, f"The team '{team.name}'")
    call.record_cascades(store.teams.c.id, id)
    store.remove_team(call.db, id)
    call.record(store.TEAM, id, Action.DELETED, before=team)


def programs(call: Call) -> list[ProgramRecord]:
    """All programs, with those of their teams that the caller may see."""
    return store.all_programs(call.db, *seen(call))


def find_program(call: Call, id: int) -> ProgramRecord:
    program = store.program_by_id(call.db, id, *seen(call))
    if program is None:
        raise NotFound(f"Program {id} not found")
    return program


def create_program(call: Call, given: ProgramInput) -> ProgramRecord:
    call.require(Permission.TEAM_MANAGE, to="create programs")
    manager_id = _given_user(call, given.manager_account_id, "managerAccountId")
    wanted = given_teams(call, given.team_ids or [], "teamIds")
    program = ProgramRecord(store.add_program(call.db, given.name, manager_id), given.name, manager_id, _names(wanted))
    _move_teams(call, wanted, program)
    call.record(store.PROGRAM, program.id, Action.CREATED, after=program)
    return program


def change_program(call: Call, id: int, given: ProgramInput) -> ProgramRecord:
    """Replaces the program: teams that are not named leave it."""
    before = find_program(call, id)
    call.require(Permission.TEAM_MANAGE, to="change programs")
    manager_id = _given_user(call, given.manager_account_id, "managerAccountId")
    wanted = given_teams(call, given.team_ids or [], "teamIds")
    program = ProgramRecord(id, given.name, manager_id, _names(wanted))
    store.change_program(call.db, id, given.name, manager_id)
    leaving = {team.id for team in before.teams} - {team.id for team in wanted}
    _move_teams(call, store.teams_by_ids(call.db, leaving), None)
    _move_teams(call, wanted, program)
    call.record(store.PROGRAM, id, Action.UPDATED, before=before, after=program)
    return program


def remove_program(call: Call, id: int) -> None:
    """Deletes a program that has no teams."""
    program = find_program(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete programs")
    refuse_if_used(call.db, store.programs.c.id, id, f"The program '{program.name}'")
    store.remove_program(call.db, id)
    call.record(store.PROGRAM, id, Action.DELETED, before=program)


def memberships_of_teams(call: Call, teams: Sequence[TeamRecord]) -> list[MembershipRecord]:
    """All memberships of these teams, past and coming ones too."""
    return store.memberships_of_teams(call.db, [team.id for team in teams])


def memberships_during(call: Call, first: dt.date, last: dt.date, team_ids: Collection[int] | None = None) -> list[MembershipRecord]:
    """The memberships of any of these days in the teams that the caller may see, or in some of them."""
    return store.memberships_during(call.db, first, last, team_ids, *seen(call))


def members_today(call: Call, team: TeamRecord, paging: Paging) -> list[MembershipRecord]:
    """The asked page of the memberships that are active today, and one more."""
    return store.page_of_members(call.db, team.id, _today(call), paging)


def search_memberships(call: Call, search: MembershipSearch, paging: Paging) -> list[MembershipRecord]:
    """The asked page of the memberships in teams that the caller may see, and one more."""
    return store.page_of_memberships(call.db, search, seen(call), paging)


def find_membership(call: Call, id: int) -> MembershipRecord:
    """The membership, if the caller may see its team: NotFound otherwise."""
    membership = store.membership_by_id(call.db, id, *seen(call))
    if membership is None:
        raise NotFound(f"Team membership {id} not found")
    return membership


def add_member(call: Call, given: TeamMembershipInput) -> MembershipRecord:
    team = find_given(call, given.team_id, "teamId")
    require_may_change(call, team)
    account_id = people.find_given(call, given.account_id, "accountId").account_id
    membership = _given_membership(call, 0, team.id, team.name, account_id, given)
    _require_may_open_days(call, None, membership)
    membership = replace(membership, id=store.add_membership(call.db, membership))
    call.record(store.MEMBERSHIP, membership.id, Action.CREATED, after=membership)
    return membership


def change_membership(call: Call, id: int, given: MembershipInput) -> MembershipRecord:
    """Replaces a membership, whose team and member stay."""
    before = find_membership(call, id)
    require_may_change(call, find(call, before.team_id))
    membership = _given_membership(call, id, before.team_id, before.team_name, before.account_id, given)
    _require_may_open_days(call, before, membership)
    store.change_membership(call.db, membership)
    call.record(store.MEMBERSHIP, id, Action.UPDATED, before=before, after=membership)
    return membership


def end_membership(call: Call, team: TeamRecord, account_id: str, last_day: dt.date) -> MembershipRecord:
    """Ends the membership that somebody has on their last day in the team."""
    require_may_change(call, team)
    theirs = store.memberships_of(call.db, team.id, account_id)
    before = next((one for one in theirs if one.span.has(last_day)), None)
    if before is None:
        raise NotFound(f"'{account_id}' is not in the team '{team.name}' on {last_day}")
    given = MembershipInput(
        role_id=before.role_id,
        commitment_percent=before.commitment_percent,
        from_=before.from_date,
        to=last_day,
        use_inclusive_end_date=True,
    )
    return change_membership(call, before.id, given)


def remove_membership(call: Call, id: int) -> None:
    membership = find_membership(call, id)
    require_may_change(call, find(call, membership.team_id))
    store.remove_membership(call.db, id)
    call.record(store.MEMBERSHIP, id, Action.DELETED, before=membership)


def every_team(call: Call) -> list[TeamRecord]:
    """All teams that the caller may see, oldest first."""
    return store.every_team(call.db, *seen(call))


def every_membership(call: Call) -> list[MembershipRecord]:
    """All memberships in teams that the caller may see, oldest first."""
    return store.every_membership(call.db, *seen(call))


def put_memberships(call: Call, given: Sequence[MembershipRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there. What is wrong with one keeps only that one out."""
    call.require(Permission.TEAM_MANAGE, to="change memberships of all teams")
    known = _known(call, given)
    there = store.memberships_between(call.db, known.teams, {user.account_id for user in known.users.values()})
    puts = Puts({rules.place_of(one.team_id, one.account_id, one.from_date): one for one in there})
    places: dict[tuple[int, str], set[str]] = {}
    for place, one in puts.after.items():
        places.setdefault((one.team_id, one.account_id), set()).add(place)
    outcomes = [_put_membership(puts, places, row, known) for row in given]
    store.change_memberships(call.db, [after for _, after in puts.updated])
    created = store.add_memberships(call.db, puts.created)
    call.record_all(store.MEMBERSHIP, Action.UPDATED, ((after.id, before, after) for before, after in puts.updated))
    call.record_all(store.MEMBERSHIP, Action.CREATED, ((one.id, None, one) for one in created))
    return outcomes


def _known(call: Call, given: Sequence[MembershipRow]) -> KnownToMembers:
    named = {row.team for row in given}
    teams = store.teams_named(call.db, ids_in(named), {str(name) for name in named})
    users = people.look_up_all(call, {row.user for row in given})
    return KnownToMembers({team.id: team for team in teams}, users, {role.name: role for role in roles.every(call)}, roles.default(call))


def _put_membership(
    puts: Puts[MembershipRecord], places: dict[tuple[int, str], set[str]], row: MembershipRow, known: KnownToMembers
) -> Outcome:
    """`places`: those of the memberships that each person has in each team."""
    team, user = rules.named_team(row.team, known), known.users.get(row.user)
    faults = [team] if isinstance(team, Fault) else []
    faults += [] if user else [Fault("user", FaultCode.NOT_FOUND, f"must be an account id or email of somebody, not '{row.user}'")]
    if isinstance(team, Fault) or user is None:
        return Outcome(faults=faults)
    place = rules.place_of(team.id, user.account_id, row.from_)
    theirs = places.setdefault((team.id, user.account_id), set())
    others = [puts.after[other] for other in sorted(theirs) if other != place]
    membership, faults = rules.merged_membership(row, team, user, puts.after.get(place), others, known)
    if not faults:
        theirs.add(place)
    return puts.put(place, membership, faults)


def _today(call: Call) -> dt.date:
    return clock.today(call.now, call.caller.time_zone)


def _made(call: Call, id: int, given: TeamInput) -> TeamRecord:
    program = store.program_by_id(call.db, given.program_id) if given.program_id else None
    if given.program_id and program is None:
        raise Invalid("programId", FaultCode.NOT_FOUND, f"names the program {given.program_id}, which does not exist")
    return TeamRecord(
        id=id,
        name=given.name,
        summary=given.summary,
        lead_id=_given_user(call, given.lead_account_id, "leadAccountId"),
        program_id=program.id if program else None,
        program_name=program.name if program else None,
        public=given.public is not False,
        administrative=bool(given.administrative),
    )


def _given_user(call: Call, account_id: str | None, field: str) -> str | None:
    return people.find_given(call, account_id, field).account_id if account_id else None


def _names(teams: Sequence[TeamRecord]) -> list[TeamName]:
    return [TeamName(team.id, team.name) for team in teams]


def _move_teams(call: Call, teams: Sequence[TeamRecord], program: ProgramRecord | None) -> None:
    """Puts teams into a program, or into none."""
    id, name = (program.id, program.name) if program else (None, None)
    moving = [team for team in teams if team.program_id != id]
    store.put_into_program(call.db, [team.id for team in moving], id)
    after = [replace(team, program_id=id, program_name=name) for team in moving]
    call.record_all(store.TEAM, Action.UPDATED, ((team.id, team, moved) for team, moved in zip(moving, after, strict=True)))


def _require_may_open_days(call: Call, before: MembershipRecord | None, after: MembershipRecord) -> None:
    """Days in a team give its lead the work that was logged on them: with past ones a lead would reach everything that
    anybody ever did."""
    if after.account_id == call.me or call.may(Permission.TEAM_MANAGE):
        return
    if rules.opens_past_days(before.span if before else None, after.span, call.today):
        raise Forbidden(
            f"You may not put '{after.account_id}' into the team '{after.team_name}' on days before today, {call.today}: "
            f"it needs {Permission.TEAM_MANAGE} over everyone. Let the membership begin today, or later."
        )


def _given_membership(call: Call, id: int, team_id: int, team_name: str, account_id: str, given: MembershipInput) -> MembershipRecord:
    """The membership as it will be stored. Others of that person in that team are kept from changing meanwhile."""
    role = roles.find_given(call, given.role_id, "roleId")
    span, faults = rules.span_of(given.from_, given.to, bool(given.use_inclusive_end_date))
    if faults:
        raise Invalid(*faults)
    percent = rules.FULL_COMMITMENT if given.commitment_percent is None else given.commitment_percent
    membership = MembershipRecord(id, team_id, team_name, account_id, role.id, role.name, percent, *span)
    lock(call.db, "membership", team_id, account_id)
    other = store.overlapping(call.db, membership)
    if other:
        raise Invalid(
            account_id,
            FaultCode.DUPLICATE,
            f"is already a member of the team '{team_name}' {other.span} (membership {other.id}); memberships can't overlap",
        )
    return membership
