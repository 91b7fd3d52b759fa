"""What one may do with team links and with the generic resources of teams."""

from andante.directory.projects import actions as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.paging import Paging
from andante.organization.resources import actions as resources
from andante.organization.teams import actions as teams
from andante.scopes import Permission

from . import store
from .rules import TeamLinkRecord, TeamResourceRecord
from .wire import GenericResourceTeamMemberInput, TeamLinkInput


def page_of_team(call: Call, team_id: int, paging: Paging) -> list[TeamLinkRecord]:
    """The asked page of the links of a team, and one more."""
    return store.page_of_team(call.db, teams.find(call, team_id).id, paging)


def of_project(call: Call, named: int | str) -> list[TeamLinkRecord]:
    """The links of a project to teams that the caller may see."""
    return store.of_project(call.db, projects.find(call, named).id, *teams.seen(call))


def find(call: Call, id: int) -> TeamLinkRecord:
    """The link, if the caller may see its team: NotFound otherwise."""
    link = store.link_by_id(call.db, id, *teams.seen(call))
    if link is None:
        raise NotFound(f"Team link {id} not found")
    return link


def create(call: Call, given: TeamLinkInput) -> TeamLinkRecord:
    team = teams.find_given(call, given.team_id, "teamId")
    teams.require_may_change(call, team)
    project = projects.find_given(call, given.scope_id, "scopeId")
    lock(call.db, "team links", team.id)
    id = store.add_link(call.db, team.id, project.id)
    if id is None:
        raise Invalid("", FaultCode.DUPLICATE, f"The team '{team.name}' is linked to the project {project.key} already")
    link = TeamLinkRecord(id, project.id, team)
    call.record(store.TEAM_LINK, id, Action.CREATED, after=link)
    return link


def remove(call: Call, id: int) -> None:
    link = find(call, id)
    teams.require_may_change(call, link.team)
    store.remove_link(call.db, id)
    call.record(store.TEAM_LINK, id, Action.DELETED, before=link)


def resources_of(call: Call, team_id: int) -> list[TeamResourceRecord]:
    return store.resources_of(call.db, teams.find(call, team_id).id)


def find_resource(call: Call, team_id: int, resource_id: int) -> TeamResourceRecord:
    """The place of a generic resource in a team: NotFound where there is none, or for this caller."""
    found = store.resource_of(call.db, teams.find(call, team_id).id, resource_id)
    if found is None:
        raise NotFound(f"Generic resource {resource_id} not found in team {team_id}")
    return found


def holds_over_resource(call: Call, resource_id: int, *permissions: Permission) -> bool:
    """Whether the caller holds any of the permissions over a team that a generic resource is in."""
    return store.is_in_any(call.db, resource_id, teams.ids_of_held(call, *permissions))


def add_resource(call: Call, team_id: int, given: GenericResourceTeamMemberInput) -> TeamResourceRecord:
    team = teams.find(call, team_id)
    teams.require_may_change(call, team)
    resource = resources.find_given(call, given.generic_resource_id, "genericResourceId")
    lock(call.db, "team resources", team_id)
    if store.resource_of(call.db, team_id, resource.id):
        raise Invalid("", FaultCode.DUPLICATE, f"The generic resource {resource.id} '{resource.name}' is in the team '{team.name}' already")
    record = TeamResourceRecord(team_id, resource.id, resource.name, call.now, call.me)
    store.add_resource(call.db, record)
    call.record(store.TEAM_RESOURCE, record.key, Action.CREATED, after=record)
    return record


def remove_resource(call: Call, team_id: int, resource_id: int) -> None:
    found = find_resource(call, team_id, resource_id)
    teams.require_may_change(call, teams.find(call, team_id))
    store.remove_resource(call.db, team_id, resource_id)
    call.record(store.TEAM_RESOURCE, found.key, Action.DELETED, before=found)
