"""Teams, roles, generic resources, skills and permissions: what this area adds to the server."""

from sqlalchemy import Table

from andante.kit.checks import Check
from andante.kit.server import Handler, handlers_in

from .grants import checks as grants_checks
from .grants import store as grants
from .memberships import routes as memberships_routes
from .permissions import routes as permissions_routes
from .programs import routes as programs_routes
from .resources import routes as resources_routes
from .resources import store as resources
from .roles import checks as roles_checks
from .roles import routes as roles_routes
from .roles import store as roles
from .teams import routes as teams_routes
from .teams import store as teams

ROUTES: list[Handler] = handlers_in(
    teams_routes,
    programs_routes,
    memberships_routes,
    roles_routes,
    resources_routes,
    permissions_routes,
)
TABLES: list[Table] = [
    grants.permission_roles,
    grants.permission_role_keys,
    grants.permission_role_members,
    grants.permission_role_teams,
    roles.team_roles,
    resources.generic_resources,
    resources.skills,
    resources.skill_assignments,
    teams.programs,
    teams.teams,
    teams.team_memberships,
    teams.team_links,
    teams.team_resources,
]
CHECKS: list[Check] = [*grants_checks.CHECKS, *roles_checks.CHECKS]
