"""What an external system is told, and what it answers."""

from collections.abc import Iterator, Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import check_range
from andante.kit.db import lock

from . import rules, store
from .rules import Entry, Outcome, Selection, ToldWorklog

BATCH = 1000


def tell(call: Call, selection: Selection) -> Iterator[ToldWorklog]:
    """The selected worklogs, whoever's they are, by their start. They are read as they are used: however many, they take
    no more memory than a few."""
    _check(call, selection)
    told = store.tell(call.db, selection)
    return filter(rules.is_due, told) if selection.diff_only else told


def count(call: Call, selection: Selection) -> int:
    """How many `tell` gives."""
    _check(call, selection)
    return sum(1 for _ in tell(call, selection)) if selection.diff_only else store.count(call.db, selection)


def answer(call: Call, entries: Sequence[Entry]) -> list[Outcome]:
    """Stores answers to worklogs; the last one to a worklog counts. What is wrong with one keeps only that one out."""
    call.require_administrator(to="answer to worklogs")
    lock(call.db, store.RESULT.name)
    outcomes: list[Outcome] = []
    for start in range(0, len(entries), BATCH):
        outcomes += _answer(call, entries[start : start + BATCH])
    return outcomes


def _answer(call: Call, entries: Sequence[Entry]) -> list[Outcome]:
    named = {entry.worklog_id for entry in entries if entry.worklog_id is not None}
    store.keep(call.db, named)
    worklogs = store.by_ids(call.db, named)
    outcomes = [Outcome(entry, rules.entry_faults(entry, worklogs.get(entry.worklog_id or 0))) for entry in entries]
    records = [rules.answer(entry, call.now) for entry, faults in outcomes if not faults]
    after = {record.worklog_id: record for record in records}
    if after:
        before = store.answers_to(call.db, after)
        store.put_answers(call.db, list(after.values()))
        fresh = after.keys() - before.keys()
        call.record_all(store.RESULT, Action.CREATED, ((id, None, after[id]) for id in after if id in fresh))
        call.record_all(store.RESULT, Action.UPDATED, ((id, before[id], after[id]) for id in after if id not in fresh))
    return outcomes


def _check(call: Call, selection: Selection) -> None:
    call.require_administrator(to="read the worklogs of all people")
    check_range(selection.from_, selection.to)
