"""Two people act on one timesheet at the same time, or one logs while the other submits."""

import datetime as dt

import pytest

from andante.kit.call import Call
from andante.kit.database import Database
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.wire import TimesheetApprovalInput
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import NewWorklog, WorklogInput
from tests.at_once import ALICE, BOB, CAROL, Act, as_, at_once, carry_out
from tests.cast import NORTH_1

DAY = dt.date(2026, 3, 10)


def steps(verb: str) -> Act:
    return lambda call: timesheets.step(call, verb, ALICE, DAY, None, TimesheetApprovalInput())


def logs(call: Call) -> None:
    given = WorklogInput(author_account_id=ALICE, issue_id=NORTH_1, start_date=DAY, time_spent_seconds=3600)
    worklogs.log(call, given)


def logs_bulk(call: Call) -> None:
    worklogs.log_bulk(call, NORTH_1, [NewWorklog(author_account_id=ALICE, start_date=DAY, time_spent_seconds=3600)] * 2)


def deletes(call: Call) -> None:
    worklogs.remove(call, 1)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("approve", "approve", "it is APPROVED, and would have to be IN_REVIEW"),
        ("approve", "reject", "it is APPROVED, and would have to be IN_REVIEW"),
        ("reject", "approve", "it is OPEN, and would have to be IN_REVIEW"),
    ],
)
def test_of_two_reviewers_at_once_exactly_one_succeeds(database: Database, first: str, second: str, words: str) -> None:
    carry_out(database, as_(ALICE, steps("submit")))

    outcomes = at_once(database, as_(BOB, steps(first)), as_(CAROL, steps(second)))

    assert outcomes[0] == ""
    assert words in outcomes[1]


def test_of_a_recall_and_an_approval_at_once_the_second_is_told(database: Database) -> None:
    carry_out(database, as_(ALICE, steps("submit")))

    outcomes = at_once(database, as_(ALICE, steps("recall")), as_(BOB, steps("approve")))

    assert outcomes[0] == ""
    assert "it is OPEN" in outcomes[1]


def test_of_many_first_submissions_at_once_one_succeeds(database: Database) -> None:
    outcomes = at_once(database, *[as_(ALICE, steps("submit"))] * 4)

    assert outcomes.count("") == 1
    assert all("it is IN_REVIEW" in words for words in outcomes if words)


@pytest.mark.parametrize("write", [logs, logs_bulk, deletes])
def test_who_writes_while_it_is_submitted_finds_it_locked(database: Database, write: Act) -> None:
    carry_out(database, as_(ALICE, logs))

    outcomes = at_once(database, as_(ALICE, steps("submit")), as_(ALICE, write))

    assert outcomes[0] == ""
    assert "is in review" in outcomes[1]


def test_who_submits_waits_for_the_work_that_is_being_written(database: Database) -> None:
    outcomes = at_once(database, as_(ALICE, logs), as_(ALICE, steps("submit")))

    assert outcomes == ["", ""]
    sheet = carry_out(database, as_(ALICE, lambda call: timesheets.of_user(call, ALICE, DAY, None)))
    assert sheet.record.time_spent_seconds == 3600
