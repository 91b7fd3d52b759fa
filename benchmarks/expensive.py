"""Finds the most expensive requests of an ordinary employee, and of the lead of a team with all people: measures the processor time of
candidates in one process, and on PostgreSQL that of its server too."""

import contextlib
import json
import os
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from benchmarks.company import FIRST_ISSUE, PLAN_KINDS, TEAM_ID, prepare
from benchmarks.data import EMPLOYEE, PEOPLE, PROJECTS, account_id
from benchmarks.engines import FOLDER, Dataset, scratch
from benchmarks.in_process import InProcess
from benchmarks.measure import Line, formatted

SHOWN = 10
RUNS = 3
TARGET = "< 1 s"
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")

CLAUSES = 200
"""The largest number of clauses in JQL."""


class Candidate(NamedTuple):
    """A request that may be expensive. `body` is sent as JSON."""

    what: str
    method: str
    path: str
    query: dict[str, Any] = {}
    body: Any = None


class Measured(NamedTuple):
    """The processor seconds of a request, and its response."""

    seconds: float
    what: str
    status: str
    size: int


def expensive(original: Dataset) -> list[Line]:
    """The ten candidates that take the most processor time, for each caller."""
    with scratch(original) as dataset:
        lead_token, feed_tokens = prepare(dataset)
        with contextlib.closing(InProcess(dataset)) as app:
            return [
                line
                for caller, token in (("employee", dataset.tokens.employee), ("lead", lead_token))
                for line in _slowest(app, dataset, caller, token, candidates(feed_tokens))
            ]


def _slowest(app: InProcess, dataset: Dataset, caller: str, token: str, requests: list[Candidate]) -> list[Line]:
    app.token = token
    found = sorted((_measure(app, dataset, request) for request in requests), key=lambda measured: -measured.seconds)
    return [
        Line(dataset.engine, f"{caller}: {one.what}: {one.status}, {one.size / 1e6:.1f} MB", formatted(one.seconds), bound=TARGET)
        for one in found[:SHOWN]
    ]


def _measure(app: InProcess, dataset: Dataset, candidate: Candidate) -> Measured:
    """The first run fills the caches. Of the others, the fastest counts: processor time grows when other programs use the caches."""
    body = json.dumps(candidate.body).encode() if candidate.body is not None else b""
    query = urlencode(candidate.query, doseq=True)
    runs = []
    for _ in range(RUNS):
        start = time.process_time() + _server_seconds(dataset)
        status, content = app.try_to_send(candidate.method, candidate.path, query, body)
        runs.append(Measured(time.process_time() + _server_seconds(dataset) - start, candidate.what, status, len(content)))
    return min(runs)


def _server_seconds(dataset: Dataset) -> float:
    """The processor seconds of the PostgreSQL server and all of its processes, in ticks of about 10 ms."""
    if dataset.engine == "sqlite":
        return 0.0
    return sum(map(_seconds_of_process, _postgresql_processes()))


def _postgresql_processes() -> list[Path]:
    """The processes of this server. They work in its data directory, so those of other servers on this machine don't count."""
    return [folder for folder in Path("/proc").glob("[0-9]*") if _working_directory(folder) == FOLDER.resolve() / "postgresql"]


def _working_directory(folder: Path) -> Path | None:
    with contextlib.suppress(OSError):
        return (folder / "cwd").readlink()
    return None


def _seconds_of_process(folder: Path) -> float:
    """Its own time and that of its finished children."""
    with contextlib.suppress(OSError):
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / CLOCK_TICKS
    return 0.0


def candidates(feed_tokens: dict[str, str]) -> list[Candidate]:
    return [*_issue_searches(), *_worklog_lists(), *_plan_lists(), *_other_lists(), *_feeds(feed_tokens)]


def _pair(n: int) -> str:
    return f"worklogAuthor = '{account_id(n)}' AND worklogDate >= 2024-0{1 + n % 9}-{1 + n % 28:02}"


