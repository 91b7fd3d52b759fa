"""Undoes changes with the same actions, and so by the same rules, as if the caller made the opposite changes."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import or_
from sqlalchemy.sql.elements import ColumnElement

from andante.activity.feed import queries as feed
from andante.directory.issues import queries as issues
from andante.kit.call import Call
from andante.kit.changes import ENTITIES, Change, changes
from andante.kit.errors import Forbidden, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.planning.plans import actions as plans
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.queries import load_logging_rules
from andante.timekeeping.worklogs.rules import WorklogRecord, input_of

from . import rules, store

T = TypeVar("T")


def undo(call: Call, sequence: int, *, batch: bool) -> list[tuple[int, int]]:
    """Undoes a change, or all changes by the same person in the same request. Returns pairs: a change, and the one that undid it.

    Raises NotFound if the caller may not see the change, and Conflict if the object has changed since.
    """
    change = require_found(store.find(call.db, sequence, _visible(call)), "Change", sequence)
    undone = _batch_of(call, change) if batch else [change]
    rules.check_batch(undone)
    for entity in {each.entity for each in undone}:
        call.caller.require_scope(rules.SCOPES[entity])
    pairs = []
    for each in reversed(undone):
        _UNDO[each.entity](call, each)
        pairs.append((each.id, store.record_undo(call.db, each)))
    return pairs


def _visible(call: Call) -> ColumnElement[bool]:
    """The condition that the caller may see the object before or after a change that can be undone."""
    return or_(*(feed.visible(call, rules.SCOPES, record) for record in (changes.c.before, changes.c.after)))


def _batch_of(call: Call, change: Change) -> list[Change]:
    if change.request_id is None:
        raise rules.refusal(f"Change {change.id} doesn't belong to a request")
    found = store.batch(call.db, change, rules.MAX_BATCH + 1)
    if len(store.batch(call.db, change, rules.MAX_BATCH + 1, _visible(call))) < len(found):
        raise Forbidden("You may not undo all changes of this request, because you may not see all of them.")
    return found


def _undo_worklog(call: Call, change: Change) -> None:
    before, after = rules.decoded(change, ENTITIES[change.entity])
    id = int(change.entity_id)
    rules.check_unchanged(_existing(lambda: worklogs.find_and_lock(call, id)), after, f"Worklog {id}")
    if after is None:
        _restore_worklog(call, before)
    elif before is None:
        worklogs.remove_all(call, [id])
    else:
        rules.check_worklog(before, after)
        worklogs.change(call, id, input_of(before))


def _restore_worklog(call: Call, deleted: WorklogRecord) -> None:
    """Creates a deleted worklog again, with its id. The rules for new worklogs apply."""
    logging_rules = load_logging_rules(call)
    issue = issues.find(call, deleted.issue_id)
    (draft,), (faults,) = worklogs.check_all(call, logging_rules, [(issue, input_of(deleted))])
    if draft is None or faults:
        raise Invalid(*faults)
    worklogs.write_all(call, logging_rules, [draft], deleted=deleted)


def _undo_plan(call: Call, change: Change) -> None:
    before, after = rules.decoded(change, ENTITIES[change.entity])
    id = int(change.entity_id)
    rules.check_unchanged(_existing(lambda: plans.lock_and_find(call, id)), after, f"Plan {id}")
    if after is None:
        plans.restore(call, before)
    elif before is None:
        plans.remove(call, id)
    else:
        rules.check_plan(before, after)
        plans.revert(call, id, before)


def _undo_step(call: Call, change: Change) -> None:
    before, after = rules.decoded(change, ENTITIES[change.entity])
    verb = rules.opposite_step(before, after)
    key = after.key
    rules.check_unchanged(timesheets.of_user(call, *key).record, after, "The timesheet")
    if verb == "submit":
        timesheets.take_step(call, verb, *key, comment=before.comment, reviewer_id=before.reviewer_id)
    else:
        timesheets.take_step(call, verb, *key)


def _existing(find: Callable[[], T]) -> T | None:
    try:
        return find()
    except NotFound:
        return None


_UNDO = {"worklog": _undo_worklog, "allocation": _undo_plan, "timesheetapproval": _undo_step}
