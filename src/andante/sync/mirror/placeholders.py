"""People, projects and issues that are referred to and that nobody told about: deleted ones, and all of them where Jira can't
be asked. They keep their ids, and get names that say what they are."""

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueRow
from andante.directory.people import actions as people
from andante.directory.people.wire import UserRow
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectRow
from andante.kit.call import Call

from .rules import Ids

PREFIX = "MIRROR"
PROJECT_ID = 2**40
"""Far above any id that Jira gives, so that no project of the source wants it."""


def make(call: Call, noted: Ids) -> None:
    """Makes those of the noted ones that are not here."""
    users = sorted(noted.users - people.by_ids(call, noted.users).keys()) if noted.users else []
    if users:
        people.put_all(call, [UserRow(account_id=id, display_name=id) for id in users])
    places = sorted(noted.projects - projects.by_ids(call, noted.projects).keys()) if noted.projects else []
    if places:
        projects.put_all(call, [ProjectRow(id=id, key=f"{PREFIX}_{id}", name=f"Project {id}") for id in places])
    tasks = sorted(noted.issues - issues.by_ids(call, noted.issues).keys()) if noted.issues else []
    if tasks:
        projects.put_all(call, [ProjectRow(id=PROJECT_ID, key=PREFIX, name="Issues that only their ids are known of")])
        issues.put_all(call, [IssueRow(id=id, key=f"{PREFIX}-{id}", summary=f"Issue {id}") for id in tasks])
