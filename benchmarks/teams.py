"""Measures the approvals of a team, the plans of a quarter, and the token check."""

import datetime as dt
from contextlib import closing

from sqlalchemy import insert

from andante.identity.tokens.actions import TokenAuthenticator
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.teams import actions as teams
from andante.organization.teams.wire import TeamInput
from andante.planning.plans.store import plans as plans_table
from andante.timekeeping.configuration import actions as configuration
from benchmarks.data import ADMINISTRATOR, account_id
from benchmarks.driver import ISSUE_ID, open_driver
from benchmarks.engines import Dataset, scratch
from benchmarks.in_process import in_process
from benchmarks.load import Connection, request
from benchmarks.measure import Line, alternate, formatted

from . import servers

MEMBERS = 200
MONTH = ("2026-05-01", "2026-05-31")
PLANS = 2000
QUARTER = ("2026-04-01", "2026-06-30")
FIRST_MONDAY = dt.date(2026, 3, 30)
SUMS = (
    "SELECT author_id, SUM(time_spent_seconds) FROM worklogs WHERE author_id IN ({people}) AND start_date BETWEEN '{0}' AND '{1}' "
    "GROUP BY author_id"
)
PLAN_ROWS = "SELECT * FROM plans WHERE start_date <= '{1}' AND (last_day IS NULL OR last_day >= '{0}') ORDER BY id"


def approvals(original: Dataset) -> list[Line]:
    """Compares the approvals of a team of 200 for a month with the sums of their worklogs."""
    with scratch(original) as dataset:
        team_id = _team(dataset)
        people = ", ".join(f"'{account_id(n)}'" for n in range(MEMBERS))
        sums = SUMS.format(*MONTH, people=people)
        path, query = f"/4/timesheet-approvals/team/{team_id}", f"from={MONTH[0]}&to={MONTH[1]}"
        with in_process(dataset) as app, open_driver(dataset) as driver:
            ours, least = alternate(lambda: app.send("GET", path, query), lambda: driver.all(sums))
    what = f"approvals of a team of {MEMBERS} for a month, in process"
    return [Line(dataset.engine, what, formatted(ours), f"bare SUM of their worklogs {formatted(least)}", ours / least, "≤ 10")]


def plans(original: Dataset) -> list[Line]:
    """Compares 2,000 plans of 200 users over a quarter with a SELECT of their rows: only the plans, and with every planned day."""
    with scratch(original) as dataset:
        _plan(dataset)
        query = f"from={QUARTER[0]}&to={QUARTER[1]}&limit={PLANS}"
        rows = PLAN_ROWS.format(*QUARTER)
        with in_process(dataset) as app, open_driver(dataset) as driver:
            ours, daily, least = alternate(
                lambda: app.send("GET", "/4/plans", query),
                lambda: app.send("GET", "/4/plans", f"{query}&plannedTimeBreakdown=DAILY"),
                lambda: driver.all(rows),
            )
    what = f"{PLANS:,} plans of {MEMBERS} people over a quarter, in process"
    return [
        Line(dataset.engine, name, formatted(taken), f"bare SELECT of the plans {formatted(least)}", taken / least)
        for name, taken in ((what, ours), (f"{what}, day by day", daily))
    ]


def token(dataset: Dataset) -> list[Line]:
    """Compares the check of a token with a whole GET of a worklog over HTTP."""
    token, now, authenticate = dataset.tokens.administrator, clock.now(), TokenAuthenticator().authenticate
    raw = request("GET", f"/4/worklogs/{dataset.rows // 2}", token)
    with servers.andante(dataset, workers=1, threads=1) as server, closing(Database(dataset.url)) as database, database.read() as db:
        connection = Connection(server.port)
        whole, check = alternate(lambda: connection.round_trip(raw), lambda: authenticate(db, now, token), alone=False)
    return [
        Line(
            dataset.engine,
            "check of a token, in process",
            formatted(check),
            f"GET one, over HTTP {formatted(whole)}",
            check / whole,
            "< 0.05",
        )
    ]


def _team(dataset: Dataset) -> int:
    with closing(Database(dataset.url)) as database, database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        configuration.change(call, {"approval_period": "MONTH"})
        team = teams.create(call, TeamInput(name="Two hundred", lead_account_id=ADMINISTRATOR))
        for n in range(MEMBERS):
            memberships.add(call, TeamMembershipInput(account_id=account_id(n), team_id=team.id))
    return team.id


def _plan(dataset: Dataset) -> None:
    """Adds ten one-week plans for each user. Every seventh plan repeats weekly."""
    now = clock.now()
    with closing(Database(dataset.url)) as database, database.write() as db:
        db.execute(
            insert(plans_table),
            [
                {
                    "account_id": account_id(n % MEMBERS),
                    "issue_id": ISSUE_ID,
                    "start_date": start,
                    "end_date": start + dt.timedelta(days=4),
                    "effort_type": "SECONDS_PER_DAY",
                    "seconds": 3600,
                    "include_non_working_days": False,
                    "rule": "NEVER" if n % 7 else "WEEKLY",
                    "last_day": start + dt.timedelta(days=4) if n % 7 else None,
                    "creator_id": ADMINISTRATOR,
                    "created_at": now,
                    "updated_at": now,
                }
                for n in range(PLANS)
                for start in [FIRST_MONDAY + dt.timedelta(weeks=n // MEMBERS)]
            ],
        )
