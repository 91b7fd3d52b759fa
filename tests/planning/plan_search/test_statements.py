"""The number of statements doesn't depend on the number of plans."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert

from andante.directory.people.store import users
from andante.kit import clock
from andante.kit.database import Database
from andante.planning.plans.store import plan_skipped_days
from andante.planning.plans.store import plans as plans_table
from tests.cast import NORTH_1, Person
from tests.planning.plans.samples import body_of
from tests.statements import statements

QUARTER = {"from": "2026-04-01", "to": "2026-06-30", "limit": 5000, "plannedTimeBreakdown": ["DAILY", "PERIOD"]}


@pytest.fixture
def many_plans(database: Database) -> None:
    """2,000 plans of a quarter, for 200 users. Some are weekly, some have a removed day."""
    with database.write() as db:
        people = [f"many:{n}" for n in range(200)]
        db.execute(insert(users), [{"account_id": id, "display_name": id, "time_zone": "UTC", "active": True} for id in people])
        db.execute(insert(plans_table), [_plan(n, people[n % 200]) for n in range(2000)])
        skipped = [{"plan_id": n + 1, "day": _start(n)} for n in range(0, 2000, 10)]
        db.execute(insert(plan_skipped_days), skipped)


def _start(n: int) -> dt.date:
    return dt.date(2026, 3, 30) + dt.timedelta(days=7 * (n // 200))


def _plan(n: int, account_id: str) -> dict[str, Any]:
    start = _start(n)
    weekly = n % 7 == 0
    return {
        "id": n + 1,
        "account_id": account_id,
        "issue_id": NORTH_1,
        "start_date": start,
        "end_date": start + dt.timedelta(days=4),
        "effort_type": "SECONDS_PER_DAY",
        "seconds": 3600,
        "include_non_working_days": False,
        "rule": "WEEKLY" if weekly else "NEVER",
        "last_day": None if weekly else start + dt.timedelta(days=4),
        "creator_id": "andante",
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }


@pytest.mark.usefixtures("many_plans")
def test_a_quarter_of_two_hundred_users_needs_as_many_statements_as_one_plan(carol: Person, database: Database) -> None:
    carol.get("/globalconfiguration")
    with statements(database) as for_one:
        assert len(body_of(carol.post("/plans/search", QUARTER | {"limit": 1}))["results"]) == 1
    with statements(database) as for_all:
        found = body_of(carol.post("/plans/search", QUARTER))["results"]

    assert len(found) == 2000
    assert len(for_all) == len(for_one) <= 5
    assert all(plan["plannedTime"]["days"]["count"] for plan in found if plan["rule"] == "WEEKLY")
    assert all(plan["totalPlannedSecondsInScope"] == 3600 * plan["plannedTime"]["days"]["count"] for plan in found)


@pytest.mark.usefixtures("many_plans")
@pytest.mark.parametrize("account_id", ["many:0", "many:1"])
def test_all_plans_of_a_user_need_as_many_statements_as_one_plan(carol: Person, database: Database, account_id: str) -> None:
    carol.get(f"/plans/user/{account_id}")
    with statements(database) as for_some:
        assert len(body_of(carol.get(f"/plans/user/{account_id}", to="2026-04-01"))["results"]) == 1
    with statements(database) as for_all:
        assert len(body_of(carol.get(f"/plans/user/{account_id}"))["results"]) == 10

    assert len(for_all) == len(for_some)
