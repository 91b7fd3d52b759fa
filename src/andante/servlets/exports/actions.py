"""Exports worklogs to external systems and stores the results that they report."""

from collections.abc import Iterable, Iterator, Sequence

from andante.kit.call import Call
from andante.kit.clock import check_range
from andante.kit.db import lock

from . import rules, store
from .rules import Entry, ExportedWorklog, Outcome, Selection

BATCH = 1000


def export(call: Call, selection: Selection) -> Iterator[ExportedWorklog]:
    """The selected worklogs of all people, sorted by start. They are streamed from the database, so memory use doesn't
    depend on their number."""
    _check(call, selection)
    exported = store.export(call.db, selection)
    return filter(rules.is_due, exported) if selection.diff_only else exported


def count(call: Call, selection: Selection) -> int:
    """The number of worklogs that `export` returns."""
    _check(call, selection)
    return sum(1 for _ in export(call, selection)) if selection.diff_only else store.count(call.db, selection)


def record_results(call: Call, entries: Iterable[Entry]) -> Iterator[Outcome]:
    """Stores the results that an external system reports, in batches, and yields their outcomes. Results are stored only as far as
    outcomes are requested, so memory use doesn't depend on their number. If several are for the same worklog, the last one counts.
    An entry with faults is not stored and doesn't affect the others."""
    call.require_administrator(to="report results for worklogs")
    lock(call.db, store.RESULT.name)
    for batch in rules.batches(entries, BATCH):
        yield from _record_batch(call, batch)


def _record_batch(call: Call, entries: Sequence[Entry]) -> list[Outcome]:
    ids = {entry.worklog_id for entry in entries if entry.worklog_id is not None}
    store.lock_for_share(call.db, ids)
    worklogs = store.by_ids(call.db, ids)
    outcomes = [Outcome(entry, rules.entry_faults(entry, worklogs.get(entry.worklog_id or 0))) for entry in entries]
    records = [rules.result_record(entry, call.now) for entry, faults in outcomes if not faults]
    after = {record.worklog_id: record for record in records}
    if after:
        before = store.results_for(call.db, after)
        store.replace_results(call.db, list(after.values()))
        call.record_created(store.RESULT, [record for id, record in after.items() if id not in before])
        call.record_updated(store.RESULT, [(before[id], record) for id, record in after.items() if id in before])
    return outcomes


def _check(call: Call, selection: Selection) -> None:
    call.require_administrator(to="read the worklogs of all people")
    check_range(selection.from_, selection.to)
