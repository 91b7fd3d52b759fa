"""What is known of one thing there and here, and what is to be done about it."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

Given = TypeVar("Given")
T = TypeVar("T")


class Mirrored(Struct, frozen=True, gc=False):
    """One thing: what it is called there and here, and the fingerprint of what was written of it last."""

    theirs: str
    ours: str
    fingerprint: str


class Change(NamedTuple, Generic[Given]):
    """What is to be written of one thing, which is new where it is called nothing here."""

    ours: str | None
    given: Given


class Missing(Exception):
    """A thing refers to one that was not read yet, as it was made after its group was."""


class Ids:
    """What things there are called here. People, issues and projects keep their ids: those that are asked for are noted,
    as they may have to be made first."""

    def __init__(self, of_group: Callable[[str], Mapping[str, str]]) -> None:
        """`of_group` gives all of a group: what each thing there is called here."""
        self._of_group = of_group
        self._loaded: dict[str, Mapping[str, str]] = {}
        self.users: set[str] = set()
        self.issues: set[int] = set()
        self.projects: set[int] = set()

    def of(self, group: str, theirs: int | str) -> int:
        ours = self.find(group, theirs)
        if ours is None:
            raise Missing(f"'{theirs}' of the group {group} is not here yet")
        return int(ours)

    def find(self, group: str, theirs: int | str) -> str | None:
        """None where it is not here."""
        if group not in self._loaded:
            self._loaded[group] = self._of_group(group)
        return self._loaded[group].get(str(theirs))

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
    """What became of the things of a group. Those that were put off refer to something that is not here yet; those that
    were kept are not there any more, but used here."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    put_off: int = 0
    refused: int = 0
    kept: int = 0
    seen: int = 0

    @property
    def same(self) -> int:
        """How many are as they were."""
        return max(0, self.seen - self.created - self.changed - self.put_off - self.refused)

    def add(self, other: "Counts") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def to_write(given: Mapping[str, Given], known: Mapping[str, Mirrored]) -> dict[str, Change[Given]]:
    """What has to be written of things that were read, after what is known of them."""
    return {
        theirs: Change(known[theirs].ours if theirs in known else None, each)
        for theirs, each in given.items()
        if theirs not in known or known[theirs].fingerprint != fingerprint(each)
    }


def fingerprint(given: object) -> str:
    """The same for the same content, in every process."""
    plain = msgspec.to_builtins(given, str_keys=True)
    return hashlib.blake2b(msgspec.json.encode(plain, order="deterministic"), digest_size=16).hexdigest()