def _issue_searches() -> list[Candidate]:
    pairs = [_pair(n) for n in range(CLAUSES // 2)]
    own = [f"worklogAuthor = currentUser() AND worklogDate {'<>'[n % 2]} 2024-0{1 + n % 9}-{1 + n % 28:02}" for n in range(CLAUSES // 2)]
    dates = [f"2024-0{1 + n % 9}-{1 + n % 28:02}" for n in range(CLAUSES)]
    keys = ", ".join(f"P{n % PROJECTS}-{1 + n // PROJECTS % 100}" for n in range(2000))
    texts = {
        "100 negated pairs of worklogAuthor and worklogDate": " AND ".join(f"NOT ({pair})" for pair in pairs),
        "100 negated pairs with OR": " OR ".join(f"NOT ({pair})" for pair in pairs),
        "100 pairs of worklogAuthor and worklogDate": " AND ".join(f"({pair})" for pair in pairs),
        "100 own pairs": " AND ".join(f"({pair})" for pair in own),
        "100 own negated pairs": " AND ".join(f"NOT ({pair})" for pair in own),
        "100 pairs with OR": " OR ".join(f"({pair})" for pair in pairs),
        "100 own pairs, alternating AND and OR": " OR ".join(f"(({pair}) AND NOT ({pair} AND key > P1-5))" for pair in own[:40]),
        "200 times worklogDate": " AND ".join(f"(worklogDate != {date})" for date in dates),
        "200 times NOT worklogDate": " AND ".join(f"NOT worklogDate = {date}" for date in dates),
        "200 times NOT worklogDate with OR": " OR ".join(f"NOT worklogDate > {date}" for date in dates),
        "200 negated worklogAuthor": " AND ".join(f"worklogAuthor != '{account_id(n)}'" for n in range(CLAUSES)),
        "20 text searches with a word each, no match": " OR ".join(f"text ~ word{n}" for n in range(20)),
        "20 text searches with a letter each": " AND ".join(f"text ~ {letter}" for letter in "abcdefghilmnoprstuvw"),
        "one long phrase": f"text ~ '\"{'issue with a ' * 300}\"'",
        "200 key comparisons": " OR ".join(f"key > P{n % PROJECTS}-{1 + n % 100}" for n in range(CLAUSES)),
        "200 negated key comparisons": " AND ".join(f"key != P{n % PROJECTS}-{1 + n % 100}" for n in range(CLAUSES)),
        "2,000 keys": f"key NOT IN ({keys})",
        "200 link conditions": " AND ".join("component IS EMPTY" if n % 2 else "fixVersion IS EMPTY" for n in range(CLAUSES)),
        "200 assignees": " OR ".join(f"assignee = 'Person {n}'" for n in range(CLAUSES)),
        "200 created": " OR ".join(f"created < 19{n % 90 + 10}-01-01" for n in range(CLAUSES)),
        "ten sort fields": "ORDER BY assignee, reporter, type, priority, project, summary, created, updated, status, key",
        "everything": "",
    }
    found = [Candidate(f"JQL: {what}", "POST", "/rest/api/2/search", body={"jql": jql, "maxResults": 50}) for what, jql in texts.items()]
    for fields in ("summary", "timespent", "worklog", "*all"):
        body = {"jql": "project = P1 OR project != P1 ORDER BY id ASC", "maxResults": 1000, "fields": [fields]}
        found.append(Candidate(f"JQL: 1,000 issues with {fields}", "POST", "/rest/api/3/search", body=body))
    return found


def _worklog_lists() -> list[Candidate]:
    every_person = [account_id(n) for n in range(PEOPLE)]
    every_issue = [10_000 + n for n in range(2000)]
    updated = "2026-06-01"
    found = []
    for what, body in {
        "all people": {"authorIds": every_person},
        "10,000 author ids": {"authorIds": [f"{n}" for n in range(10_000)]},
        "10,000 issues": {"issueIds": [*every_issue, *range(50_000, 58_000)]},
        "10,000 issue keys": {"issue": [f"P{n % 20}-{n // 20}" for n in range(10_000)]},
        "all projects": {"project": [f"P{n}" for n in range(PROJECTS)]},
        "10,000 projects": {"project": [f"P{n}" for n in range(10_000)]},
        "everything at once": {"authorIds": every_person, "issueIds": every_issue, "project": ["P1"], "updatedFrom": updated},
        "another person": {"authorIds": [account_id(7)]},
        "recently updated": {"updatedFrom": updated},
        "updated since the start": {"updatedFrom": "2023-01-01", "orderBy": [{"field": "UPDATED", "order": "DESC"}]},
        "three sort fields": {
            "orderBy": [
                {"field": "UPDATED", "order": "DESC"},
                {"field": "START_DATE_TIME", "order": "ASC"},
                {"field": "ID", "order": "DESC"},
            ]
        },
    }.items():
        found.append(Candidate(f"worklog search: {what}", "POST", "/4/worklogs/search", {"limit": 5000}, body))
    for what, path in {
        "all": "/4/worklogs",
        "of an account": "/4/worklogs/account/ACCOUNT",
        "of a team of 500": f"/4/worklogs/team/{TEAM_ID}",
        "of a project": "/4/worklogs/project/P1",
        "of an issue": "/4/worklogs/issue/P1-1",
    }.items():
        found.append(Candidate(f"worklogs {what}", "GET", path, {"limit": 5000}))
        found.append(Candidate(f"worklogs {what}, offset", "GET", path, {"limit": 5000, "offset": 1500}))
    found.append(Candidate("worklogs of an issue in Jira's format", "GET", "/rest/api/3/issue/P1-1/worklog"))
    ids = list(range(2, 1_000_000, 100))
    found.append(Candidate("10,000 worklog ids to Jira's", "POST", "/4/worklogs/tempo-to-jira", {"limit": 5000}, {"tempoWorklogIds": ids}))
    found.append(
        Candidate("attribute values", "POST", "/4/worklogs/work-attribute-values/search", {"limit": 1000}, {"tempoWorklogIds": ids[:500]})
    )
    return found


def _plan_lists() -> list[Candidate]:
    found = []
    every_day = {"from": "2026-01-01", "to": "2035-12-31", "limit": 5000}
    both = {"plannedTimeBreakdown": ["DAILY", "PERIOD"]}
    for what, dates in {
        "ten years": every_day,
        "a year": {**every_day, "to": "2026-12-31"},
        "30 days": {**every_day, "to": "2026-01-30"},
        "135 plans, ten years": {**every_day, "limit": 135},
        "25 plans, ten years": {**every_day, "limit": 25},
        "all time": {"from": "0001-01-01", "to": "9999-12-31", "limit": 100},
    }.items():
        found.append(Candidate(f"plans, {what}", "GET", "/4/plans", {**dates, **both}))
        found.append(Candidate(f"plans, {what}, only totals", "GET", "/4/plans", dates))
    for number, kind in enumerate(PLAN_KINDS):
        dates = {**every_day, "to": "2026-01-30", "issueIds": FIRST_ISSUE + number, **both}
        found.append(Candidate(f"5,000 plans, {kind}", "GET", "/4/plans", dates))
    path = f"/4/plans/user/{EMPLOYEE}"
    found.append(Candidate("plans of a user, a day", "GET", path, {"from": "2026-01-01", "to": "2026-01-01", **both}))
    found.append(Candidate("plans of a user, two weeks", "GET", path, {"from": "2026-01-01", "to": "2026-01-14", **both}))
    found.append(Candidate("plans of a user, ten years", "GET", path, {"from": "2026-01-01", "to": "2035-12-31", **both}))
    found.append(Candidate("plans of a user, all", "GET", path, both))
    reports = "/4-andante/reports"
    for length, to in (("eight months", "2026-08-31"), ("11 days", "2026-01-11")):
        for report in ("planned-and-logged", "capacity"):
            dates = {"from": "2026-01-01", "to": to}
            found.append(Candidate(f"report {report} of {length}", "GET", f"{reports}/{report}", dates))
            found.append(
                Candidate(
                    f"report {report} of {length} by team",
                    "GET",
                    f"{reports}/{report}",
                    {**dates, "teamId": TEAM_ID, "groupedBy": "TEAM"},
                )
            )
            found.append(
                Candidate(
                    f"report {report} of {length} of everyone",
                    "GET",
                    f"{reports}/{report}",
                    {**dates, "accountId": [account_id(n) for n in range(PEOPLE)]},
                )
            )
    for what, groups in {"issue, user and day": ["ISSUE", "USER", "DAY"], "team, role and account": ["TEAM", "ROLE", "ACCOUNT"]}.items():
        dates = {"from": "2023-01-01", "to": "2026-12-31", "groupBy": groups, "pivot": "MONTH", "sort": "LOGGED", "limit": 1000}
        found.append(Candidate(f"report time by {what}", "GET", f"{reports}/time", dates))
    found.append(Candidate("flex plans", "POST", "/4/flex-plans/search", {"limit": 1000}, {"from": "2026-01-01", "to": "2035-12-31"}))
    return found


def _other_lists() -> list[Candidate]:
    ten_years = {"from": "2026-01-01", "to": "2035-12-31"}
    week = {"from": "2026-05-04"}
    return [
        Candidate("own schedule of ten years", "GET", "/4/user-schedule", ten_years),
        Candidate("periods of ten years", "GET", "/4/periods", ten_years),
        Candidate("own week", "GET", "/4-andante/weeks/2026-05-04"),
        Candidate("copy of the plan into a week", "POST", "/4-andante/weeks/copy", body={"date": "2026-05-04", "source": "PLAN"}),
        Candidate("own timesheet", "GET", f"/4/timesheet-approvals/user/{EMPLOYEE}", week),
        Candidate("timesheets of a team of 500", "GET", f"/4/timesheet-approvals/team/{TEAM_ID}", week),
        Candidate("timesheet logs", "POST", "/4/timesheet-approvals/logs/search", {"limit": 1000}, {}),
        Candidate("all users", "GET", "/rest/api/3/users/search", {"maxResults": 1000}),
        Candidate("user search", "GET", "/rest/api/3/user/search", {"maxResults": 1000, "query": "e"}),
        Candidate("user search, long text", "GET", "/rest/api/3/user/search", {"maxResults": 1000, "query": "e%" * 2000}),
        Candidate("all projects", "GET", "/rest/api/3/project"),
        Candidate("project search", "GET", "/rest/api/3/project/search", {"maxResults": 1000, "query": "p"}),
        Candidate("all accounts", "GET", "/4/accounts", {"limit": 1000}),
        Candidate("account search", "POST", "/4/accounts/search", body={"limit": 1000, "keys": [f"K{n}" for n in range(5000)]}),
        Candidate("all teams", "GET", "/4/teams", {"limit": 1000}),
        Candidate("members of a team", "GET", f"/4/team-memberships/team/{TEAM_ID}"),
        Candidate("members of a team, with roles", "GET", f"/4/teams/{TEAM_ID}/members"),
        Candidate("membership search", "POST", "/4/team-memberships/search", {"limit": 1000}, {"teamIds": [TEAM_ID]}),
        Candidate("workload schemes", "GET", "/4/workload-schemes", {"limit": 1000}),
        Candidate(
            "bulk of 50 worklogs",
            "POST",
            "/4/worklogs/issue/10000/bulk",
            body=[
                {"authorAccountId": EMPLOYEE, "startDate": "2026-06-01", "timeSpentSeconds": 60, "description": "x" * 30_000}
                for _ in range(50)
            ],
        ),
        Candidate("bulk with 400,000 entries", "POST", "/4/worklogs/issue/10000/bulk", body=[{} for _ in range(400_000)]),
        Candidate("body of 30 MB", "POST", "/4/worklogs/search", body={"authorIds": ["x" * 20] * 1_250_000}),
        Candidate("body of 30 MB with unknown fields", "POST", "/4/worklogs/search", body={f"field{n}": n for n in range(1_400_000)}),
        Candidate("body of 20 MB, nested", "POST", "/4/worklogs/search", body={"x": [[[]]] * 2_500_000}),
    ]


def _feeds(tokens: dict[str, str]) -> list[Candidate]:
    return [Candidate(f"feed {path}", "GET", path, {"token": token}) for path, token in tokens.items()]
