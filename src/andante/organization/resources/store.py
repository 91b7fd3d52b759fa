"""The tables of generic resources, skills and skill assignments, and the SQL statements on them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity, RecordChange
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_values, insert_row, metadata, page_by_id, where_not_null
from andante.kit.paging import Paging

from .rules import AssigneeKey, AssigneeSkills, ResourceRecord, SkillRecord, skills_change


class GenericResourceColumns(TypedColumns):
    """`created_by` and `updated_by` are account ids, or `andante` for the system."""

    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    created_by: Named[str] = Column(AccountId, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)
    updated_by: Named[str] = Column(AccountId, nullable=False)


generic_resources = Table("generic_resources", metadata, GenericResourceColumns, sqlite_autoincrement=True)
_r = generic_resources.c


class SkillColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)


skills = Table("skills", metadata, SkillColumns, sqlite_autoincrement=True)


class SkillAssignmentColumns(TypedColumns):
    """Each row has either a user or a generic resource."""

    id: Named[int] = Column(Key, primary_key=True)
    skill_id: Named[int] = Column(Key, ForeignKey(skills.c.id, ondelete="CASCADE"), nullable=False, index=True)
    account_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))
    resource_id: Named[int | None] = Column(Key, ForeignKey(generic_resources.c.id, ondelete="CASCADE"))


skill_assignments = Table(
    "skill_assignments",
    metadata,
    SkillAssignmentColumns,
    CheckConstraint("(account_id IS NULL) <> (resource_id IS NULL)", name="one_assignee"),
)
_a = skill_assignments.c
Index("uq_skill_assignments_user", _a.account_id, _a.skill_id, unique=True, **where_not_null(_a.account_id))
Index("uq_skill_assignments_resource", _a.resource_id, _a.skill_id, unique=True, **where_not_null(_a.resource_id))

_resource = select(generic_resources)
_resource_by_id = _resource.where(_r.id == bindparam("id"))
_skill = select(skills)
_skill_by_id = _skill.where(skills.c.id == bindparam("id"))
_assigned_skill = select(_a.account_id, _a.resource_id, skills.c.id, skills.c.name).join(skills, skills.c.id == _a.skill_id)


def resource_by_id(db: Connection, id: int) -> ResourceRecord | None:
    row = db.execute(_resource_by_id, {"id": id}).one_or_none()
    return ResourceRecord(*row) if row else None


def search_resources(db: Connection, ids: Sequence[int] | None, part_of_name: str | None, paging: Paging) -> list[ResourceRecord]:
    """The requested page plus one row, oldest first."""
    query = _resource.where(*_conditions(_r.id, _r.name, ids, part_of_name))
    return [ResourceRecord(*row) for row in db.execute(page_by_id(query, _r.id, paging))]


def add_resource(db: Connection, name: str, by: str, now: Instant) -> ResourceRecord:
    values = {"name": name, "created_at": now, "created_by": by, "updated_at": now, "updated_by": by}
    id = insert_row(db, generic_resources, values)
    return ResourceRecord(id, name, now, by, now, by)


def change_resource(db: Connection, resource: ResourceRecord) -> None:
    values = {"name": resource.name, "updated_at": resource.updated_at, "updated_by": resource.updated_by}
    db.execute(update(generic_resources).where(_r.id == resource.id).values(values))


def remove_resource(db: Connection, id: int) -> None:
    db.execute(delete(generic_resources).where(_r.id == id))


def skill_by_id(db: Connection, id: int) -> SkillRecord | None:
    row = db.execute(_skill_by_id, {"id": id}).one_or_none()
    return SkillRecord(*row) if row else None


def ids_of_skills(db: Connection, ids: Collection[int]) -> set[int]:
    """The ids of existing skills among these."""
    return set(db.scalars(select(skills.c.id).where(in_values(skills.c.id, ids))))


def search_skills(db: Connection, ids: Sequence[int], part_of_name: str | None, paging: Paging) -> list[SkillRecord]:
    """The requested page plus one row, oldest first."""
    query = _skill.where(*_conditions(skills.c.id, skills.c.name, ids or None, part_of_name))
    return [SkillRecord(*row) for row in db.execute(page_by_id(query, skills.c.id, paging))]


def add_skill(db: Connection, name: str) -> SkillRecord:
    id = insert_row(db, skills, {"name": name})
    return SkillRecord(id, name)


def change_skill(db: Connection, skill: SkillRecord) -> None:
    db.execute(update(skills).where(skills.c.id == skill.id).values(name=skill.name))


def remove_skill(db: Connection, id: int) -> None:
    """The foreign key deletes the skill's assignments."""
    db.execute(delete(skills).where(skills.c.id == id))


