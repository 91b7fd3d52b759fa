"""Users, projects and issues in files: a row adds what is new and changes what is there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from ..issues import actions as issues
from ..issues.wire import IssueRow, ProjectRow
from ..kit.call import Call
from ..kit.changes import Outcome
from ..people import actions as people
from ..people.wire import UserRow
from .kinds import ByAction, Filter, Importer, Kind, Options, Row


def _by(put: Callable[[Call, Sequence[Row]], list[Outcome]]) -> Callable[[Call, Options], Importer[Row]]:
    return lambda call, _: ByAction(call, put)


def _rows(records: Iterable[Struct], kind: type[Struct]) -> Iterator[dict[str, Any]]:
    """What the columns of the kind say of each record."""
    return ({name: getattr(record, name) for name in kind.__struct_fields__} for record in records)


def _issues(call: Call, filter: Filter) -> Iterator[dict[str, Any]]:
    keys: list[str | None] = [issues.find_project(call, named).key for named in filter.projects]
    return (row for key in keys or [None] for row in _rows(issues.all_issues(call, key), IssueRow))


USERS = Kind(UserRow, _by(people.put_all), lambda call, _: _rows(people.everyone(call), UserRow))
PROJECTS = Kind(ProjectRow, _by(issues.put_projects), lambda call, _: _rows(issues.all_projects(call), ProjectRow))
ISSUES = Kind(IssueRow, _by(issues.put_issues), _issues, filters=frozenset({"projects"}))
