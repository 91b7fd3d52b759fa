"""Measures in Chromium how long the script of My week takes to update all totals after a cell has changed."""

import json
import shutil
import statistics
from typing import Any

from playwright.sync_api import Page, sync_playwright

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from benchmarks.data import ADMINISTRATOR
from benchmarks.engines import Dataset, scratch
from benchmarks.in_process import InProcess, in_process
from benchmarks.measure import Line, formatted

from .driver import ISSUE_ID
from .servers import andante

MONDAY, DAYS, ROWS = "2026-07-06", 5, 60
SESSION = "andante_session"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ENTERED = ("15m", "20m")
"""What the cells get, in turns."""
SLOWDOWNS = (1, 4)
ENTER = """([index, text]) => {
    const input = document.querySelectorAll("week-grid tbody td input")[index];
    input.focus();
    input.value = text;
    const total = document.querySelector("[data-total]");
    const before = total.textContent;
    const start = performance.now();
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    const script = performance.now() - start;
    total.getBoundingClientRect();
    return { script, withLayout: performance.now() - start, isUpdated: total.textContent !== before };
}"""


def cells(original: Dataset) -> list[Line]:
    """The time from Enter in a cell of a week of 60 rows until all totals have changed, without and with the layout."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Install Chromium first. Debian's package is called chromium.")
    with scratch(original) as dataset:
        with in_process(dataset) as app:
            _fill(app)
            session = _session(app)
        with andante(dataset, workers=1, settings={"ANDANTE_WORKER": "off"}) as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(base_url=f"http://127.0.0.1:{running.port}")
            page.context.add_cookies([{"name": SESSION, "value": session, "url": f"http://127.0.0.1:{running.port}"}])
            lines = [line for slowdown in SLOWDOWNS for line in _measure(page, dataset.engine, slowdown)]
            browser.close()
    return lines


def _fill(app: InProcess) -> None:
    """Logs ten minutes on each day of the week, on as many issues as the week has rows."""
    for row in range(ROWS):
        for day in range(DAYS):
            worklog = {
                "authorAccountId": ADMINISTRATOR,
                "issueId": ISSUE_ID + row,
                "startDate": f"2026-07-{6 + day:02}",
                "startTime": f"{row % 20:02}:00:00",
                "timeSpentSeconds": 600,
            }
            app.send("POST", "/4/worklogs", body=json.dumps(worklog).encode())


def _session(app: InProcess) -> str:
    with app.database.write() as db:
        return signin.create_session(Call(db, SYSTEM, clock.now()), ADMINISTRATOR)


def _measure(page: Page, engine: str, slowdown: int) -> list[Line]:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(f"/week/{MONDAY}", wait_until="networkidle")
    times = [_enter(page, number, slowdown) for number in range(ROWS * DAYS)]
    rows = page.locator("tbody tr[data-issue]").count()
    if slowdown > 1:
        return [_line(engine, f"totals of {rows} rows, processor slowed {slowdown} times: script", [each["script"] for each in times])]
    return [
        _line(engine, f"totals of {rows} rows: script", [each["script"] for each in times], "≤ 16 ms"),
        _line(engine, f"totals of {rows} rows: script and layout", [each["withLayout"] for each in times]),
    ]


def _enter(page: Page, number: int, slowdown: int) -> Any:
    """Enters time in a cell, and waits until it is saved."""
    column, row = divmod(number, ROWS)
    with page.expect_response("**/4-andante/weeks/cells"):
        times = page.evaluate(ENTER, [row * 7 + column, ENTERED[SLOWDOWNS.index(slowdown)]])
    if not times["isUpdated"]:
        raise RuntimeError(f"The total didn't change after cell {number}")
    return times


def _line(engine: str, what: str, milliseconds: list[float], bound: str = "") -> Line:
    slowest = statistics.quantiles(milliseconds, n=20)[-1]
    median = statistics.median(milliseconds)
    return Line(engine, what, formatted(median / 1000), f"95 % take at most {formatted(slowest / 1000)}", bound=bound)
