"""Finds and changes generic resources, skills and skill assignments, and checks permissions."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock, refuse_if_used
from andante.kit.errors import MAX_FAULTS, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference, unknown_reference
from andante.kit.paging import Paging
from andante.scopes import Permission

from . import rules, store
from .rules import AssigneeKey, ResourceRecord, SkillRecord
from .wire import Assignee, SkillsAssignmentInput


def search(call: Call, ids: Sequence[int] | None, part_of_name: str | None, paging: Paging) -> list[ResourceRecord]:
    """The requested page plus one row of the generic resources, oldest first."""
    return store.search_resources(call.db, ids, part_of_name, paging)


def find(call: Call, id: int) -> ResourceRecord:
    """The generic resource with this id. Raises NotFound."""
    return require_found(store.resource_by_id(call.db, id), "Generic resource", id)


def find_reference(call: Call, id: int, field: str) -> ResourceRecord:
    """The generic resource with the id that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(store.resource_by_id(call.db, id), field, "generic resource", id)


def create(call: Call, name: str) -> ResourceRecord:
    call.require(Permission.TEAM_MANAGE, to="create generic resources")
    resource = store.add_resource(call.db, name, call.me, call.write_time)
    call.record(store.GENERIC_RESOURCE, resource.id, Action.CREATED, after=resource)
    return resource


def change(call: Call, id: int, name: str) -> ResourceRecord:
    before = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="change generic resources")
    resource = replace(before, name=name, updated_at=call.write_time, updated_by=call.me)
    store.change_resource(call.db, resource)
    call.record(store.GENERIC_RESOURCE, id, Action.UPDATED, before=before, after=resource)
    return resource


def remove(call: Call, id: int) -> None:
    """Deletes a generic resource, its skill assignments and its assignments to teams."""
    resource = find(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete generic resources")
    refuse_if_used(call.db, store.generic_resources.c.id, id, f"The generic resource '{resource.name}'")
    call.record_cascades(store.generic_resources.c.id, id)
    store.remove_resource(call.db, id)
    call.record(store.GENERIC_RESOURCE, id, Action.DELETED, before=resource)


def search_skills(call: Call, ids: Sequence[int], part_of_name: str | None, paging: Paging) -> list[SkillRecord]:
    """The requested page plus one row of the skills, oldest first."""
    return store.search_skills(call.db, ids, part_of_name, paging)


def find_skill(call: Call, id: int) -> SkillRecord:
    return require_found(store.skill_by_id(call.db, id), "Skill", id)


def create_skill(call: Call, name: str) -> SkillRecord:
    call.require(Permission.TEAM_MANAGE, to="create skills")
    skill = store.add_skill(call.db, name)
    call.record(store.SKILL, skill.id, Action.CREATED, after=skill)
    return skill


def change_skill(call: Call, id: int, name: str) -> SkillRecord:
    before = find_skill(call, id)
    call.require(Permission.TEAM_MANAGE, to="change skills")
    skill = replace(before, name=name)
    store.change_skill(call.db, skill)
    call.record(store.SKILL, id, Action.UPDATED, before=before, after=skill)
    return skill


def remove_skill(call: Call, id: int) -> None:
    """Deletes a skill and its assignments."""
    skill = find_skill(call, id)
    call.require(Permission.TEAM_MANAGE, to="delete skills")
    call.record_cascades(store.skills.c.id, id)
    store.remove_skill(call.db, id)
    call.record(store.SKILL, id, Action.DELETED, before=skill)


def skills_of(call: Call, assignee_id: str, assignee_type: str) -> list[SkillRecord]:
    """The skills of an assignee. Raises NotFound if the assignee doesn't exist."""
    assignee = _find_assignee(call, assignee_id, assignee_type)
    return store.skills_of(call.db, [assignee])[assignee]


def skills_of_assignees(call: Call, assignees: Sequence[Assignee]) -> list[tuple[AssigneeKey, list[SkillRecord]]]:
    """The skills of each assignee, in the same order. Unknown assignees are left out."""
    keys = (rules.assignee_key(assignee.assignee_id, assignee.assignee_type) for assignee in assignees)
    distinct = list(dict.fromkeys(key for key in keys if key))
    existing = store.existing_assignees(call.db, distinct)
    return list(store.skills_of(call.db, [key for key in distinct if key in existing]).items())


def assign(call: Call, input: SkillsAssignmentInput) -> list[SkillRecord]:
    """Adds skills to an assignee. Returns all skills of the assignee."""
    return _set_skills(call, input, keep=True)


def replace_skills(call: Call, input: SkillsAssignmentInput) -> list[SkillRecord]:
    """Replaces the skills of an assignee. Returns the new skills."""
    return _set_skills(call, input, keep=False)


def unassign(call: Call, assignee_id: str, assignee_type: str, skill_id: int) -> None:
    """Removes a skill from an assignee. Raises NotFound if the assignee doesn't have it."""
    assignee = _find_assignee(call, assignee_id, assignee_type)
    call.require(Permission.TEAM_MANAGE, to="remove skills")
    before = store.skills_of(call.db, [assignee])[assignee]
    after = [skill for skill in before if skill.id != skill_id]
    if after == before:
        raise NotFound(f"{assignee.wire_type} {assignee.wire_id} does not have the skill {skill_id}")
    store.unassign(call.db, assignee, [skill_id])
    _record_change(call, assignee, before, after)


def _set_skills(call: Call, input: SkillsAssignmentInput, *, keep: bool) -> list[SkillRecord]:
    call.require(Permission.TEAM_MANAGE, to="assign skills")
    assignee = _find_assignee_reference(call, input)
    wanted = set(input.skill_ids or [])
    _check_skills_exist(call, wanted)
    lock(call.db, "skills", assignee.wire_type, assignee.wire_id)
    before = store.skills_of(call.db, [assignee])[assignee]
    existing = {skill.id for skill in before}
    store.assign(call.db, assignee, sorted(wanted - existing))
    if not keep:
        store.unassign(call.db, assignee, sorted(existing - wanted))
    after = store.skills_of(call.db, [assignee])[assignee]
    if after != before:
        _record_change(call, assignee, before, after)
    return after


def _find_assignee_reference(call: Call, input: SkillsAssignmentInput) -> AssigneeKey:
    key = rules.assignee_key(input.assignee_id, input.assignee_type)
    if key is None or key not in store.existing_assignees(call.db, [key]):
        kind = "user" if input.assignee_type == "USER" else "generic resource"
        raise Invalid(unknown_reference("assigneeId", kind, input.assignee_id))
    return key


def _find_assignee(call: Call, id: str, type: str) -> AssigneeKey:
    key = rules.assignee_key(id, type)
    if key is None or key not in store.existing_assignees(call.db, [key]):
        raise NotFound(f"{type} '{id}' not found")
    return key


def _check_skills_exist(call: Call, ids: Collection[int]) -> None:
    missing = sorted(set(ids) - store.ids_of_skills(call.db, ids))
    if missing:
        raise Invalid(*(unknown_reference("skillIds", "skill", id) for id in missing[: MAX_FAULTS + 1]))


def _record_change(call: Call, assignee: AssigneeKey, before: Sequence[SkillRecord], after: Sequence[SkillRecord]) -> None:
    record = rules.skills_change(assignee, before, after)
    action = Action.CREATED if not before else Action.UPDATED if after else Action.DELETED
    call.record_all(store.SKILL_ASSIGNMENT, action, [record])
