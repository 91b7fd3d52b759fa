"""Mirrors all groups: reads them at the source, writes changes, and stores how far each group was read."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from andante.client import ApiError, NotAllowed
from andante.client import NotFound as NotFoundAtSource
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound, Refusal, Unavailable

from . import actions, directory, feed, organization, schedules, staff, work
from .groups import Batch, Group
from .rules import Counts, MirroredObject
from .source import Source

GROUPS: Sequence[Group[Any, Any]] = (
    organization.CONFIGURATION,
    directory.USERS,
    directory.PROJECTS,
    directory.ISSUES,
    organization.ROLES,
    organization.CUSTOMERS,
    organization.CATEGORIES,
    organization.ACCOUNTS,
    organization.ACCOUNT_LINKS,
    organization.WORK_ATTRIBUTES,
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
    organization.ADMINISTRATORS,
    organization.PERMISSION_ROLES,
    work.WORKLOGS,
    work.PLANS,
    work.FLEX_PLANS,
    work.TIMESHEETS,
)
"""Each group refers only to groups before it."""

MAX_UNCONFIRMED_REMOVALS = 20
"""With the token of an administrator, this many objects of a group are removed without --remove-many, even if they are more
than half of the group."""

Progress = Callable[[str, Counts], None]
"""Called after each batch with the name of the group and its counts so far."""

Warn = Callable[[str], None]


class Options(Struct, frozen=True, kw_only=True):
    """`only`: names of groups; all if it is empty. `full`: read everything again, and find deleted objects in all groups.
    `remove_many`: remove deleted objects even if they are more than half of a group, or if the token does not belong to an
    administrator, who might only be unable to view them."""

    only: Sequence[str] = ()
    full: bool = False
    remove_many: bool = False


def mirror(database: Database, url: str, source: Source, options: Options, progress: Progress, warn: Warn) -> dict[str, Counts]:
    """Copies all changes of the source, and returns the counts of each group. After an interruption, the next run continues
    with the batch that was interrupted."""
    groups = [group for group in GROUPS if not options.only or group.name in options.only]
    groups = [group for group in groups if source.jira or not group.needs_jira]
    with database.call(SYSTEM, Access.WRITE) as call:
        run = _Run(database, actions.find_or_add_source(call, url), source, options, progress, warn)
    deleted = [(group, run.read(group)) for group in groups]
    if run.refusal and not run.counts:
        raise run.refusal
    for group, objects in reversed(deleted):
        if run.remove(group, objects):
            run.store_feed_position(group)
    return run.counts


def check_names(names: Sequence[str]) -> None:
    """Raises Invalid if one of the names is not a group."""
    groups = [group.name for group in GROUPS]
    unknown = [name for name in names if name not in groups]
    if unknown:
        raise Invalid("", FaultCode.INVALID_CHOICE, f"'{unknown[0]}' is not a group; the groups are {', '.join(groups)}")


def _feed_mark(group: Group[Any, Any]) -> str:
    """The name of the mark with the position in the change feed."""
    return f"{group.name} deletions"


class _Run:
    """One run through the groups."""

    def __init__(self, database: Database, source_id: int, source: Source, options: Options, progress: Progress, warn: Warn) -> None:
        self.database, self.source_id, self.source, self.options = database, source_id, source, options
        self.progress, self.warn = progress, warn
        self.counts: dict[str, Counts] = {}
        self.feed_positions: dict[str, str] = {}
        """Where the next run continues in the change feed, by name of the group."""
        self.refusal: ApiError | None = None

    def read(self, group: Group[Any, Any]) -> list[MirroredObject]:
        """Copies the changes of a group, and returns the objects that were deleted at the source.

        Only warns if the source refuses: it lacks the feature, the token lacks the scope, or an object was deleted while the
        group was read.
        """
        try:
            return self._read(group)
        except (NotAllowed, NotFoundAtSource) as refusal:
            self.refusal = refusal
            self.warn(f"{group.name}: the source refused the request ({refusal}). The next run tries again.")
            return []

    def _read(self, group: Group[Any, Any]) -> list[MirroredObject]:
        counts = Counts()
        remote_ids: set[str] = set()
        feed_position = self._feed_position(group)
        safe_mark = mark = self._mark(group)
        for batch in group.read(self.source, mark):
            self.counts[group.name] = counts
            counts.add(self._write(group, batch))
            remote_ids.update(str(group.key(item)) for item in batch.items)
            counts.read = len(remote_ids)
            safe_mark = safe_mark if counts.postponed else batch.mark
            self.progress(group.name, counts)
        if counts.postponed:
            self.warn(f"{group.name}: {counts.postponed} refer to objects that were not copied yet. The next run copies them.")
            with self.database.call(SYSTEM, Access.WRITE) as call:
                actions.set_mark(call, self.source_id, group.name, safe_mark)
        self.counts[group.name] = counts
        if feed_position and not self.options.full:
            return self._find_deleted_in_feed(group, feed_position)
        return self._find_deleted(group, remote_ids)

    def _feed_position(self, group: Group[Any, Any]) -> str | None:
        """Where to continue in the change feed of the source. In the first run, and in a full one, the next run continues at the position
        before this one: a full run finds everything that was deleted before."""
        if not group.entity:
            return None
        with self.database.call(SYSTEM) as call:
            stored = actions.mark(call, self.source_id, _feed_mark(group))
        if (self.options.full or not stored) and (position := feed.newest_position(self.source)):
            self.feed_positions[group.name] = position
        return stored

    def _find_deleted_in_feed(self, group: Group[Any, Any], position: str) -> list[MirroredObject]:
        remote_ids, self.feed_positions[group.name] = feed.deletions(self.source, group.entity or "", position)
        existing = self._existing(group, sorted(remote_ids)) if remote_ids else set()
        with self.database.call(SYSTEM) as call:
            return actions.find_mirrored(call, self.source_id, group.name, remote_ids - existing)

    def store_feed_position(self, group: Group[Any, Any]) -> None:
        if position := self.feed_positions.get(group.name):
            with self.database.call(SYSTEM, Access.WRITE) as call:
                actions.set_mark(call, self.source_id, _feed_mark(group), position)

    def _mark(self, group: Group[Any, Any]) -> str | None:
        if self.options.full:
            return None
        with self.database.call(SYSTEM) as call:
            return actions.mark(call, self.source_id, group.name)

    def _write(self, group: Group[Any, Any], batch: Batch[Any]) -> Counts:
        """Writes a batch in one transaction. If an object is refused, halves the batch until only that object is left out."""
        try:
            with self.database.call(SYSTEM, Access.WRITE) as call:
                return actions.write_batch(call, self.source_id, group, batch)
        except (Invalid, NotFound, Forbidden) as refusal:
            if len(batch.items) == 1:
                return self._skip(group, batch, refusal)
            middle = len(batch.items) // 2
            counts = self._write(group, Batch(batch.items[:middle]))
            counts.add(self._write(group, Batch(batch.items[middle:], batch.mark)))
            return counts

    def _skip(self, group: Group[Any, Any], batch: Batch[Any], refusal: Refusal) -> Counts:
        """Skips the only object of a batch."""
        self.warn(f"{group.name}: {group.key(batch.items[0])} can't be copied: {refusal}")
        counts = self._write(group, Batch([], batch.mark))
        counts.refused += 1
        return counts

    def _find_deleted(self, group: Group[Any, Any], remote_ids: set[str]) -> list[MirroredObject]:
        """The objects that were deleted at the source. Checks a second time: an object may have moved while the list was read."""
        if not group.remove or not (group.reads_all or self.options.full):
            return []
        with self.database.call(SYSTEM) as call:
            missing = [object for object in actions.list_mirrored(call, self.source_id, group.name) if object.remote_id not in remote_ids]
        existing = self._existing(group, [object.remote_id for object in missing]) if missing else set()
        return [object for object in missing if object.remote_id not in existing]

    def _existing(self, group: Group[Any, Any], remote_ids: Sequence[str]) -> set[str]:
        """The subset of these remote ids that still exists at the source. The result may contain other ids, too."""
        if group.find_existing:
            return group.find_existing(self.source, remote_ids)
        return {str(group.key(item)) for batch in group.read(self.source, None) for item in batch.items}

    def remove(self, group: Group[Any, Any], deleted: Sequence[MirroredObject]) -> bool:
        """Removes each object in its own transaction. Keeps objects that others refer to. Returns whether none is kept."""
        if not deleted:
            return True
        if not self._may_remove(group, len(deleted)):
            return False
        counts = self.counts[group.name]
        for object in deleted:
            try:
                with self.database.call(SYSTEM, Access.WRITE) as call:
                    actions.remove(call, self.source_id, group, object)
                counts.removed += 1
            except Unavailable:
                raise
            except Refusal as refusal:
                counts.kept += 1
                self.warn(f"{group.name}: {object.remote_id} was deleted at the source, but is kept here: {refusal}")
        self.progress(group.name, counts)
        return not counts.kept

    def _may_remove(self, group: Group[Any, Any], count: int) -> bool:
        with self.database.call(SYSTEM) as call:
            total = actions.count(call, self.source_id, group.name)
        if self.options.remove_many or (count <= max(MAX_UNCONFIRMED_REMOVALS, total // 2) and self._is_administrator):
            return True
        reason = "can no longer view them" if self._is_administrator else "can't view them, because it is not an administrator's"
        message = f"{count} of {total} were deleted at the source, or the token {reason}. They are kept. To remove them, use --remove-many."
        self.warn(f"{group.name}: {message}")
        return False

    @cached_property
    def _is_administrator(self) -> bool:
        """Whether the token belongs to an administrator: only administrators can view who the administrators are."""
        return any(organization.administrators(self.source))
