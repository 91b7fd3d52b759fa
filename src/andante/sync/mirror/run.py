"""Goes through all groups: reads there, writes here, remembers how far it came."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from andante.client import ApiError, NotAllowed
from andante.client import NotFound as NotFoundAtSource
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound, Refusal

from . import actions, directory, organisation, schedules, staff, work
from .groups import Batch, Group
from .rules import Counts, Mirrored
from .source import Source

GROUPS: Sequence[Group[Any, Any]] = (
    organisation.CONFIGURATION,
    directory.USERS,
    directory.PROJECTS,
    directory.ISSUES,
    organisation.ROLES,
    organisation.CUSTOMERS,
    organisation.CATEGORIES,
    organisation.ACCOUNTS,
    organisation.ACCOUNT_LINKS,
    organisation.WORK_ATTRIBUTES,
    schedules.WORKLOAD_SCHEMES,
    schedules.WORKLOAD_MEMBERS,
    schedules.HOLIDAY_SCHEMES,
    schedules.HOLIDAYS,
    schedules.HOLIDAY_MEMBERS,
    staff.SKILLS,
    staff.GENERIC_RESOURCES,
    staff.SKILL_ASSIGNMENTS,
    staff.TEAMS,
    staff.PROGRAMS,
    staff.MEMBERSHIPS,
    staff.TEAM_LINKS,
    staff.TEAM_RESOURCES,
    organisation.ADMINISTRATORS,
    organisation.PERMISSION_ROLES,
    work.WORKLOGS,
    work.PLANS,
    work.FLEX_PLANS,
    work.TIMESHEETS,
)
"""Each stands on those before it."""

FEW = 20
"""So many may be gone without anybody wondering, where an administrator looked."""

Say = Callable[[str, Counts], None]
"""Told after each batch: the group, and what became of it by now."""

Warn = Callable[[str], None]


class Options(Struct, frozen=True, kw_only=True):
    """`full`: everything is read anew, and what was deleted there is looked for. `remove_many`: also where more than half
    of a group is gone, or the token is no administrator's, who might just not see it."""

    only: Sequence[str] = ()
    full: bool = False
    remove_many: bool = False


def mirror(database: Database, url: str, source: Source, options: Options, say: Say, warn: Warn) -> dict[str, Counts]:
    """Brings everything here to the state of the other server. Gives what became of each group. Whoever is interrupted
    loses no more than a batch, and goes on from there."""
    wanted = [group for group in GROUPS if not options.only or group.name in options.only]
    wanted = [group for group in wanted if source.jira or not group.is_of_jira]
    with database.call(SYSTEM, Access.WRITE) as call:
        run = _Run(database, actions.source_of(call, url), source, options, say, warn)
    gone = [(group, run.read(group)) for group in wanted]
    if run.refusal and not run.counts:
        raise run.refusal
    for group, missing in reversed(gone):
        run.remove(group, missing)
    return run.counts


def check_names(names: Sequence[str]) -> None:
    """Refuses what is no group."""
    known = [group.name for group in GROUPS]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid("", FaultCode.INVALID_CHOICE, f"There is no group '{unknown[0]}'; there are {', '.join(known)}")


