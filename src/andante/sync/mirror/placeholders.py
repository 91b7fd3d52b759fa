"""Creates placeholders for people, projects and issues that others refer to, but that can't be read: deleted ones, or all of them
if there is no Jira. Placeholders have the original ids, and names made from these ids."""

from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issue_queries
from andante.directory.issues.wire import IssueRow
from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import UserRow
from andante.directory.projects import actions as projects
from andante.directory.projects import queries as project_queries
from andante.directory.projects.wire import ProjectRow
from andante.kit.call import Call

from .rules import Ids

PREFIX = "MIRROR"
PROJECT_ID = 2**40
"""Far above the ids of Jira, so that it can't collide with a project of the source."""


def create_missing(call: Call, ids: Ids) -> None:
    """Creates the referenced users, projects and issues that don't exist."""
    users = sorted(ids.users - people_queries.by_ids(call, ids.users).keys()) if ids.users else []
    if users:
        people.upsert_all(call, [UserRow(account_id=id, display_name=id) for id in users])
    project_ids = sorted(ids.projects - project_queries.by_ids(call, ids.projects).keys()) if ids.projects else []
    if project_ids:
        projects.upsert_all(call, [ProjectRow(id=id, key=f"{PREFIX}_{id}", name=f"Project {id}") for id in project_ids])
    issue_ids = sorted(ids.issues - issue_queries.by_ids(call, ids.issues).keys()) if ids.issues else []
    if issue_ids:
        projects.upsert_all(call, [ProjectRow(id=PROJECT_ID, key=PREFIX, name="Issues that could not be read")])
        issues.upsert_all(call, [IssueRow(id=id, key=f"{PREFIX}-{id}", summary=f"Issue {id}") for id in issue_ids])
