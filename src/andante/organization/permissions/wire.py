"""Request and response bodies and operations for permission roles."""

from typing import Annotated, Literal

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Ids, Keys, Name, Page, Query, Wire, one_of
from andante.scopes import Scope

PERMISSION_ROLES = Group("Permission Roles", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)


class PermissionRoleInput(Wire, kw_only=True):
    """A TEAM role applies to the members of the teams in `accessEntityIds`, a GLOBAL role to everyone."""

    name: Name
    access_type: Literal["TEAM", "GLOBAL"]
    access_entity_ids: Ids | None = None
    permission_keys: Keys | None = None
    permitted_account_ids: Keys | None = None


class Entity(Wire, kw_only=True):
    """A team."""

    self_: str
    id: int


class Permission(Wire, kw_only=True):
    key: str


class PermissionRole(Wire, kw_only=True):
    """Built-in roles are not `editable`: the role of administrators, and the role of each team's lead."""

    self_: str
    id: int
    name: str
    access_type: Annotated[str, one_of("TEAM", "GLOBAL")]
    access_entities: list[Entity]
    permissions: list[Permission]
    permitted_users: list[UserRef]
    editable: bool


class RoleFilter(Query, frozen=True):
    """`teamId` limits the list to the TEAM roles over this team."""

    team_id: Id | None = None


ALL_ROLES = RoleFilter()


@PERMISSION_ROLES.reads("GET", "/4/permission-roles")
def get_permission_roles(filter: RoleFilter = ALL_ROLES, paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    """Retrieve permission roles.

    Administrators see all roles. Other users see the roles that they are in, and the roles of the leads of teams that they may see.
    """


@PERMISSION_ROLES.writes("POST", "/4/permission-roles")
def create_permission_group(body: PermissionRoleInput) -> PermissionRole:
    """Create a permission role."""


@PERMISSION_ROLES.reads("GET", "/4/permission-roles/global")
def get_global_permission_roles(paging: Paging = FIRST_PAGE) -> Page[PermissionRole]:
    """Retrieve the permission roles that apply to everyone."""


@PERMISSION_ROLES.reads("GET", "/4/permission-roles/{id}")
def get_permission_role(id: Id) -> PermissionRole:
    """Retrieve a permission role."""


@PERMISSION_ROLES.writes("PUT", "/4/permission-roles/{id}")
def update_permission_group(id: Id, body: PermissionRoleInput) -> PermissionRole:
    """Update a permission role that is not built in. Missing fields are cleared."""


@PERMISSION_ROLES.writes("DELETE", "/4/permission-roles/{id}", refuses=(400,))
def delete_editable_permission_group(id: Id) -> None:
    """Delete a permission role that is not built in."""
