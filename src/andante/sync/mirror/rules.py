"""The records of the mirror. Decides which objects must be written."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

Input = TypeVar("Input")
T = TypeVar("T")


class MirroredObject(Struct, frozen=True, gc=False):
    """An object's id at the source, its id in this database, and the fingerprint of what was last written."""

    remote_id: str
    local_id: str
    fingerprint: str


class Change(NamedTuple, Generic[Input]):
    """What must be written. If `local_id` is None, the object is new."""

    local_id: str | None
    input: Input


class MissingReference(Exception):
    """An object refers to one that was not copied yet, because it was created after its group was read."""


class Ids:
    """Translates remote ids into local ids. People, issues and projects keep their ids. Their ids are collected when they
    are requested, because placeholders may have to be created for them."""

    def __init__(self, load_group: Callable[[str], Mapping[str, str]]) -> None:
        """`load_group` returns the local ids of a group, by remote id."""
        self._load_group = load_group
        self._loaded: dict[str, Mapping[str, str]] = {}
        self.users: set[str] = set()
        self.issues: set[int] = set()
        self.projects: set[int] = set()

    def of(self, group: str, remote_id: int | str) -> int:
        """Raises MissingReference if the object was not copied yet."""
        local_id = self.find(group, remote_id)
        if local_id is None:
            raise MissingReference(f"'{remote_id}' of the group {group} was not copied yet")
        return int(local_id)

    def find(self, group: str, remote_id: int | str) -> str | None:
        """The local id, or None if the object was not copied yet."""
        if group not in self._loaded:
            self._loaded[group] = self._load_group(group)
        return self._loaded[group].get(str(remote_id))

    def user(self, account_id: str) -> str:
        self.users.add(account_id)
        return account_id

    def issue(self, id: int) -> int:
        self.issues.add(id)
        return id

    def project(self, id: int) -> int:
        self.projects.add(id)
        return id


class Counts(Struct):
    """How many objects of a group were read, and what happened to them.

    `postponed`: they refer to objects that were not copied yet. `refused`: they are not valid here. `kept`: they were deleted at
    the source, but other objects refer to them.
    """

    created: int = 0
    changed: int = 0
    removed: int = 0
    postponed: int = 0
    refused: int = 0
    kept: int = 0
    read: int = 0

    @property
    def unchanged(self) -> int:
        """How many did not have to be written."""
        return max(0, self.read - self.created - self.changed - self.postponed - self.refused)

    def add(self, other: "Counts") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def changes_to_write(inputs: Mapping[str, Input], existing: Mapping[str, MirroredObject]) -> dict[str, Change[Input]]:
    """The objects that are new or have changed since they were last written. Both arguments are by remote id."""
    return {
        remote_id: Change(existing[remote_id].local_id if remote_id in existing else None, input)
        for remote_id, input in inputs.items()
        if remote_id not in existing or existing[remote_id].fingerprint != fingerprint(input)
    }


def fingerprint(input: object) -> str:
    """A digest of the content. It is the same in every process."""
    plain = msgspec.to_builtins(input, str_keys=True)
    return hashlib.blake2b(msgspec.json.encode(plain, order="deterministic"), digest_size=16).hexdigest()
