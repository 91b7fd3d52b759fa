"""Measures pages of the audit log and of the change feed with many changes, for filters that match all, some or none of them."""

from collections.abc import Callable

from sqlalchemy import true

from andante.activity.audit import store
from andante.activity.audit.rules import Filter
from andante.activity.feed import store as feed
from andante.kit.changes import ENTITIES, Position
from andante.kit.clock import Instant
from andante.kit.database import Database
from benchmarks.engines import Dataset, scratch
from benchmarks.measure import Line, alternate, formatted

CHANGES = 2_000_000
START, MIDDLE, END = Instant("2026-01-01T00:00:00Z"), Instant("2026-06-01T00:00:00Z"), Instant("2027-01-01T00:00:00Z")

FILTERS = {
    "everything": Filter(),
    "worklogs": Filter(["worklog"]),
    "deleted plans": Filter(["allocation"], ["Deleted"]),
    "an entity that hardly ever changes": Filter(["program"]),
    "an author with a tenth of all changes": Filter(authors=["person3"]),
    "a worker with a tenth of all changes": Filter(workers=["person5"]),
    "a worker and an author who never changed their time": Filter(["worklog"], None, ["person3"], ["person5"]),
    "deletions of an author who deletes nothing": Filter(None, ["Deleted"], ["person7"]),
    "one object": Filter(["worklog"], ids=["4711"]),
    "ten entities": Filter(["team", "program", "role", "account", "customer", "holiday", "skill", "user", "project", "issue"]),
}
RECORD = '{"id":4711,"issue_id":12,"author_id":"person5","time_spent_seconds":3600,"description":"' + "x" * 150 + '"}'
TIMES = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%SZ', '2026-01-01', '+' || (n * 30000000 / {count}) || ' seconds')",
    "postgresql": "to_char(timestamp '2026-01-01' + n::bigint * 30000000 / {count} * interval '1 s', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
}
NUMBERS = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s) AS numbers",
    "postgresql": "generate_series(1, {count}) AS s(n)",
}


def audit(original: Dataset) -> list[Line]:
    """The 10th percentile of one page, the slower one of the newest changes and of older ones."""
    with scratch(original, "scratch_audit") as dataset:
        database = Database(dataset.url)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(_fill(dataset.engine).replace("%", "%%" if dataset.engine == "postgresql" else "%"))
            connection.exec_driver_sql("ANALYZE" if dataset.engine == "sqlite" else "VACUUM ANALYZE changes")
        with database.read() as db:

            def page(filter: Filter, end: Instant) -> Callable[[], object]:
                return lambda: store.newest(db, filter, START, end, None, 100)

            def changes(entities: list[str]) -> Callable[[], object]:
                return lambda: feed.page(db, Position(0, CHANGES // 2), entities, true(), true(), 100)

            times = alternate(*(page(filter, end) for filter in FILTERS.values() for end in (END, MIDDLE)), seconds=0.3)
            fed = alternate(changes(list(ENTITIES)), changes(["program"]), seconds=0.3)
        database.close()
    slower = [max(pair) for pair in zip(times[::2], times[1::2], strict=True)]
    measured = [*((f"audit log: {name}", time) for name, time in zip(FILTERS, slower, strict=True))]
    measured += [("change feed: everything", fed[0]), ("change feed: an entity that hardly ever changes", fed[1])]
    return [Line(dataset.engine, f"{CHANGES:,} changes, {what}", formatted(time), bound="< 20 ms") for what, time in measured]


def _fill(engine: str) -> str:
    """The statement that fills the change log: four fifths are changes of worklogs."""
    time, numbers = (part[engine].format(count=CHANGES) for part in (TIMES, NUMBERS))
    return f"""
        INSERT INTO changes (entity, entity_id, action, actor, person, at, before, after, version, transaction_id)
        SELECT CASE WHEN n % 10 < 8 THEN 'worklog' WHEN n % 10 = 8 THEN 'allocation' WHEN n % 1000 = 9 THEN 'team'
                ELSE 'timesheetapproval' END,
            CAST(n % 100000 AS VARCHAR), CASE WHEN n % 100 = 0 THEN 'Deleted' WHEN n % 3 = 0 THEN 'Updated' ELSE 'Created' END,
            'person' || CAST(n % 10 AS VARCHAR), 'person' || CAST(n % 10 AS VARCHAR), {time},
            '{RECORD}', CASE WHEN n % 100 = 0 THEN NULL ELSE '{RECORD}' END, 1, 1
        FROM {numbers}
    """
