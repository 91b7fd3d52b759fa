"""The minimum cost of the same work: the database driver alone, without a server, an API or rules."""

from contextlib import closing
from typing import Any

from andante.kit.database import Database
from benchmarks.data import ADMINISTRATOR
from benchmarks.engines import Dataset

ROWS = """
    SELECT w.id, w.jira_id, w.issue_id, i.key, w.author_id, w.start_date, w.start_time, w.start_utc, w.time_spent_seconds,
           w.billable_seconds, w.description, w.created_at, w.updated_at,
           (SELECT {map}(a.key, v.value) FROM worklog_attribute_values v JOIN work_attributes a ON a.id = v.attribute_id
             WHERE v.worklog_id = w.id)
    FROM worklogs w JOIN issues i ON i.id = w.issue_id
"""
IN_ORDER = " ORDER BY w.start_date, w.start_time, w.id LIMIT {limit}"
BY_ID = " WHERE w.id = {mark}"
ISSUE_ID = 10_005
WORKLOG = (
    "INSERT INTO worklogs (issue_id, author_id, start_date, start_time, start_utc, time_spent_seconds, billable_seconds, description, "
    "created_at, updated_at) VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}) RETURNING id"
)
VALUE = "INSERT INTO worklog_attribute_values (worklog_id, attribute_id, value) VALUES ({0}, {0}, {0})"
ESTIMATE = "UPDATE issues SET remaining_estimate_seconds = remaining_estimate_seconds - {0} WHERE id = {0}"
CHANGE = "INSERT INTO changes (entity, entity_id, action, actor, at, after, version) VALUES ({0}, {0}, {0}, {0}, {0}, {0}, 1)"
AT = "2026-06-30T12:00:00Z"
ROW = (ISSUE_ID, ADMINISTRATOR, "2026-06-30", "09:00:00.000000", "2026-06-30T09:00:00Z", 3600, 3600, "Worked on it", AT, AT)


class Driver:
    """A connection of the raw driver, configured like Andante's connections."""

    def __init__(self, dataset: Dataset) -> None:
        self.sqlite = dataset.engine == "sqlite"
        self.database = Database(dataset.url)
        self.db: Any = self.database.engine.raw_connection().driver_connection
        mark = "?" if self.sqlite else "%s"
        self.rows = ROWS.replace("{map}", "json_group_object" if self.sqlite else "json_object_agg")
        self.by_id = self.rows + BY_ID.replace("{mark}", mark)
        self.worklog, self.value, self.estimate, self.change = (text.format(mark) for text in (WORKLOG, VALUE, ESTIMATE, CHANGE))

    def page(self, limit: int) -> list[Any]:
        """Fetches the rows of a page of this size."""
        return self.all(self.rows + IN_ORDER.format(limit=limit + 1))

    def row(self, id: int) -> Any:
        """Fetches one worklog; on PostgreSQL without a transaction."""
        if not self.sqlite:
            self.db.autocommit = True
        return self.db.execute(self.by_id, (id,)).fetchone()

    def all(self, text: str) -> list[Any]:
        """Fetches all rows of a SELECT in its own transaction."""
        self._begin()
        rows: list[Any] = self.db.execute(text).fetchall()
        self.db.rollback()
        return rows

    def insert_worklog(self) -> None:
        """Inserts only the row of a worklog, in one durable transaction."""
        self._begin()
        self.db.execute(self.worklog, ROW).fetchone()
        self.db.commit()

    def insert_all(self) -> None:
        """Writes everything that a POST writes (worklog, attributes, estimate, change record) in one durable transaction."""
        self._begin()
        (id,) = self.db.execute(self.worklog, ROW).fetchone()
        self.db.cursor().executemany(self.value, [(id, 1, "Review"), (id, 2, "true")])
        self.db.execute(self.estimate, (3600, ISSUE_ID))
        self.db.execute(self.change, ("worklog", str(id), "Created", ADMINISTRATOR, AT, "x" * 450))
        self.db.commit()

    def _begin(self) -> None:
        if self.sqlite:  # psycopg begins on its own
            self.db.execute("BEGIN")

    def close(self) -> None:
        self.db.close()
        self.database.close()


def open_driver(dataset: Dataset) -> closing[Driver]:
    return closing(Driver(dataset))


def count(dataset: Dataset) -> int:
    """Counts the worklogs, for checks."""
    with closing(Database(dataset.url)) as database, database.read() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM worklogs").scalar_one())
