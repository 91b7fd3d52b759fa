"""Measures what the page of a week does: loading a week, and saving one of its cells."""

import json
from itertools import cycle

from benchmarks.data import ADMINISTRATOR
from benchmarks.engines import Dataset, scratch
from benchmarks.in_process import InProcess, in_process
from benchmarks.measure import Line, alternate, formatted

from .driver import ISSUE_ID

DAY = "2026-07-07"
LENGTHS = (3600, 5400)
"""The seconds that the cell and the worklog get in turn."""


def weeks(original: Dataset) -> list[Line]:
    """Compares saving a cell with the operation that it runs, the update of one worklog; and measures a week."""
    with scratch(original) as dataset, in_process(dataset) as app:
        issue_key = json.loads(app.send("GET", f"/rest/api/2/issue/{ISSUE_ID}"))["key"]
        worklog = {"authorAccountId": ADMINISTRATOR, "issueId": ISSUE_ID, "startDate": DAY, "startTime": "09:00:00", "timeSpentSeconds": 60}
        created = json.loads(app.send("POST", "/4/worklogs", body=json.dumps(worklog).encode()))
        bare_lengths, cell = cycle(LENGTHS), _Cell(app, issue_key)

        def update() -> None:
            body = json.dumps(worklog | {"timeSpentSeconds": next(bare_lengths)}).encode()
            app.send("PUT", f"/4/worklogs/{created['tempoWorklogId']}", body=body)

        cell_seconds, bare, week = alternate(cell.save, update, lambda: app.send("GET", f"/4-andante/weeks/{DAY}"), seconds=3)
    return [
        Line(dataset.engine, "saving a cell", formatted(cell_seconds), f"PUT of one worklog {formatted(bare)}", cell_seconds / bare, "≤ 3"),
        Line(dataset.engine, "a week", formatted(week), bound="≤ 5 ms"),
    ]


class _Cell:
    """A cell of another day than that of the bare update, which therefore doesn't change it."""

    def __init__(self, app: InProcess, issue_key: str) -> None:
        self._app, self._issue_key, self._was = app, issue_key, 0
        self._lengths = cycle(LENGTHS)

    def save(self) -> None:
        seconds = next(self._lengths)
        body = {"issueKey": self._issue_key, "date": "2026-07-08", "timeSpentSeconds": seconds, "wasSeconds": self._was}
        self._app.send("PUT", "/4-andante/weeks/cells", body=json.dumps(body).encode())
        self._was = seconds
