"""People, projects and issues: what this area adds to the server."""

from sqlalchemy import Table

from andante.kit.checks import Check

from .issues import checks as issues_checks
from .issues import store as issues
from .people import store as people
from .projects import store as projects

TABLES: list[Table] = [
    people.users,
    people.user_properties,
    projects.project_categories,
    projects.projects,
    projects.versions,
    projects.components,
    issues.issue_types,
    issues.issue_statuses,
    issues.issue_priorities,
    issues.issues,
    issues.issue_words,
    issues.issue_versions,
    issues.issue_components,
]
CHECKS: list[Check] = issues_checks.CHECKS
