"""Two people act on one timesheet at the same time, or one logs while the other submits."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.db import Database
from andante.kit.errors import Refusal
from andante.kit.grants import Grants
from andante.timesheets import actions as timesheets
from andante.timesheets.wire import TimesheetApprovalInput
from andante.worklogs import actions as worklogs
from andante.worklogs.wire import NewWorklog, WorklogInput

from ..cast import ACCOUNT_IDS, NORTH_1

Act = Callable[[Call], Any]
ALICE, BOB, CAROL = (ACCOUNT_IDS[name] for name in ("alice", "bob", "carol"))
DAY = dt.date(2026, 3, 10)


def as_(account_id: str, act: Act) -> Act:
    """Somebody does something."""
    grants = Grants(administrator=account_id == CAROL)
    return lambda call: act(Call(call.db, Caller(account_id, grants=grants), call.now))


def steps(verb: str) -> Act:
    return lambda call: timesheets.step(call, verb, ALICE, DAY, None, TimesheetApprovalInput())


def logs(call: Call) -> None:
    given = WorklogInput(author_account_id=ALICE, issue_id=NORTH_1, start_date=DAY, time_spent_seconds=3600)
    worklogs.log(call, given)


def logs_bulk(call: Call) -> None:
    worklogs.log_bulk(call, NORTH_1, [NewWorklog(author_account_id=ALICE, start_date=DAY, time_spent_seconds=3600)] * 2)


def deletes(call: Call) -> None:
    worklogs.remove(call, 1)


def carry_out(database: Database, act: Act) -> Any:
    with database.write() as db:
        return act(Call(db, Caller(ALICE), clock.now()))


def at_once(database: Database, *acts: Act) -> list[str]:
    """Begins each before the one before has committed. Gives of each the words with which it was refused, or none."""
    outcomes = [""] * len(acts)

    def run(number: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        try:
            with own.write() as db:
                acts[number](Call(db, Caller(ALICE), clock.now()))
                time.sleep(0.3)
        except Refusal as refusal:
            outcomes[number] = str(refusal)
        finally:
            own.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return outcomes


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
