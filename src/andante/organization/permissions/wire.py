"""Permission roles on the wire."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Key, Name, Page, Query, Wire, one_of
from andante.scopes import Scope

PERMISSION_ROLES = Group("Permission Roles", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
MOST = 10_000


class PermissionRoleInput(Wire, kw_only=True):
    """A TEAM role reaches the members of the teams in `accessEntityIds`, a GLOBAL one everybody."""

    name: Name
    access_type: Literal["TEAM", "GLOBAL"]
    access_entity_ids: Annotated[list[Id], Meta(max_length=MOST)] | None = None
    permission_keys: Annotated[list[Key], Meta(max_length=MOST)] | None = None
    permitted_account_ids: Annotated[list[Key], Meta(max_length=MOST)] | None = None


class Entity(Wire, kw_only=True):
    """A team."""

    self_: str
    id: int


class Permission(Wire, kw_only=True):
    key: str


class PermissionRole(Wire, kw_only=True):
    """One that is not `editable` is built in: that of the administrators, and the one that each team's lead has."""

    self_: str
    id: int
    name: str
    access_type: Annotated[str, one_of("TEAM", "GLOBAL")]
    access_entities: list[Entity]
    permissions: list[Permission]
    permitted_users: list[UserRef]
    editable: bool


class RoleFilter(Query, frozen=True):
    """`teamId` asks for the TEAM roles that reach this team."""

    team_id: Id | None = None


ALL_ROLES = RoleFilter()


@PERMISSION_ROLES.reads("GET", "/4/permission-roles")
def get_permission_roles(filter: RoleFilter = ALL_ROLES, paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    """Retrieve permission roles.

    Administrators see all; everybody else those that they are in, and who leads the teams that they see.
    """


@PERMISSION_ROLES.writes("POST", "/4/permission-roles")
def create_permission_group(body: PermissionRoleInput) -> PermissionRole:
    """Create a permission role."""


@PERMISSION_ROLES.reads("GET", "/4/permission-roles/global")
def get_global_permission_roles(paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    """Retrieve the permission roles that reach everybody."""


@PERMISSION_ROLES.reads("GET", "/4/permission-roles/{id}")
def get_permission_role(id: Id) -> PermissionRole:
    """Retrieve a permission role."""


@PERMISSION_ROLES.writes("PUT", "/4/permission-roles/{id}")
def update_permission_group(id: Id, body: PermissionRoleInput) -> PermissionRole:
    """Update a permission role that is not built in. What is absent is cleared."""


@PERMISSION_ROLES.writes("DELETE", "/4/permission-roles/{id}", refuses=(400,))
def delete_editable_permission_group(id: Id) -> None:
    """Delete a permission role that is not built in."""
