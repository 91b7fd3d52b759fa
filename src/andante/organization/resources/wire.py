"""Request and response bodies and operations for generic resources, skills and skill assignments."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, PAGE_OF_BODY, PagedBody, PageInQuery, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Ids, Key, Name, Page, PageInfo, Query, Text, Wire, one_of
from andante.scopes import Scope

GENERIC_RESOURCES = Group("Generic Resources", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
SKILLS = Group("Skills", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
SKILL_ASSIGNMENTS = Group("Skill Assignments", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)

AssigneeType = Literal["USER", "GENERIC"]


class GenericResourceInput(Wire, kw_only=True):
    name: Name


class GenericResource(Wire, kw_only=True):
    """A placeholder for a person in plans, such as "a designer"."""

    self_: str
    id: int
    name: str
    created_at: str
    created_by: UserRef
    updated_at: str
    updated_by: UserRef


class GenericResourceRef(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class GenericResourceSearchInput(PagedBody, kw_only=True):
    """`query` is a part of the name. If the query string has `offset` and `limit`, as in `next` links, they take precedence over the
    same fields in the body."""

    ids: Ids | None = None
    query: Text | None = None


class GenericResourcePage(Wire, kw_only=True):
    metadata: PageInfo
    results: list[GenericResource]


class SkillInput(Wire, kw_only=True):
    name: Name


class Skill(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class SkillFilter(Query, frozen=True):
    """`query` is a part of the name."""

    id: Ids = []
    query: str | None = None


class Assignee(Wire, kw_only=True):
    """A user by account id, or a generic resource by id."""

    assignee_id: Key
    assignee_type: AssigneeType


class SkillsAssignmentInput(Assignee, kw_only=True):
    skill_ids: Annotated[list[Id], Meta(max_length=1000)] | None = None


class SkillAssignmentsSearchInput(Wire, kw_only=True):
    assignees: Annotated[list[Assignee], Meta(max_length=100)]


class SkillAssignment(Wire, kw_only=True):
    self_: str
    assignee_id: str
    assignee_type: Annotated[str, one_of("USER", "GENERIC")]
    skills: list[Skill]


ALL_SKILLS = SkillFilter()


@GENERIC_RESOURCES.writes("POST", "/4/generic-resources")
def create_generic_resource(body: GenericResourceInput) -> GenericResource:
    """Create a generic resource."""


@GENERIC_RESOURCES.reads("POST", "/4/generic-resources/search")
def search_generic_resources(body: GenericResourceSearchInput, page: PageInQuery = PAGE_OF_BODY) -> GenericResourcePage:
    """Search generic resources."""


@GENERIC_RESOURCES.reads("GET", "/4/generic-resources/{id}")
def get_generic_resource(id: Id) -> GenericResource:
    """Retrieve a generic resource."""


@GENERIC_RESOURCES.writes("PUT", "/4/generic-resources/{id}")
def edit_generic_resource(id: Id, body: GenericResourceInput) -> GenericResource:
    """Update a generic resource."""


@GENERIC_RESOURCES.writes("DELETE", "/4/generic-resources/{id}", refuses=(400,))
def delete_generic_resource(id: Id) -> None:
    """Delete a generic resource, its skill assignments and its assignments to teams."""


@SKILLS.reads("GET", "/4/skills")
def get_skills(filter: SkillFilter = ALL_SKILLS, paging: Paging = FIRST_PAGE) -> Page[Skill]:
    """Retrieve skills."""


@SKILLS.writes("POST", "/4/skills")
def create_skill(body: SkillInput) -> Skill:
    """Create a skill."""


@SKILLS.reads("GET", "/4/skills/{id}")
def get_skill(id: Id) -> Skill:
    """Retrieve a skill."""


@SKILLS.writes("PUT", "/4/skills/{id}")
def update_skill(id: Id, body: SkillInput) -> Skill:
    """Update a skill."""


@SKILLS.writes("DELETE", "/4/skills/{id}")
def delete_skill(id: Id) -> None:
    """Delete a skill and its assignments."""


@SKILL_ASSIGNMENTS.writes("POST", "/4/skill-assignments")
def assign_skills(body: SkillsAssignmentInput) -> list[Skill]:
    """Add skills to a user or a generic resource. Returns all skills that the assignee has afterwards."""


@SKILL_ASSIGNMENTS.writes("POST", "/4/skill-assignments/replace")
def replace_skill_assignments(body: SkillsAssignmentInput) -> list[Skill]:
    """Replace the skills of a user or a generic resource."""


@SKILL_ASSIGNMENTS.reads("POST", "/4/skill-assignments/search")
def search_skill_assignments(body: SkillAssignmentsSearchInput, paging: Paging = FIRST_PAGE) -> Page[SkillAssignment]:
    """Retrieve the skills of up to 100 assignees. Unknown assignees are left out."""


@SKILL_ASSIGNMENTS.reads("GET", "/4/skill-assignments/{assigneeId}/{assigneeType}", refuses=(400,))
def get_skill_assignments(assignee_id: str, assignee_type: AssigneeType) -> list[Skill]:
    """Retrieve the skills of a user or a generic resource."""


@SKILL_ASSIGNMENTS.writes("DELETE", "/4/skill-assignments/{assigneeId}/{assigneeType}/{skillId}")
def remove_skill_assignment(assignee_id: str, assignee_type: AssigneeType, skill_id: Id) -> None:
    """Remove a skill from a user or a generic resource."""
