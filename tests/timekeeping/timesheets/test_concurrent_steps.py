"""Concurrent steps of one timesheet approval, and worklogs that are written while the timesheet is submitted."""

import datetime as dt

import pytest

from andante.kit.call import Call
from andante.kit.database import Database
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import NewWorklog, WorklogInput
from tests.cast import NORTH_1
from tests.concurrency import ALICE, BOB, CAROL, Act, as_user, concurrently, run_action

DAY = dt.date(2026, 3, 10)


def steps(verb: str) -> Act:
    return lambda call: timesheets.take_step(call, verb, ALICE, DAY, None)


def logs(call: Call) -> None:
    input = WorklogInput(author_account_id=ALICE, issue_id=NORTH_1, start_date=DAY, time_spent_seconds=3600)
    worklogs.log(call, input)


def logs_bulk(call: Call) -> None:
    worklogs.log_bulk(call, NORTH_1, [NewWorklog(author_account_id=ALICE, start_date=DAY, time_spent_seconds=3600)] * 2)


def deletes(call: Call) -> None:
    worklogs.remove_all(call, [1])


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("approve", "approve", "its status is APPROVED, not IN_REVIEW"),
        ("approve", "reject", "its status is APPROVED, not IN_REVIEW"),
        ("reject", "approve", "its status is OPEN, not IN_REVIEW"),
    ],
)
def test_one_of_two_concurrent_reviews_succeeds(database: Database, first: str, second: str, message: str) -> None:
    run_action(database, as_user(ALICE, steps("submit")))

    outcomes = concurrently(database, as_user(BOB, steps(first)), as_user(CAROL, steps(second)))

    assert outcomes[0] == ""
    assert message in outcomes[1]


def test_an_approval_during_a_recall_is_refused(database: Database) -> None:
    run_action(database, as_user(ALICE, steps("submit")))

    outcomes = concurrently(database, as_user(ALICE, steps("recall")), as_user(BOB, steps("approve")))

    assert outcomes[0] == ""
    assert "its status is OPEN" in outcomes[1]


def test_one_of_several_concurrent_first_submissions_succeeds(database: Database) -> None:
    outcomes = concurrently(database, *[as_user(ALICE, steps("submit"))] * 4)

    assert outcomes.count("") == 1
    assert all("its status is IN_REVIEW" in outcome for outcome in outcomes if outcome)


@pytest.mark.parametrize("write", [logs, logs_bulk, deletes])
def test_a_worklog_written_during_a_submission_is_refused(database: Database, write: Act) -> None:
    run_action(database, as_user(ALICE, logs))

    outcomes = concurrently(database, as_user(ALICE, steps("submit")), as_user(ALICE, write))

    assert outcomes[0] == ""
    assert "is in review" in outcomes[1]


def test_a_submission_waits_for_a_worklog_that_is_being_written(database: Database) -> None:
    outcomes = concurrently(database, as_user(ALICE, logs), as_user(ALICE, steps("submit")))

    assert outcomes == ["", ""]
    sheet = run_action(database, as_user(ALICE, lambda call: timesheets.of_user(call, ALICE, DAY, None)))
    assert sheet.record.time_spent_seconds == 3600
