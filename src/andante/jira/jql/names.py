"""What the names in a query stand for: looked up all together, one question for each kind of thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import Catalogue, IssueRecord
from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.directory.projects import actions as projects
from andante.kit.call import Call

Found = Mapping[str, Sequence[int]]


class Names:
    """`wanted`: the names by the field that they are used with, `project` or `assignee` and so on."""

    def __init__(self, call: Call, wanted: Mapping[str, Sequence[str]]) -> None:
        self.call = call
        self.wanted = wanted

    def ids(self, field: str, name: str) -> Sequence[int]:
        """The ids of what has this name, of the kind that the field holds; none where nothing has."""
        by_name: Found = getattr(self, f"_{field}")
        return by_name.get(name.lower(), ())

    def users(self, name: str) -> list[str]:
        """The account ids of whom the name means."""
        return [user.account_id for user in self._users.get(name, ())]

    def issue(self, name: str) -> IssueRecord | None:
        """The issue with this id or key."""
        return self._issues.get(name.upper())

    @cached_property
    def catalogue(self) -> Catalogue:
        return issues.catalogue(self.call)

    @cached_property
    def _users(self) -> Mapping[str, Collection[UserRecord]]:
        return people.named(self.call, self._all("assignee", "reporter", "worklog_author"))

    @cached_property
    def _issues(self) -> dict[str, IssueRecord]:
        return issues.named(self.call, [name.upper() for name in self._all("key", "parent")])

    @cached_property
    def _project(self) -> Found:
        return _by_name((one.id, (one.key, one.name)) for one in projects.named(self.call, self._all("project")))

    @cached_property
    def _version(self) -> Found:
        return _by_name((one.id, (one.name,)) for one in projects.versions_named(self.call, self._all("version")))

    @cached_property
    def _component(self) -> Found:
        return _by_name((one.id, (one.name,)) for one in projects.components_named(self.call, self._all("component")))

    @cached_property
    def _status(self) -> Found:
        return _by_name((one.id, (one.name,)) for one in self.catalogue.statuses.values())

    @cached_property
    def _type(self) -> Found:
        return _by_name((one.id, (one.name,)) for one in self.catalogue.types.values())

    @cached_property
    def _priority(self) -> Found:
        return _by_name((one.id, (one.name,)) for one in self.catalogue.priorities.values())

    def _all(self, *fields: str) -> list[str]:
        return list({name for field in fields for name in self.wanted.get(field, ())})


def _by_name(things: Iterable[tuple[int, Sequence[str]]]) -> Found:
    """The ids by id and name, in lower case."""
    found: dict[str, list[int]] = defaultdict(list)
    for id, names in things:
        for name in {str(id), *(name.lower() for name in names)}:
            found[name].append(id)
    return found
