"""Finds, adds, changes and ends memberships of teams, and checks permissions."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from andante.directory.people import queries as people
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
from andante.organization.teams.rules import FULL_COMMITMENT, LEAD_HOLDS, MembershipRecord, TeamRecord, holds_on
from andante.scopes import Permission

from . import rules, store
from .rules import MembershipReferences, MembershipSearch
from .wire import MembershipInput, MembershipRow, TeamMembershipInput


def search(call: Call, search: MembershipSearch, paging: Paging) -> list[MembershipRecord]:
    """The requested page plus one row of the memberships in teams that the caller may see, oldest first."""
    return store.page(call.db, search, teams_queries.visible(call), paging)


def of_team(call: Call, team_id: int) -> list[MembershipRecord]:
    """All past, current and future memberships of a team."""
    return teams_queries.memberships_of_teams(call, [teams.find(call, team_id)])


def members_today(call: Call, team_id: int, paging: Paging) -> list[MembershipRecord]:
    """The requested page plus one row of a team's memberships that are active today, oldest first."""
    return store.page_of_members(call.db, teams.find(call, team_id).id, call.today, paging)


def during(call: Call, first: dt.date, last: dt.date, team_ids: Collection[int] | None = None) -> list[MembershipRecord]:
    """The memberships that are active on any of these days, in all teams that the caller may see or only in those of `team_ids`."""
    return store.during(call.db, first, last, team_ids, *teams_queries.visible(call))


def list_all(call: Call) -> list[MembershipRecord]:
    """All memberships in teams that the caller may see, oldest first."""
    return store.all_memberships(call.db, *teams_queries.visible(call))


def find(call: Call, id: int) -> MembershipRecord:
    """The membership with this id. Raises NotFound if it doesn't exist or if the caller may not see its team."""
    return require_found(store.by_id(call.db, id, *teams_queries.visible(call)), "Team membership", id)


def add(call: Call, input: TeamMembershipInput) -> MembershipRecord:
    team = teams.find_reference(call, input.team_id, "teamId")
    teams.require_may_change(call, team)
    account_id = people.find_reference(call, input.account_id, "accountId").account_id
    membership = _to_record(call, 0, team.id, team.name, account_id, input)
    _require_may_add_days(call, None, membership)
    membership = replace(membership, id=store.add(call.db, membership))
    call.record(store.MEMBERSHIP, membership.id, Action.CREATED, after=membership)
    return membership


def change(call: Call, id: int, input: MembershipInput) -> MembershipRecord:
    """Replaces everything except the team and the member."""
    before = find(call, id)
    teams.require_may_change(call, teams.find(call, before.team_id))
    membership = _to_record(call, id, before.team_id, before.team_name, before.account_id, input)
    _require_may_add_days(call, before, membership)
    store.change(call.db, membership)
    call.record(store.MEMBERSHIP, id, Action.UPDATED, before=before, after=membership)
    return membership


def end(call: Call, team: TeamRecord, account_id: str, last_day: dt.date) -> MembershipRecord:
    """Ends the membership of a user. `last_day` is the user's last day in the team. Raises NotFound if the user isn't a member then."""
    teams.require_may_change(call, team)
    memberships = store.memberships_of(call.db, team.id, account_id)
    before = next((membership for membership in memberships if membership.span.has(last_day)), None)
    if before is None:
        raise NotFound(f"'{account_id}' is not in the team '{team.name}' on {last_day}")
    input = MembershipInput(
        role_id=before.role_id,
        commitment_percent=before.commitment_percent,
        from_=before.from_date,
        to=last_day,
        use_inclusive_end_date=True,
    )
    return change(call, before.id, input)


def remove(call: Call, id: int) -> None:
    membership = find(call, id)
    teams.require_may_change(call, teams.find(call, membership.team_id))
    store.remove(call.db, id)
    call.record(store.MEMBERSHIP, id, Action.DELETED, before=membership)


def upsert_all(call: Call, rows: Sequence[MembershipRow]) -> list[Outcome]:
    """Adds new memberships and updates existing ones. Rows with faults are skipped."""
    call.require_administrator(to="import memberships")
    references = _load_references(call, rows)
    existing = store.memberships_between(call.db, references.teams, {user.account_id for user in references.users.values()})
    upsert = Upsert({rules.membership_key(record.team_id, record.account_id, record.from_date): record for record in existing})
    keys: dict[tuple[int, str], set[str]] = {}
    for key, record in upsert.after.items():
        keys.setdefault((record.team_id, record.account_id), set()).add(key)
    outcomes = [_upsert(upsert, keys, row, references) for row in rows]
    store.change_all(call.db, [after for _, after in upsert.updated])
    created = store.add_all(call.db, upsert.created)
    call.record_updated(store.MEMBERSHIP, upsert.updated)
    call.record_created(store.MEMBERSHIP, created)
    return outcomes


