"""Many records put at once, as files bring them: what is new is added, what is there is changed."""

from collections.abc import Callable, Collection, Sequence
from itertools import count
from typing import Generic, NamedTuple

from .call import Call
from .changes import Action, Entity, Record
from .errors import Fault, FaultCode


class Outcome(NamedTuple):
    """What became of one of many things that were given at once: created, updated, or nothing, as it was there already
    or had faults."""

    action: Action | None = None
    faults: Sequence[Fault] = ()


class Puts(Generic[Record]):
    """Records that are put one after the other, to be written together: `there` is what is stored of them, by key."""

    def __init__(self, there: dict[str, Record]) -> None:
        self.before = dict(there)
        self.after = there

    def put(self, key: str, record: Record, faults: Sequence[Fault] = ()) -> Outcome:
        """What has faults is not put."""
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
        """Before and after."""
        return [(before, self.after[key]) for key, before in self.before.items() if self.after[key] != before]

    def write(self, call: Call, entity: Entity[Record], id: Callable[[Record], int | str], to: Callable[..., None]) -> None:
        """Writes them to a store, which takes those that are new and those that changed, and records both."""
        created, updated = self.created, self.updated
        to(call.db, created, [after for _, after in updated])
        call.record_all(entity, Action.CREATED, ((id(record), None, record) for record in created))
        call.record_all(entity, Action.UPDATED, ((id(after), before, after) for before, after in updated))


class Ids:
    """The ids of records that a file names otherwise and may give an id. `taken`: whose an id is, of those that are
    `given`; `free`: the first that nothing stored has."""

    def __init__(self, taken: dict[int, str], given: Collection[int | None], free: int) -> None:
        self.taken = taken
        self.fresh = count(max([free, *(id + 1 for id in given if id)]))

    def claim(self, name: str, given: int | None, present: int | None) -> tuple[int, list[Fault]]:
        """The id of what is named so, which has the present one or is new; and what is wrong with the given one."""
        id = present or given or next(self.fresh)
        faults = [] if given in (None, id) else [Fault("id", FaultCode.IMMUTABLE, f"of {name} is {id} and can't become {given}")]
        owner = self.taken.setdefault(id, name)
        return id, faults if owner == name else [*faults, Fault("id", FaultCode.DUPLICATE, f"{id} belongs to {owner} already")]
