"""Extends a generated database by what else can make a request expensive: issues with long texts, plans, a team and an account."""

import datetime as dt
import random
from contextlib import closing
from typing import Any

from sqlalchemy import insert, select, update

from andante.accounts.accounts.store import account_links, accounts
from andante.directory.issues.store import issues
from andante.directory.projects.store import projects
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.teams import actions as teams
from andante.organization.teams.wire import TeamInput
from andante.planning.plans.store import plans
from andante.scopes import Scope
from benchmarks.data import ADMINISTRATOR, EMPLOYEE, PEOPLE, account_id
from benchmarks.engines import Dataset

MORE_ISSUES = 18_000
PLANS = 5_000
SUBSCRIBER, LEAD = account_id(2), account_id(3)
SUBSCRIBED_PLANS = 12
"""The most daily plans that a calendar feed can contain."""

FIRST_DAY, LAST_DAY = dt.date(2026, 1, 1), dt.date(2035, 12, 31)
FIRST_ISSUE = 10_000
_WEEKLY = {"end_date": FIRST_DAY, "recurrence_end_date": LAST_DAY, "include_non_working_days": False}
PLAN_KINDS: dict[str, dict[str, Any]] = {
    "daily": {},
    "with a total on working days": {"effort_type": "TOTAL_SECONDS", "include_non_working_days": False},
    "weekly with a total": {**_WEEKLY, "rule": "WEEKLY", "effort_type": "TOTAL_SECONDS"},
    "monthly": {**_WEEKLY, "rule": "MONTHLY"},
}
"""Kinds of plans over ten years, and what is special about them."""

TEAM_ID = 1
ACCOUNT = "ACCOUNT"
FEEDS = {"/4-andante/plans.ics": Scope.PLANS_FEED, "/4-andante/schedule.ics": Scope.SCHEDULE_FEED}
TEXT = "The import loses a row when its text contains a line break, and with a second file it writes a message that explains nothing. "


def prepare(dataset: Dataset) -> tuple[str, dict[str, str]]:
    """Extends the database. Returns the token of a user who leads everyone, and the paths of the calendar feeds, each with a token for
    it."""
    with closing(Database(dataset.url)) as database, database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        _describe_issues(call)
        _plan(call)
        _open_account(call)
        team = teams.create(call, TeamInput(name="All", lead_account_id=LEAD))
        for n in range(PEOPLE):
            memberships.add(call, TeamMembershipInput(account_id=account_id(n), team_id=team.id))
        feeds = {path: auth.create_token(call, SUBSCRIBER, "feed", scopes=[str(scope)])[1] for path, scope in FEEDS.items()}
        return auth.create_token(call, LEAD, "lead", days=5000)[1], feeds


def _describe_issues(call: Call) -> None:
    """Adds issues without worklogs. Every issue has a description of about 1,000 characters."""
    template = call.db.execute(select(issues).limit(1)).mappings().one()
    source = random.Random(1)
    words = TEXT.split()
    rows = []
    for n in range(MORE_ISSUES):
        text = " ".join(source.choices(words, k=180))
        rows.append(
            {**template, "id": 100_000 + n, "key": f"P{n % 20}-{1_000 + n}", "description": text, "assignee_id": account_id(n % PEOPLE)}
        )
    call.db.execute(insert(issues), rows)
    call.db.execute(update(issues).where(issues.c.description == "").values(description=TEXT * 8))


def _plan(call: Call) -> None:
    """Adds plans of the employee, who may plan for themselves: the same number of each kind, on an issue of its own."""
    row = {
        "account_id": EMPLOYEE,
        "start_date": FIRST_DAY,
        "end_date": LAST_DAY,
        "effort_type": "SECONDS_PER_DAY",
        "seconds": 60_000,
        "include_non_working_days": True,
        "rule": "NEVER",
        "last_day": LAST_DAY,
        "recurrence_end_date": None,
        "creator_id": EMPLOYEE,
        "created_at": call.now,
        "updated_at": call.now,
    }
    for number, kind in enumerate(PLAN_KINDS.values()):
        call.db.execute(insert(plans), [row | {"issue_id": FIRST_ISSUE + number} | kind] * PLANS)
    call.db.execute(insert(plans), [row | {"issue_id": FIRST_ISSUE, "account_id": SUBSCRIBER}] * SUBSCRIBED_PLANS)


def _open_account(call: Call) -> None:
    """Adds an account to which all issues of ten projects belong."""
    values = {"key": ACCOUNT, "name": "Account", "status": "OPEN", "is_global": False, "lead_id": ADMINISTRATOR}
    id = call.db.scalar(insert(accounts).values(values).returning(accounts.c.id))
    linked = call.db.scalars(select(projects.c.id).order_by(projects.c.id).limit(10)).all()
    call.db.execute(insert(account_links), [{"account_id": id, "project_id": project, "is_default": True} for project in linked])
