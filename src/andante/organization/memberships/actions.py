"""What one may do with memberships."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from andante.directory.people import actions as people
from andante.directory.projects.rules import ids_in
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import Fault, FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.kit.upserts import Outcome, Upsert
from andante.organization.roles import actions as roles
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.organization.teams.rules import FULL_COMMITMENT, MembershipRecord, TeamRecord
from andante.scopes import Permission

from . import rules, store
from .rules import KnownToMembers, MembershipSearch
from .wire import MembershipInput, MembershipRow, TeamMembershipInput


def search(call: Call, search: MembershipSearch, paging: Paging) -> list[MembershipRecord]:
    """The asked page of the memberships in teams that the caller may see, and one more."""
    return store.page(call.db, search, teams_queries.seen(call), paging)


def of_team(call: Call, team_id: int) -> list[MembershipRecord]:
    """All memberships of a team, past and coming ones too."""
    return teams_queries.memberships_of_teams(call, [teams.find(call, team_id)])


def members_today(call: Call, team_id: int, paging: Paging) -> list[MembershipRecord]:
    """The asked page of the memberships of a team that are active today, and one more."""
    return store.page_of_members(call.db, teams.find(call, team_id).id, call.today, paging)


def during(call: Call, first: dt.date, last: dt.date, team_ids: Collection[int] | None = None) -> list[MembershipRecord]:
    """The memberships of any of these days in the teams that the caller may see, or in some of them."""
    return store.during(call.db, first, last, team_ids, *teams_queries.seen(call))


def every(call: Call) -> list[MembershipRecord]:
    """All memberships in teams that the caller may see, oldest first."""
    return store.every(call.db, *teams_queries.seen(call))


def find(call: Call, id: int) -> MembershipRecord:
    """The membership, if the caller may see its team: NotFound otherwise."""
    return require_found(store.by_id(call.db, id, *teams_queries.seen(call)), "Team membership", id)


def add(call: Call, given: TeamMembershipInput) -> MembershipRecord:
    team = teams.find_given(call, given.team_id, "teamId")
    teams.require_may_change(call, team)
    account_id = people.find_given(call, given.account_id, "accountId").account_id
    membership = _given_membership(call, 0, team.id, team.name, account_id, given)
    _require_may_open_days(call, None, membership)
    membership = replace(membership, id=store.add(call.db, membership))
    call.record(store.MEMBERSHIP, membership.id, Action.CREATED, after=membership)
    return membership


def change(call: Call, id: int, given: MembershipInput) -> MembershipRecord:
    """Replaces a membership, whose team and member stay."""
    before = find(call, id)
    teams.require_may_change(call, teams.find(call, before.team_id))
    membership = _given_membership(call, id, before.team_id, before.team_name, before.account_id, given)
    _require_may_open_days(call, before, membership)
    store.change(call.db, membership)
    call.record(store.MEMBERSHIP, id, Action.UPDATED, before=before, after=membership)
    return membership


def end(call: Call, team: TeamRecord, account_id: str, last_day: dt.date) -> MembershipRecord:
    """Ends the membership that somebody has on their last day in the team."""
    teams.require_may_change(call, team)
    theirs = store.of(call.db, team.id, account_id)
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
    return change(call, before.id, given)


def remove(call: Call, id: int) -> None:
    membership = find(call, id)
    teams.require_may_change(call, teams.find(call, membership.team_id))
    store.remove(call.db, id)
    call.record(store.MEMBERSHIP, id, Action.DELETED, before=membership)


def put_all(call: Call, given: Sequence[MembershipRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there. What is wrong with one keeps only that one out."""
    call.require(Permission.TEAM_MANAGE, to="change memberships of all teams")
    known = _known(call, given)
    there = store.between(call.db, known.teams, {user.account_id for user in known.users.values()})
    upsert = Upsert({rules.place_of(one.team_id, one.account_id, one.from_date): one for one in there})
    places: dict[tuple[int, str], set[str]] = {}
    for place, one in upsert.after.items():
        places.setdefault((one.team_id, one.account_id), set()).add(place)
    outcomes = [_put(upsert, places, row, known) for row in given]
    store.change_all(call.db, [after for _, after in upsert.updated])
    created = store.add_all(call.db, upsert.created)
    call.record_updated(store.MEMBERSHIP, upsert.updated)
    call.record_created(store.MEMBERSHIP, created)
    return outcomes


def _known(call: Call, given: Sequence[MembershipRow]) -> KnownToMembers:
    named = {row.team for row in given}
    named_teams = teams_queries.named(call, ids_in(named), {str(name) for name in named})
    users = people.look_up_all(call, {row.user for row in given})
    return KnownToMembers(
        {team.id: team for team in named_teams}, users, {role.name: role for role in roles.every(call)}, roles.default(call)
    )


def _put(upsert: Upsert[MembershipRecord], places: dict[tuple[int, str], set[str]], row: MembershipRow, known: KnownToMembers) -> Outcome:
    """`places`: those of the memberships that each person has in each team."""
    team, user = rules.named_team(row.team, known), known.users.get(row.user)
    faults = [team] if isinstance(team, Fault) else []
    faults += [] if user else [Fault("user", FaultCode.NOT_FOUND, f"must be an account id or email of somebody, not '{row.user}'")]
    if isinstance(team, Fault) or user is None:
        return Outcome(faults=faults)
    place = rules.place_of(team.id, user.account_id, row.from_)
    theirs = places.setdefault((team.id, user.account_id), set())
    others = [upsert.after[other] for other in sorted(theirs) if other != place]
    membership, faults = rules.merged_membership(row, team, user, upsert.after.get(place), others, known)
    if not faults:
        theirs.add(place)
    return upsert.add(place, membership, faults)


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
    percent = FULL_COMMITMENT if given.commitment_percent is None else given.commitment_percent
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
