"""Generic resources, skills and skill assignments as records."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.lookup import parse_id


class ResourceRecord(Struct, frozen=True, gc=False):
    id: int
    name: str
    created_at: Instant
    created_by: str
    updated_at: Instant
    updated_by: str


class SkillRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class AssigneeKey(NamedTuple):
    """The owner of skills: a user or a generic resource. One of the two ids is None."""

    account_id: str | None
    resource_id: int | None

    @property
    def wire_id(self) -> str:
        return self.account_id or str(self.resource_id)

    @property
    def wire_type(self) -> str:
        return "USER" if self.account_id else "GENERIC"


class AssigneeSkills(Struct, frozen=True):
    """The skills of one assignee, as the change log records them."""

    assignee_id: str
    assignee_type: str
    skill_ids: list[int]


def assignee_key(id: str, type: str) -> AssigneeKey | None:
    """The assignee of a request. None if the id isn't valid for the type."""
    if type == "USER":
        return AssigneeKey(id, None) if id else None
    number = parse_id(id)
    return AssigneeKey(None, number) if number else None


def skills_change(
    assignee: AssigneeKey, before: Sequence[SkillRecord], after: Sequence[SkillRecord]
) -> tuple[str, AssigneeSkills | None, AssigneeSkills | None]:
    """The `entity_id` in the change log, and the records before and after. The record of an assignee without skills is None."""
    return f"{assignee.wire_type}/{assignee.wire_id}", _skills_record(assignee, before), _skills_record(assignee, after)


def _skills_record(assignee: AssigneeKey, skills: Sequence[SkillRecord]) -> AssigneeSkills | None:
    return AssigneeSkills(assignee.wire_id, assignee.wire_type, [skill.id for skill in skills]) if skills else None