def existing_assignees(db: Connection, assignees: Sequence[AssigneeKey]) -> set[AssigneeKey]:
    """The assignees that exist among these."""
    account_ids = [assignee.account_id for assignee in assignees if assignee.account_id]
    resource_ids = [assignee.resource_id for assignee in assignees if assignee.resource_id]
    found = {AssigneeKey(id, None) for id in db.scalars(select(users.c.account_id).where(in_values(users.c.account_id, account_ids)))}
    return found | {AssigneeKey(None, id) for id in db.scalars(select(_r.id).where(in_values(_r.id, resource_ids)))}


def skills_of(db: Connection, assignees: Sequence[AssigneeKey]) -> dict[AssigneeKey, list[SkillRecord]]:
    """The skills of each assignee, oldest first."""
    account_ids = [assignee.account_id for assignee in assignees if assignee.account_id]
    resource_ids = [assignee.resource_id for assignee in assignees if assignee.resource_id]
    of_assignees = in_values(_a.account_id, account_ids) | in_values(_a.resource_id, resource_ids)
    found: dict[AssigneeKey, list[SkillRecord]] = {assignee: [] for assignee in assignees}
    for account_id, resource_id, id, name in db.execute(_assigned_skill.where(of_assignees).order_by(skills.c.id)):
        found[AssigneeKey(account_id, resource_id)].append(SkillRecord(id, name))
    return found


def assign(db: Connection, assignee: AssigneeKey, skill_ids: Collection[int]) -> None:
    rows = [{**assignee._asdict(), "skill_id": id} for id in skill_ids]
    if rows:
        db.execute(insert(skill_assignments), rows)


def unassign(db: Connection, assignee: AssigneeKey, skill_ids: Collection[int]) -> None:
    of_assignee = _a.account_id == assignee.account_id if assignee.account_id else _a.resource_id == assignee.resource_id
    db.execute(delete(skill_assignments).where(of_assignee, in_values(_a.skill_id, skill_ids)))


def _conditions(
    id_column: ColumnElement[int], name_column: ColumnElement[str], ids: Sequence[int] | None, part_of_name: str | None
) -> list[ColumnElement[Any]]:
    by_id = [] if ids is None else [in_values(id_column, ids)]
    return [*by_id, *([name_column.icontains(part_of_name, autoescape=True)] if part_of_name else [])]


def _skills_without_deleted_skill(db: Connection, skill_id: int) -> list[RecordChange[AssigneeSkills]]:
    assignees = [
        AssigneeKey(*row) for row in db.execute(select(_a.account_id, _a.resource_id).where(_a.skill_id == skill_id).order_by(_a.id))
    ]
    held = skills_of(db, assignees) if assignees else {}
    return [skills_change(assignee, skills, [skill for skill in skills if skill.id != skill_id]) for assignee, skills in held.items()]


def _skills_of_deleted_resource(db: Connection, resource_id: int) -> list[RecordChange[AssigneeSkills]]:
    held = skills_of(db, [AssigneeKey(None, resource_id)])
    return [skills_change(assignee, skills, []) for assignee, skills in held.items() if skills]


GENERIC_RESOURCE = Entity("genericresource", "Generic resource", ResourceRecord)
SKILL = Entity("skill", "Skill", SkillRecord)
SKILL_ASSIGNMENT = Entity(
    "skillassignment",
    "Skills of a user or a generic resource",
    AssigneeSkills,
    key="USER or GENERIC/assignee id",
    cascades={"skills.id": _skills_without_deleted_skill, "generic_resources.id": _skills_of_deleted_resource},
)
