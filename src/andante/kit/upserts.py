"""Creates or updates many records at once, as imports do. Records with new keys are inserted, and changed records are updated."""

from collections.abc import Callable, Collection, Sequence
from itertools import count
from typing import Generic, NamedTuple

from .call import Call
from .changes import Action, Entity, Record
from .errors import Fault, FaultCode


class Outcome(NamedTuple):
    """What happened to one of many inputs. `action` is None if the record was unchanged or the input had faults."""

    action: Action | None = None
    faults: Sequence[Fault] = ()


class Upsert(Generic[Record]):
    """Collects records one by one, to write them together. `existing`: the stored records that the input may change, by key."""

    def __init__(self, existing: dict[str, Record]) -> None:
        self.before = dict(existing)
        self.after = existing

    def add(self, key: str, record: Record, faults: Sequence[Fault] = ()) -> Outcome:
        """Adds a record, unless its input has faults."""
        if faults:
            return Outcome(faults=faults)
        old = self.after.get(key)
        self.after[key] = record
        if old == record:
            return Outcome()
        return Outcome(Action.UPDATED if old else Action.CREATED)

    @property
    def created(self) -> list[Record]:
        return [record for key, record in self.after.items() if key not in self.before]

    @property
    def updated(self) -> list[tuple[Record, Record]]:
        """Each changed record before and after."""
        return [(before, self.after[key]) for key, before in self.before.items() if self.after[key] != before]

    def write(self, call: Call, entity: Entity[Record], save: Callable[..., None]) -> None:
        """Stores the records and logs the changes. `save(db, created, updated)` is a function of the store."""
        created, updated = self.created, self.updated
        save(call.db, created, [after for _, after in updated])
        call.record_created(entity, created)
        call.record_updated(entity, updated)


class Ids:
    """Assigns ids to records that a file identifies by name. The file may request an id for a record.

    `owners`: the names of the records that have a requested id, by id. `free`: the first unused id.
    """

    def __init__(self, owners: dict[int, str], requested: Collection[int | None], free: int) -> None:
        self.owners = owners
        self.unused = count(max([free, *(id + 1 for id in requested if id)]))

    def assign(self, name: str, requested: int | None, existing: int | None) -> tuple[int, list[Fault]]:
        """Returns the id of the record with this name (its existing id, the requested one or an unused one), and the faults of the
        requested id."""
        id = existing or requested or next(self.unused)
        faults = [] if requested in (None, id) else [Fault("id", FaultCode.IMMUTABLE, f"of {name} is {id} and can't become {requested}")]
        owner = self.owners.setdefault(id, name)
        return id, faults if owner == name else [*faults, Fault("id", FaultCode.DUPLICATE, f"{id} belongs to {owner} already")]
