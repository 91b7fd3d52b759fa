"""The time spent on issues, which every search with the field `timespent` sums for up to 1,000 issues."""

from andante.jira.search import store
from andante.kit.database import Database
from andante.sql.dialects import on_sqlite
from tests.statements import statements


def test_the_sums_read_only_an_index(database: Database) -> None:
    with statements(database) as ran, database.read() as db:
        store.seconds_by_issue(db, [10_000])
        if not on_sqlite(db):  # the planner of PostgreSQL scans small tables
            return
        plan = [row[-1] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {ran[0]}", ("[]",))]

    assert any("USING COVERING INDEX ix_worklogs_issue_start (issue_id=?)" in line for line in plan), plan
