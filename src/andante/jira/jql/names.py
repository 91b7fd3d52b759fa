"""Looks up the names in a query (projects, users, statuses, …), with one SQL query for each kind of object."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import Catalog, IssueRecord
from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import queries as projects
from andante.kit.call import Call

IdsByName = Mapping[str, Sequence[int]]


class Names:
    """Finds the objects that a query names. `names` contains these names by the kind of object that they refer to."""

    def __init__(self, call: Call, names: Mapping[str, Sequence[str]]) -> None:
        self.call = call
        self.names = names

    def ids(self, field: str, name: str) -> Sequence[int]:
        """The ids of the objects with this name that the field can refer to."""
        by_name: IdsByName = getattr(self, f"_{field}")
        return by_name.get(name.lower(), ())

    def users(self, name: str) -> list[str]:
        """The account ids of the users with this name."""
        return [user.account_id for user in self._users.get(name, ())]

    def issue(self, name: str) -> IssueRecord | None:
        """The issue with this id or key."""
        return self._issues.get(name.upper())

    @cached_property
    def catalog(self) -> Catalog:
        return issues.catalog(self.call)

    @cached_property
    def _users(self) -> Mapping[str, Collection[UserRecord]]:
        return people.by_names(self.call, self._all("assignee", "reporter", "worklog_author"))

    @cached_property
    def _issues(self) -> dict[str, IssueRecord]:
        return issues.by_ids_or_keys(self.call, [name.upper() for name in self._all("key", "parent")])

    @cached_property
    def _project(self) -> IdsByName:
        return _by_name((project.id, (project.key, project.name)) for project in projects.by_names(self.call, self._all("project")))

    @cached_property
    def _version(self) -> IdsByName:
        return _by_name((version.id, (version.name,)) for version in projects.versions_named(self.call, self._all("version")))

    @cached_property
    def _component(self) -> IdsByName:
        return _by_name((component.id, (component.name,)) for component in projects.components_named(self.call, self._all("component")))

    @cached_property
    def _status(self) -> IdsByName:
        return _by_name((status.id, (status.name,)) for status in self.catalog.statuses.values())

    @cached_property
    def _type(self) -> IdsByName:
        return _by_name((type.id, (type.name,)) for type in self.catalog.types.values())

    @cached_property
    def _priority(self) -> IdsByName:
        return _by_name((priority.id, (priority.name,)) for priority in self.catalog.priorities.values())

    def _all(self, *fields: str) -> list[str]:
        return list({name for field in fields for name in self.names.get(field, ())})


def _by_name(objects: Iterable[tuple[int, Sequence[str]]]) -> IdsByName:
    """The ids of objects, by their names in lower case and by the id as text."""
    ids: dict[str, list[int]] = defaultdict(list)
    for id, names in objects:
        for name in {str(id), *(name.lower() for name in names)}:
            ids[name].append(id)
    return ids
