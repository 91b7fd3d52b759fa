"""What generic resources and skills are."""

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
    """Who has skills: a user by account id, or a generic resource by its id. One of the two is None."""

    account_id: str | None
    resource_id: int | None

    @property
    def wire_id(self) -> str:
        return self.account_id or str(self.resource_id)

    @property
    def wire_type(self) -> str:
        return "USER" if self.account_id else "GENERIC"


class AssigneeSkills(Struct, frozen=True):
    """The skills of one assignee; what is written down when they change."""

    assignee_id: str
    assignee_type: str
    skill_ids: list[int]


def assignee_key(id: str, type: str) -> AssigneeKey | None:
    """None where the id can't be one of that type."""
    if type == "USER":
        return AssigneeKey(id, None) if id else None
    number = parse_id(id)
    return AssigneeKey(None, number) if number else None


def skills_changed(
    assignee: AssigneeKey, before: Sequence[SkillRecord], after: Sequence[SkillRecord]
) -> tuple[str, AssigneeSkills | None, AssigneeSkills | None]:
    """What the change log says where the skills of an assignee change: there is a record while there are skills."""
    return f"{assignee.wire_type}/{assignee.wire_id}", _written(assignee, before), _written(assignee, after)


def _written(assignee: AssigneeKey, skills: Sequence[SkillRecord]) -> AssigneeSkills | None:
    return AssigneeSkills(assignee.wire_id, assignee.wire_type, [skill.id for skill in skills]) if skills else None
