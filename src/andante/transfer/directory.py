"""Users, projects and issues in files: a row adds what is new and changes what is there."""

from collections.abc import Iterator
from typing import Any

from ..issues import actions as issues
from ..issues.wire import IssueRow, ProjectRow
from ..kit.call import Call
from ..people import actions as people
from ..people.wire import UserRow
from .kinds import Filter, Kind, by, rows_of


def _issues(call: Call, filter: Filter) -> Iterator[dict[str, Any]]:
    keys: list[str | None] = [issues.find_project(call, named).key for named in filter.projects]
    return (row for key in keys or [None] for row in rows_of(issues.all_issues(call, key), IssueRow))


USERS = Kind(UserRow, by(people.put_all), lambda call, _: rows_of(people.everyone(call), UserRow))
PROJECTS = Kind(ProjectRow, by(issues.put_projects), lambda call, _: rows_of(issues.all_projects(call), ProjectRow))
ISSUES = Kind(IssueRow, by(issues.put_issues), _issues, filters=frozenset({"projects"}))
