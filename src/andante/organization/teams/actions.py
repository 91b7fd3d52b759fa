"""What one may do with teams, their links and their generic resources."""

from collections.abc import Sequence

from msgspec.structs import replace

from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock, refuse_if_used
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference, unknown_reference
from andante.kit.paging import Paging
from andante.organization.resources import actions as resources
from andante.scopes import Permission

from . import queries, store
from .rules import TeamLinkRecord, TeamRecord, TeamResourceRecord, TeamSearch
from .wire import TeamInput


def page(call: Call, search: TeamSearch, paging: Paging) -> list[TeamRecord]:
    """The asked page of the teams that the caller may see, and one more."""
    return store.page(call.db, search, queries.seen(call), call.today, paging)


def find(call: Call, id: int) -> TeamRecord:
    """The team in a path, if the caller may see it: NotFound otherwise."""
    return require_found(store.by_id(call.db, id, *queries.seen(call)), "Team", id)


def find_given(call: Call, id: int, field: str) -> TeamRecord:
    """The team that a body names in `field`: Invalid where the caller sees none."""
    return require_reference(store.by_id(call.db, id, *queries.seen(call)), field, "team", id)


def require_may_change(call: Call, team: TeamRecord) -> None:
    """Refuses unless the caller leads the team, or may manage it or all teams."""
    if team.lead_id == call.me or call.may(Permission.TEAM_MANAGE):
        return
    if not store.holds(call.db, call.me, Permission.TEAM_MANAGE, team.id):
        raise Forbidden(f"You may not change the team '{team.name}', which you do not lead: it needs {Permission.TEAM_MANAGE}.")


def create(call: Call, given: TeamInput) -> TeamRecord:
    call.require(Permission.TEAM_MANAGE, to="create teams")
    team = _made(call, 0, given)
    team = replace(team, id=store.add(call.db, team))
    call.record(store.TEAM, team.id, Action.CREATED, after=team)
    return team


def change(call: Call, id: int, given: TeamInput) -> TeamRecord:
    """Replaces everything but members and links."""
    before = find(call, id)
    require_may_change(call, before)
    team = _made(call, id, given)
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


def every(call: Call) -> list[TeamRecord]:
    """All teams that the caller may see, oldest first."""
    return store.every(call.db, *queries.seen(call))


def named(call: Call, name: str) -> list[TeamRecord]:
    """The teams of this name that the caller may see, oldest first."""
    return store.named(call.db, [], [name], *queries.seen(call))


def page_of_links(call: Call, team_id: int, paging: Paging) -> list[TeamLinkRecord]:
    """The asked page of the links of a team, and one more."""
    return store.page_of_links(call.db, find(call, team_id).id, paging)


def links_of_project(call: Call, named: int | str) -> list[TeamLinkRecord]:
    """The links of a project to teams that the caller may see."""
    return store.links_of_project(call.db, projects.find(call, named).id, *queries.seen(call))


def find_link(call: Call, id: int) -> TeamLinkRecord:
    """The link, if the caller may see its team: NotFound otherwise."""
    return require_found(store.link_by_id(call.db, id, *queries.seen(call)), "Team link", id)


def create_link(call: Call, team_id: int, project_id: int) -> TeamLinkRecord:
    team = find_given(call, team_id, "teamId")
    require_may_change(call, team)
    project = projects.find_given(call, project_id, "scopeId")
    lock(call.db, "team links", team.id)
    id = store.add_link(call.db, team.id, project.id)
    if id is None:
        raise Invalid("", FaultCode.DUPLICATE, f"The team '{team.name}' is linked to the project {project.key} already")
    link = TeamLinkRecord(id, project.id, team)
    call.record(store.TEAM_LINK, id, Action.CREATED, after=link)
    return link


def remove_link(call: Call, id: int) -> None:
    link = find_link(call, id)
    require_may_change(call, link.team)
    store.remove_link(call.db, id)
    call.record(store.TEAM_LINK, id, Action.DELETED, before=link)


def resources_of(call: Call, team_id: int) -> list[TeamResourceRecord]:
    return store.resources_of(call.db, find(call, team_id).id)


def find_resource(call: Call, team_id: int, resource_id: int) -> TeamResourceRecord:
    """The place of a generic resource in a team: NotFound where there is none, or for this caller."""
    found = store.resource_of(call.db, find(call, team_id).id, resource_id)
    if found is None:
        raise NotFound(f"Generic resource {resource_id} not found in team {team_id}")
    return found


def add_resource(call: Call, team_id: int, resource_id: int) -> TeamResourceRecord:
    team = find(call, team_id)
    require_may_change(call, team)
    resource = resources.find_given(call, resource_id, "genericResourceId")
    lock(call.db, "team resources", team_id)
    if store.resource_of(call.db, team_id, resource.id):
        raise Invalid("", FaultCode.DUPLICATE, f"The generic resource {resource.id} '{resource.name}' is in the team '{team.name}' already")
    record = TeamResourceRecord(team_id, resource.id, resource.name, call.now, call.me)
    store.add_resource(call.db, record)
    call.record(store.TEAM_RESOURCE, record.key, Action.CREATED, after=record)
    return record


def remove_resource(call: Call, team_id: int, resource_id: int) -> None:
    found = find_resource(call, team_id, resource_id)
    require_may_change(call, find(call, team_id))
    store.remove_resource(call.db, team_id, resource_id)
    call.record(store.TEAM_RESOURCE, found.key, Action.DELETED, before=found)


def move(call: Call, teams: Sequence[TeamRecord], program_id: int | None, program_name: str | None) -> None:
    """Puts teams into a program, or into none."""
    call.require(Permission.TEAM_MANAGE, to="move teams between programs")
    moving = [team for team in teams if team.program_id != program_id]
    store.put_into_program(call.db, [team.id for team in moving], program_id)
    after = [replace(team, program_id=program_id, program_name=program_name) for team in moving]
    call.record_updated(store.TEAM, zip(moving, after, strict=True))


def _made(call: Call, id: int, given: TeamInput) -> TeamRecord:
    program_name = store.program_name(call.db, given.program_id) if given.program_id else None
    if given.program_id and program_name is None:
        raise Invalid(unknown_reference("programId", "program", given.program_id))
    lead_id = given.lead_account_id
    return TeamRecord(
        id=id,
        name=given.name,
        summary=given.summary,
        lead_id=people.find_given(call, lead_id, "leadAccountId").account_id if lead_id else None,
        program_id=given.program_id or None,
        program_name=program_name,
        public=given.public is not False,
        administrative=bool(given.administrative),
    )
