"""Concurrent changes of one worklog run one after the other."""

import datetime as dt
from typing import Any

import pytest

from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput, WorkAttributeValuesInput, WorklogInput, WorklogUpdate
from tests.cast import NORTH_1
from tests.concurrency import ALICE, Act, concurrently, run_action

HOUR = 3600
DAY = dt.date(2026, 3, 10)
ESTIMATE = 10 * HOUR
"""The remaining estimate of NORTH-1 before time is logged."""


@pytest.fixture(autouse=True)
def worklog(database: Database) -> None:
    input = WorklogInput(author_account_id=ALICE, issue_id=NORTH_1, start_date=DAY, time_spent_seconds=HOUR)
    run_action(database, lambda call: worklogs.log(call, input))


def changes(hours: int, **values: str) -> Act:
    pairs = [WorkAttributeValueInput(f"_{name}_", value) for name, value in values.items()]
    input = WorklogUpdate(author_account_id=ALICE, start_date=DAY, time_spent_seconds=hours * HOUR, attributes=pairs)
    return lambda call: worklogs.change(call, 1, input)


def deletes(call: Call) -> None:
    worklogs.remove_all(call, [1])


def adds_value(call: Call) -> None:
    worklogs.add_attribute_values(
        call, [WorkAttributeValuesInput(tempo_worklog_id=1, attribute_values=[WorkAttributeValueInput("_Kind_", "x")])]
    )


def remaining(database: Database) -> Any:
    return run_action(database, lambda call: issues.find(call, NORTH_1).remaining_estimate_seconds)


def create_attribute(database: Database) -> None:
    with database.write() as db:
        input = CreateWorkAttributeInput(name="Kind", type="INPUT_FIELD")
        attributes.create(Call(db, SYSTEM, clock.now()), input)


def test_of_two_concurrent_deletions_one_changes_the_estimate(database: Database) -> None:
    outcomes = concurrently(database, deletes, deletes)

    assert sorted(outcomes) == ["", "Worklog 1 not found"]
    assert remaining(database) == ESTIMATE


def test_after_two_concurrent_changes_the_estimate_matches_the_last_one(database: Database) -> None:
    outcomes = concurrently(database, changes(2), changes(3))

    assert outcomes == ["", ""]
    time_spent = run_action(database, lambda call: worklogs.find(call, 1).time_spent_seconds)
    assert remaining(database) == ESTIMATE - time_spent


def test_a_change_during_a_deletion_is_not_found(database: Database) -> None:
    outcomes = concurrently(database, deletes, changes(2))

    assert outcomes == ["", "Worklog 1 not found"]
    assert remaining(database) == ESTIMATE


def test_a_concurrent_change_also_replaces_attribute_values(database: Database) -> None:
    create_attribute(database)

    outcomes = concurrently(database, changes(2, Kind="first"), changes(2))

    assert outcomes == ["", ""]
    assert run_action(database, lambda call: worklogs.find(call, 1).attributes) == {}


def test_of_two_concurrently_added_values_the_second_is_refused(database: Database) -> None:
    create_attribute(database)

    outcomes = concurrently(database, adds_value, adds_value)

    assert sorted(outcomes) == ["", "Worklog 1 already has a value of the work attribute '_Kind_'"]
