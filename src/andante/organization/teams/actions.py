"""Finds and changes teams, their links to projects and their generic resources, and checks permissions."""

from collections.abc import Sequence

from msgspec.structs import replace

from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock, refuse_if_used
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference, unknown_reference
from andante.kit.paging import Paging
from andante.organization.resources import actions as resources
from andante.scopes import Permission

from . import queries, store
from .rules import LEAD_HOLDS, TeamLinkRecord, TeamRecord, TeamResourceRecord, TeamSearch, is_held_throughout
from .wire import TeamInput


def page(call: Call, search: TeamSearch, paging: Paging) -> list[TeamRecord]:
    """The requested page plus one row of the teams that the caller may see, oldest first."""
    return store.page(call.db, search, queries.visible(call), call.today, paging)


def find(call: Call, id: int) -> TeamRecord:
    """The team with this id. Raises NotFound if it doesn't exist or if the caller may not see it."""
    return require_found(store.by_id(call.db, id, *queries.visible(call)), "Team", id)


def find_reference(call: Call, id: int, field: str) -> TeamRecord:
    """The team with the id that is in `field` of the input. Raises Invalid if it doesn't exist or if the caller may not see it."""
    return require_reference(store.by_id(call.db, id, *queries.visible(call)), field, "team", id)


def require_may_change(call: Call, team: TeamRecord) -> None:
    """Raises Forbidden unless the caller leads the team, or may manage it or all teams."""
    if team.lead_id == call.me or call.may(Permission.TEAM_MANAGE):
        return
    if not store.holds(call.db, call.me, Permission.TEAM_MANAGE, team.id):
        raise Forbidden(
            f"You may not change the team '{team.name}', because you don't lead it. You need the permission {Permission.TEAM_MANAGE}."
        )


def lock_rights(call: Call, team_id: int) -> None:
    """Serializes the changes that give users permissions over others through this team: its lead, and the days of memberships."""
    lock(call.db, "rights of a team", team_id)


def _require_holds_over_members(call: Call, team: TeamRecord) -> None:
    """Raises Forbidden unless the caller already holds the permissions of a lead over the members, on the days of their memberships."""
    gained = [permission for permission in LEAD_HOLDS if not call.may(permission)]
    members = [membership for membership in queries.memberships_of_teams(call, [team]) if membership.account_id != call.me]
    held = queries.spans_by_permission(call, {membership.account_id for membership in members}) if gained else {}
    if gained and not all(is_held_throughout(membership.span, gained, held[membership.account_id]) for membership in members):
        raise Forbidden(
            f"You may not make yourself the lead of the team '{team.name}', because this would give you permissions over its members. "
            f"Another user with the permission {Permission.TEAM_MANAGE} can do it."
        )


def create(call: Call, input: TeamInput) -> TeamRecord:
    call.require(Permission.TEAM_MANAGE, to="create teams")
    team = _to_record(call, 0, input)
    team = replace(team, id=store.add(call.db, team))
    call.record(store.TEAM, team.id, Action.CREATED, after=team)
    return team


def change(call: Call, id: int, input: TeamInput) -> TeamRecord:
    """Replaces everything except members and links."""
    if input.lead_account_id == call.me:
        lock_rights(call, id)
    before = find(call, id)
    require_may_change(call, before)
    team = _to_record(call, id, input)
    if team.lead_id == call.me != before.lead_id:
        _require_holds_over_members(call, before)
    store.change(call.db, team)
    call.record(store.TEAM, id, Action.UPDATED, before=before, after=team)
    return team


def remove(call: Call, id: int) -> None:
    """Deletes the team, with its memberships, links and generic resources."""
    team = find(call, id)
    require_may_change(call, team)
    refuse_if_used(call.db, store.teams.c.id, id, f"The team '{team.name}'")
    call.record_cascades(store.teams.c.id, id)
    store.remove(call.db, id)
    call.record(store.TEAM, id, Action.DELETED, before=team)


def list_all(call: Call) -> list[TeamRecord]:
    """All teams that the caller may see, oldest first."""
    return store.all_teams(call.db, *queries.visible(call))


def named(call: Call, name: str) -> list[TeamRecord]:
    """The teams with this name that the caller may see, oldest first."""
    return store.named(call.db, [], [name], *queries.visible(call))


