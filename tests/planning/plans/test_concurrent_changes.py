"""Two users change the same plan at the same time: the second change is applied to the result of the first."""

import datetime as dt

import msgspec
import pytest

from andante.kit.call import Call
from andante.kit.database import Database
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans import actions as plans
from andante.planning.plans.wire import PlanApprovalInput, PlanInput
from tests.cast import Company
from tests.concurrency import ALICE, BOB, Act, as_user, concurrently, run_action

from .samples import plan_body

TUESDAY, WEDNESDAY = dt.date(2026, 3, 17), dt.date(2026, 3, 18)


@pytest.fixture(autouse=True)
def plan(company: Company, database: Database) -> None:
    company.configure(database, plan_approval_enabled=True)
    input = msgspec.convert(plan_body(ALICE, planApproval={"reviewerId": BOB}), PlanInput)
    run_action(database, lambda call: plans.create(call, input))


def describes(call: Call) -> None:
    plans.change(call, 1, msgspec.convert(plan_body(ALICE, description="New"), PlanInput))


def deletes(call: Call) -> None:
    plans.remove(call, 1)


def removes_day(day: dt.date) -> Act:
    return lambda call: plans.remove_day(call, 1, day)


def approves(call: Call) -> None:
    plans.decide(call, 1, PlanApprovalInput(status="APPROVED"))


def found(database: Database) -> PlanRecord:
    plan: PlanRecord = run_action(database, lambda call: plans.find(call, 1))
    return plan


def test_a_plan_is_deleted_only_once(database: Database) -> None:
    assert sorted(concurrently(database, deletes, deletes)) == ["", "Plan 1 not found"]


def test_two_concurrently_removed_days_stay_removed(database: Database) -> None:
    assert concurrently(database, removes_day(TUESDAY), removes_day(WEDNESDAY)) == ["", ""]
    assert found(database).skipped == {TUESDAY, WEDNESDAY}


def test_a_day_is_removed_only_once(database: Database) -> None:
    outcomes = concurrently(database, removes_day(TUESDAY), removes_day(TUESDAY))

    assert sorted(outcomes) == ["", "Plan 1 has no planned time on 2026-03-17"]


def test_a_change_does_not_bring_a_day_back(database: Database) -> None:
    assert concurrently(database, removes_day(TUESDAY), describes) == ["", ""]
    assert (found(database).skipped, found(database).description) == (frozenset({TUESDAY}), "New")


def test_an_approval_does_not_undo_a_change(database: Database) -> None:
    assert concurrently(database, describes, as_user(BOB, approves)) == ["", ""]
    assert (found(database).description, found(database).approval_status) == ("New", "APPROVED")
