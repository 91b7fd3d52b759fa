"""Handles the operations on generic resources, skills and skill assignments."""

from andante.kit.call import Call
from andante.kit.operation import MAX_PAGE_SIZE
from andante.kit.paging import FIRST_PAGE, PAGE_OF_BODY, PageInQuery, Paging
from andante.kit.server import handles
from andante.kit.wire import Page

from . import actions, wire
from .rules import AssigneeKey, ResourceRecord, SkillRecord
from .wire import (
    ALL_SKILLS,
    AssigneeType,
    GenericResource,
    GenericResourceInput,
    GenericResourcePage,
    GenericResourceSearchInput,
    Skill,
    SkillAssignment,
    SkillAssignmentsSearchInput,
    SkillFilter,
    SkillInput,
    SkillsAssignmentInput,
)


@handles(wire.create_generic_resource)
def create_generic_resource(call: Call, body: GenericResourceInput) -> GenericResource:
    return render(call, actions.create(call, body.name))


@handles(wire.search_generic_resources)
def search_generic_resources(call: Call, body: GenericResourceSearchInput, page: PageInQuery = PAGE_OF_BODY) -> GenericResourcePage:
    paging = body.paging(MAX_PAGE_SIZE, page)
    found = call.page(paging, actions.search(call, body.ids, body.query, paging), render, key=lambda resource: (resource.id,))
    return GenericResourcePage(metadata=found.metadata, results=found.results)


@handles(wire.get_generic_resource)
def get_generic_resource(call: Call, id: int) -> GenericResource:
    return render(call, actions.find(call, id))


@handles(wire.edit_generic_resource)
def edit_generic_resource(call: Call, id: int, body: GenericResourceInput) -> GenericResource:
    return render(call, actions.change(call, id, body.name))


@handles(wire.delete_generic_resource)
def delete_generic_resource(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.get_skills)
def get_skills(call: Call, filter: SkillFilter = ALL_SKILLS, paging: Paging = FIRST_PAGE) -> Page[Skill]:
    return call.page(paging, actions.search_skills(call, filter.id, filter.query, paging), render_skill, key=lambda skill: (skill.id,))


@handles(wire.create_skill)
def create_skill(call: Call, body: SkillInput) -> Skill:
    return render_skill(call, actions.create_skill(call, body.name))


@handles(wire.get_skill)
def get_skill(call: Call, id: int) -> Skill:
    return render_skill(call, actions.find_skill(call, id))


@handles(wire.update_skill)
def update_skill(call: Call, id: int, body: SkillInput) -> Skill:
    return render_skill(call, actions.change_skill(call, id, body.name))


@handles(wire.delete_skill)
def delete_skill(call: Call, id: int) -> None:
    actions.remove_skill(call, id)


@handles(wire.assign_skills)
def assign_skills(call: Call, body: SkillsAssignmentInput) -> list[Skill]:
    return [render_skill(call, skill) for skill in actions.assign(call, body)]


@handles(wire.replace_skill_assignments)
def replace_skill_assignments(call: Call, body: SkillsAssignmentInput) -> list[Skill]:
    return [render_skill(call, skill) for skill in actions.replace_skills(call, body)]


@handles(wire.search_skill_assignments)
def search_skill_assignments(call: Call, body: SkillAssignmentsSearchInput, paging: Paging = FIRST_PAGE) -> Page[SkillAssignment]:
    found = actions.skills_of_assignees(call, body.assignees)
    return call.page(paging, found[paging.offset : paging.offset + paging.limit + 1], _render_assignment)


@handles(wire.get_skill_assignments)
def get_skill_assignments(call: Call, assignee_id: str, assignee_type: AssigneeType) -> list[Skill]:
    return [render_skill(call, skill) for skill in actions.skills_of(call, assignee_id, assignee_type)]


@handles(wire.remove_skill_assignment)
def remove_skill_assignment(call: Call, assignee_id: str, assignee_type: AssigneeType, skill_id: int) -> None:
    actions.unassign(call, assignee_id, assignee_type, skill_id)


def render(call: Call, resource: ResourceRecord) -> GenericResource:
    return GenericResource(
        self_=call.link(wire.get_generic_resource, resource.id),
        id=resource.id,
        name=resource.name,
        created_at=resource.created_at,
        created_by=call.user(resource.created_by),
        updated_at=resource.updated_at,
        updated_by=call.user(resource.updated_by),
    )


def render_skill(call: Call, skill: SkillRecord) -> Skill:
    return Skill(self_=call.link(wire.get_skill, skill.id), id=skill.id, name=skill.name)


def _render_assignment(call: Call, found: tuple[AssigneeKey, list[SkillRecord]]) -> SkillAssignment:
    assignee, skills = found
    return SkillAssignment(
        self_=call.link(wire.get_skill_assignments, assignee.wire_id, assignee.wire_type),
        assignee_id=assignee.wire_id,
        assignee_type=assignee.wire_type,
        skills=[render_skill(call, skill) for skill in skills],
    )