class _Run:
    """One passage through the groups."""

    def __init__(self, database: Database, source_id: int, source: Source, options: Options, say: Say, warn: Warn) -> None:
        self.database, self.source_id, self.source, self.options = database, source_id, source, options
        self.say, self.warn = say, warn
        self.counts: dict[str, Counts] = {}
        self.refusal: ApiError | None = None

    def read(self, group: Group[Any, Any]) -> list[Mirrored]:
        """Reads and writes a group; gives what of it is here and no longer there. Nothing, where the source does not tell of
        the group: it has no such part, the token may not see it, or something in it was deleted while it was read."""
        try:
            return self._read(group)
        except (NotAllowed, NotFoundAtSource) as refusal:
            self.refusal = refusal
            self.warn(f"{group.name}: the source does not tell ({refusal}); the next run asks again.")
            return []

    def _read(self, group: Group[Any, Any]) -> list[Mirrored]:
        counts = Counts()
        seen: set[str] = set()
        safe = mark = self._mark(group)
        for batch in group.read(self.source, mark):
            self.counts[group.name] = counts
            counts.add(self._take(group, batch))
            seen.update(str(group.key(item)) for item in batch.items)
            counts.seen = len(seen)
            safe = safe if counts.put_off else batch.mark
            self.say(group.name, counts)
        if counts.put_off:
            self.warn(f"{group.name}: {counts.put_off} refer to something that is not here yet; the next run takes them.")
            with self.database.call(SYSTEM, Access.WRITE) as call:
                actions.set_mark(call, self.source_id, group.name, safe)
        self.counts[group.name] = counts
        return self._gone(group, seen)

    def _mark(self, group: Group[Any, Any]) -> str | None:
        if self.options.full:
            return None
        with self.database.call(SYSTEM) as call:
            return actions.mark(call, self.source_id, group.name)

    def _take(self, group: Group[Any, Any], batch: Batch[Any]) -> Counts:
        """Writes a batch in one transaction. Where something in it is refused, all but that: half by half."""
        try:
            with self.database.call(SYSTEM, Access.WRITE) as call:
                return actions.take(call, self.source_id, group, batch)
        except (Invalid, NotFound, Forbidden) as refusal:
            if len(batch.items) == 1:
                return self._leave_out(group, batch, refusal)
            middle = len(batch.items) // 2
            counts = self._take(group, Batch(batch.items[:middle]))
            counts.add(self._take(group, Batch(batch.items[middle:], batch.mark)))
            return counts

    def _leave_out(self, group: Group[Any, Any], batch: Batch[Any], refusal: Refusal) -> Counts:
        """Goes on without the one thing of a batch."""
        self.warn(f"{group.name}: {group.key(batch.items[0])} is refused here: {refusal}")
        counts = self._take(group, Batch([], batch.mark))
        counts.refused += 1
        return counts

    def _gone(self, group: Group[Any, Any], seen: set[str]) -> list[Mirrored]:
        """What is here and no longer there: found by looking twice where all was read, by asking where it was not."""
        if not group.remove or not (group.is_read_whole or self.options.full):
            return []
        with self.database.call(SYSTEM) as call:
            missing = [one for one in actions.known(call, self.source_id, group.name) if one.theirs not in seen]
        there = self._still_there(group, [one.theirs for one in missing]) if missing else set()
        return [one for one in missing if one.theirs not in there]

    def _still_there(self, group: Group[Any, Any], theirs: Sequence[str]) -> set[str]:
        if group.still_there:
            return group.still_there(self.source, theirs)
        return {str(group.key(item)) for batch in group.read(self.source, None) for item in batch.items}

    def remove(self, group: Group[Any, Any], gone: Sequence[Mirrored]) -> None:
        """Each in a transaction of its own: what is used here stays."""
        if not gone or not self._may_remove(group, len(gone)):
            return
        counts = self.counts[group.name]
        for one in gone:
            try:
                with self.database.call(SYSTEM, Access.WRITE) as call:
                    actions.drop(call, self.source_id, group, one)
                counts.removed += 1
            except Refusal as refusal:
                counts.kept += 1
                self.warn(f"{group.name}: {one.theirs} is gone there and stays here: {refusal}")
        self.say(group.name, counts)

    def _may_remove(self, group: Group[Any, Any], many: int) -> bool:
        with self.database.call(SYSTEM) as call:
            here = actions.count(call, self.source_id, group.name)
        if self.options.remove_many or (many <= max(FEW, here // 2) and self._sees_all):
            return True
        why = "the token may not see them any more" if self._sees_all else "the token does not see them: it is no administrator's"
        self.warn(f"{group.name}: {many} of {here} are gone there, or {why}. They stay here; --remove-many removes them.")
        return False

    @cached_property
    def _sees_all(self) -> bool:
        """Whether the token is an administrator's: nobody else sees who the administrators are."""
        return any(organisation.administrators(self.source))
