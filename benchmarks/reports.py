"""Measures reports on logged time for a user who may view everyone's: a month, and a year with a column for each month."""

from benchmarks.engines import Dataset
from benchmarks.in_process import in_process
from benchmarks.measure import Line, alternate, formatted

REPORTS = {
    "a month by user and project": "from=2025-03-01&to=2025-03-31&groupBy=USER&groupBy=PROJECT",
    "a year by project with 12 columns": "from=2025-01-01&to=2025-12-31&groupBy=PROJECT&pivot=MONTH",
    "a year by user and issue with 12 columns": "from=2025-01-01&to=2025-12-31&groupBy=USER&groupBy=ISSUE&pivot=MONTH",
}


def reports(dataset: Dataset) -> list[Line]:
    with in_process(dataset) as app:
        runs = [lambda query=query: app.send("GET", "/4-andante/reports/time", query) for query in REPORTS.values()]
        return [Line(dataset.engine, f"report: {name}", formatted(time)) for name, time in zip(REPORTS, alternate(*runs), strict=True)]