def _load_references(call: Call, rows: Sequence[MembershipRow]) -> MembershipReferences:
    """Loads the objects that the rows refer to."""
    names = {row.team for row in rows}
    named_teams = teams_queries.named(call, ids_in(names), {str(name) for name in names})
    users = people.look_up_all(call, {row.user for row in rows})
    return MembershipReferences(
        {team.id: team for team in named_teams}, users, {role.name: role for role in roles.list_all(call)}, roles.default(call)
    )


def _upsert(
    upsert: Upsert[MembershipRecord], keys: dict[tuple[int, str], set[str]], row: MembershipRow, references: MembershipReferences
) -> Outcome:
    """Adds the membership of one row. `keys`: the keys of the memberships by (team id, account id)."""
    team, user = rules.find_team(row.team, references), references.users.get(row.user)
    faults = [team] if isinstance(team, Fault) else []
    faults += [] if user else [Fault("user", FaultCode.NOT_FOUND, f"must be the account id or email of a user, not '{row.user}'")]
    if isinstance(team, Fault) or user is None:
        return Outcome(faults=faults)
    key = rules.membership_key(team.id, user.account_id, row.from_)
    keys_of_member = keys.setdefault((team.id, user.account_id), set())
    others = [upsert.after[other] for other in sorted(keys_of_member) if other != key]
    membership, faults = rules.apply_row(row, team, user, upsert.after.get(key), others, references)
    if not faults:
        keys_of_member.add(key)
    return upsert.add(key, membership, faults)


def _require_may_add_days(call: Call, before: MembershipRecord | None, after: MembershipRecord) -> None:
    """Raises Forbidden if the membership gets additional days, and the caller may not add this user on these days.

    Permissions over a team apply to its members on the days of their membership. By adding days, the lead of a team, or a user
    with a role over it, would get access to the work of any user. This applies to users who may manage all teams too: they may add
    anyone only to teams over which they have no other permissions.
    """
    if call.caller.grants.administrator or after.account_id == call.me:
        return
    if not rules.adds_days(before.span if before else None, after.span):
        return
    teams.lock_rights(call, after.team_id)
    held = teams_queries.permissions_over(call, after.team_id)
    gained = {permission for permission in held - {Permission.TEAM_MANAGE} if not call.may(permission)}
    if gained or not call.may(Permission.TEAM_MANAGE):
        _refuse_past_days(call, before, after)
    manages = call.may(Permission.TEAM_MANAGE) or Permission.TEAM_MANAGE in held
    if manages and not gained:
        return
    if not _leads_may_add(call, after.account_id, gained if manages else LEAD_HOLDS):
        raise Forbidden(rules.may_not_add_message(after, call.settings.leads_may_add, manages=manages))


def _refuse_past_days(call: Call, before: MembershipRecord | None, after: MembershipRecord) -> None:
    if rules.adds_past_days(before.span if before else None, after.span, call.today):
        raise Forbidden(
            f"You may not add '{after.account_id}' to the team '{after.team_name}' on days before today ({call.today}), because you "
            f"have other permissions over the team, or don't have the permission {Permission.TEAM_MANAGE} over everyone. Start the "
            "membership today or later."
        )


def _leads_may_add(call: Call, account_id: str, permissions: Collection[Permission]) -> bool:
    """Whether the setting allows leads to add this user. By default, they may add users over whom they hold the permissions today."""
    if call.settings.leads_may_add == "members":
        return holds_on(call.today, permissions, teams_queries.spans_by_permission(call, [account_id])[account_id])
    return call.settings.leads_may_add == "anyone"


def _to_record(call: Call, id: int, team_id: int, team_name: str, account_id: str, input: MembershipInput) -> MembershipRecord:
    """Converts the input to a record. Locks the user's memberships in the team, and raises Invalid if the new one overlaps another."""
    role = roles.find_reference(call, input.role_id, "roleId")
    span, faults = rules.span_of(input.from_, input.to, bool(input.use_inclusive_end_date))
    if faults:
        raise Invalid(*faults)
    percent = FULL_COMMITMENT if input.commitment_percent is None else input.commitment_percent
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
