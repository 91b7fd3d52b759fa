"""What a lead and a planner ask for: the approvals of a team, the plans of a quarter; and what it costs to know who asks."""

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
from benchmarks.bare import ISSUE_ID, bare
from benchmarks.data import ADMINISTRATOR, account_id
from benchmarks.engines import World, scratch
from benchmarks.inside import inside
from benchmarks.load import Connection, request
from benchmarks.measure import Line, in_turns, shown

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


def approvals(kept: World) -> list[Line]:
    """A month of a team of 200 against the sums of their worklogs."""
    with scratch(kept) as world:
        team_id = _team(world)
        people = ", ".join(f"'{account_id(n)}'" for n in range(MEMBERS))
        sums = SUMS.format(*MONTH, people=people)
        path, query = f"/4/timesheet-approvals/team/{team_id}", f"from={MONTH[0]}&to={MONTH[1]}"
        with inside(world) as app, bare(world) as driver:
            ours, least = in_turns(lambda: app.ask("GET", path, query), lambda: driver.all(sums))
    what = f"approvals of a team of {MEMBERS} for a month, in process"
    return [Line(world.engine, what, shown(ours), f"bare SUM of their worklogs {shown(least)}", ours / least, "≤ 10")]


def plans(kept: World) -> list[Line]:
    """2,000 plans of 200 people, with every planned day of a quarter, against the rows that they are kept in."""
    with scratch(kept) as world:
        _plan(world)
        query = f"from={QUARTER[0]}&to={QUARTER[1]}&limit={PLANS}"
        rows = PLAN_ROWS.format(*QUARTER)
        with inside(world) as app, bare(world) as driver:
            ours, daily, least = in_turns(
                lambda: app.ask("GET", "/4/plans", query),
                lambda: app.ask("GET", "/4/plans", f"{query}&plannedTimeBreakdown=DAILY"),
                lambda: driver.all(rows),
            )
    what = f"{PLANS:,} plans of {MEMBERS} people over a quarter, in process"
    return [
        Line(world.engine, name, shown(taken), f"bare SELECT of the plans {shown(least)}", taken / least)
        for name, taken in ((what, ours), (f"{what}, day by day", daily))
    ]


def token(world: World) -> list[Line]:
    """Knowing who asks, against the whole GET of a worklog over HTTP."""
    token, now, authenticate = world.tokens.administrator, clock.now(), TokenAuthenticator().authenticate
    asked = request("GET", f"/4/worklogs/{world.rows // 2}", token)
    with servers.andante(world, workers=1, threads=1) as server, closing(Database(world.url)) as database, database.read() as db:
        connection = Connection(server.port)
        whole, check = in_turns(lambda: connection.ask(asked), lambda: authenticate(db, now, token), alone=False)
    return [Line(world.engine, "check of a token, in process", shown(check), f"GET one, over HTTP {shown(whole)}", check / whole, "< 0.05")]


def _team(world: World) -> int:
    with closing(Database(world.url)) as database, database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        configuration.change(call, {"approval_period": "MONTH"})
        team = teams.create(call, TeamInput(name="Two hundred", lead_account_id=ADMINISTRATOR))
        for n in range(MEMBERS):
            memberships.add(call, TeamMembershipInput(account_id=account_id(n), team_id=team.id))
    return team.id


def _plan(world: World) -> None:
    """Ten plans of a week for each, every seventh of them again each week."""
    now = clock.now()
    with closing(Database(world.url)) as database, database.write() as db:
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
