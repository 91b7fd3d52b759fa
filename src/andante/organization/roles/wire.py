"""Request and response bodies and operations for roles."""

from andante.kit.operation import Group
from andante.kit.wire import Id, Name, Results, Wire
from andante.scopes import Scope

ROLES = Group("Roles", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)


class RoleInput(Wire, kw_only=True):
    name: Name


class Role(Wire, kw_only=True):
    """Exactly one role is the default. A membership gets it if the request doesn't specify a role."""

    self_: str
    id: int
    name: str
    default: bool


@ROLES.reads("GET", "/4/roles")
def get_all_roles() -> Results[Role]:
    """Retrieve all roles."""


@ROLES.writes("POST", "/4/roles")
def create_role(body: RoleInput) -> Role:
    """Create a role."""


@ROLES.reads("GET", "/4/roles/default")
def get_default_role() -> Role:
    """Retrieve the default role."""


@ROLES.reads("GET", "/4/roles/{id}")
def get_role_by_id(id: Id) -> Role:
    """Retrieve a role."""


@ROLES.writes("PUT", "/4/roles/{id}")
def update_role(id: Id, body: RoleInput) -> Role:
    """Update a role."""


@ROLES.writes("DELETE", "/4/roles/{id}", refuses=(400,))
def delete_role(id: Id) -> None:
    """Delete a role that no membership uses. The default role can't be deleted."""