def page_of_links(call: Call, team_id: int, paging: Paging) -> list[TeamLinkRecord]:
    """The requested page plus one row of a team's links, oldest first."""
    return store.page_of_links(call.db, find(call, team_id).id, paging)


def links_of_project(call: Call, id_or_key: int | str) -> list[TeamLinkRecord]:
    """The links of a project to teams that the caller may see."""
    return store.links_of_project(call.db, projects.find(call, id_or_key).id, *queries.visible(call))


def find_link(call: Call, id: int) -> TeamLinkRecord:
    """The team link with this id. Raises NotFound if it doesn't exist or if the caller may not see its team."""
    return require_found(store.link_by_id(call.db, id, *queries.visible(call)), "Team link", id)


def create_link(call: Call, team_id: int, project_id: int) -> TeamLinkRecord:
    team = find_reference(call, team_id, "teamId")
    require_may_change(call, team)
    project = projects.find_reference(call, project_id, "scopeId")
    lock(call.db, "team links", team.id)
    id = store.add_link(call.db, team.id, project.id)
    if id is None:
        raise Invalid("", FaultCode.DUPLICATE, f"The team '{team.name}' is already linked to the project {project.key}")
    link = TeamLinkRecord(id, project.id, team)
    call.record(store.TEAM_LINK, id, Action.CREATED, after=link)
    return link


def remove_link(call: Call, id: int) -> None:
    link = find_link(call, id)
    require_may_change(call, link.team)
    store.remove_link(call.db, id)
    call.record(store.TEAM_LINK, id, Action.DELETED, before=link)


def resources_of(call: Call, team_id: int) -> list[TeamResourceRecord]:
    """The generic resources of a team. Raises NotFound if the team doesn't exist or if the caller may not see it."""
    return store.resources_of(call.db, find(call, team_id).id)


def find_resource(call: Call, team_id: int, resource_id: int) -> TeamResourceRecord:
    """The assignment of a generic resource to a team. Raises NotFound if it doesn't exist or if the caller may not see the team."""
    found = store.resource_of(call.db, find(call, team_id).id, resource_id)
    if found is None:
        raise NotFound(f"Generic resource {resource_id} not found in team {team_id}")
    return found


def add_resource(call: Call, team_id: int, resource_id: int) -> TeamResourceRecord:
    team = find(call, team_id)
    require_may_change(call, team)
    resource = resources.find_reference(call, resource_id, "genericResourceId")
    lock(call.db, "team resources", team_id)
    if store.resource_of(call.db, team_id, resource.id):
        raise Invalid("", FaultCode.DUPLICATE, f"The generic resource {resource.id} '{resource.name}' is already in the team '{team.name}'")
    record = TeamResourceRecord(team_id, resource.id, resource.name, call.now, call.me)
    store.add_resource(call.db, record)
    call.record(store.TEAM_RESOURCE, record.key, Action.CREATED, after=record)
    return record


def remove_resource(call: Call, team_id: int, resource_id: int) -> None:
    found = find_resource(call, team_id, resource_id)
    require_may_change(call, find(call, team_id))
    store.remove_resource(call.db, team_id, resource_id)
    call.record(store.TEAM_RESOURCE, found.key, Action.DELETED, before=found)


def move_to_program(call: Call, teams: Sequence[TeamRecord], program_id: int | None, program_name: str | None) -> None:
    """Moves teams to a program. None removes them from their programs."""
    call.require(Permission.TEAM_MANAGE, to="move teams between programs")
    before = [team for team in teams if team.program_id != program_id]
    store.set_program(call.db, [team.id for team in before], program_id)
    after = [replace(team, program_id=program_id, program_name=program_name) for team in before]
    call.record_updated(store.TEAM, zip(before, after, strict=True))


def _to_record(call: Call, id: int, input: TeamInput) -> TeamRecord:
    """Converts the input to a record. Raises Invalid if it refers to objects that don't exist."""
    program_name = store.program_name(call.db, input.program_id) if input.program_id else None
    if input.program_id and program_name is None:
        raise Invalid(unknown_reference("programId", "program", input.program_id))
    lead_id = input.lead_account_id
    return TeamRecord(
        id=id,
        name=input.name,
        summary=input.summary,
        lead_id=people.find_reference(call, lead_id, "leadAccountId").account_id if lead_id else None,
        program_id=input.program_id or None,
        program_name=program_name,
        public=input.public is not False,
        administrative=bool(input.administrative),
    )
