"""People log and change time, and payroll reads worklogs and reports results, in any order. `diffOnly` always lists exactly
the worklogs without the result OK for their current form."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import sampled_from
from sqlalchemy import text

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issues_queries
from andante.directory.issues.wire import IssueChange
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import OK, Entry, Selection, hash_value
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorklogInput, WorklogUpdate
from tests.cast import ACCOUNT_IDS

KEYS = ("NORTH-1", "NORTH-2", "SOUTH-1")
DAY = dt.date(2026, 3, 17)
AUTHORS = (ACCOUNT_IDS["alice"], ACCOUNT_IDS["dave"])
DESCRIPTIONS = sampled_from(["", "Review", "Meeting"])
SECONDS = sampled_from([1800, 3600])


class RollBack(Exception):
    """Rolls a transaction back."""


class Cycle(RuleBasedStateMachine):
    """The state machine. `reported` contains the values on which the last report of a worklog was based, and its result."""

    database: Database

    @initialize()
    def start(self) -> None:
        self.writing = self.database.write()
        self.call = Call(self.writing.__enter__(), SYSTEM, clock.now())
        if not self.database.sqlite:
            self.call.db.execute(text("SET LOCAL join_collapse_limit = 1"))  # planning exports takes longer than running them
        self.reported: dict[int, tuple[Any, str]] = {}
        self.exported: list[dict[str, str]] = []

    logged = Bundle("logged")

    @rule(target=logged, author=sampled_from(AUTHORS), key=sampled_from(KEYS), seconds=SECONDS, description=DESCRIPTIONS)
    def log(self, author: str, key: str, seconds: int, description: str) -> int:
        input = WorklogInput(author_account_id=author, issue_key=key, start_date=DAY, time_spent_seconds=seconds, description=description)
        return worklogs.log(self.call, input).id

    @rule(id=logged, key=sampled_from(KEYS), seconds=SECONDS, description=DESCRIPTIONS)
    def change(self, id: int, key: str, seconds: int, description: str) -> None:
        author = worklogs.find(self.call, id).author_id
        input = WorklogUpdate(author_account_id=author, issue_key=key, start_date=DAY, time_spent_seconds=seconds, description=description)
        worklogs.change(self.call, id, input)

    @rule(id=consumes(logged))
    def delete(self, id: int) -> None:
        worklogs.remove_all(self.call, [id])
        self.reported.pop(id, None)

    @rule(author=sampled_from(AUTHORS), staff_id=sampled_from(["1", "2"]))
    def change_staff_id(self, author: str, staff_id: str) -> None:
        people.change(self.call, author, UserChange(staff_id=staff_id))

    @rule(key=sampled_from(KEYS[:2]), versions=sampled_from([[], ["Spring"], ["Spring", "Autumn"]]))
    def set_versions(self, key: str, versions: list[str]) -> None:
        issues.change(self.call, key, IssueChange(versions=versions))

    @rule(key=sampled_from(KEYS), account=sampled_from(["EXTRA", None]))
    def set_account(self, key: str, account: str | None) -> None:
        accounts.set_account_of_issue(self.call, issues_queries.find(self.call, key), account)

    @rule()
    def read(self) -> None:
        """Payroll stores the export; it may report much later."""
        due = exports.export(self.call, Selection(diff_only=True))
        self.exported = [{"worklog_id": str(worklog.worklog_id), "hash_value": hash_value(worklog)} for worklog in due]

    @rule()
    def book(self) -> None:
        """Payroll books and reports immediately, as it should."""
        self.read()
        self._report(self.exported, OK)

    @rule(result=sampled_from([OK, OK, "Cost center is closed"]), positions=st.sets(st.integers(0, 5)))
    def report(self, result: str, positions: set[int]) -> None:
        """Payroll reports some of the exported worklogs, which may have changed or been deleted since."""
        self._report([values for position, values in enumerate(self.exported) if position in positions], result)

    def _report(self, exported: list[dict[str, str]], result: str) -> None:
        current = {worklog.worklog_id: worklog for worklog in exports.export(self.call, Selection())}
        for entry, faults in exports.record_results(self.call, [Entry(values | {"external_result": result}) for values in exported]):
            id = entry.worklog_id
            assert id is not None
            matches = id in current and hash_value(current[id]) == entry.values["hash_value"]
            assert (not faults) == matches
            if matches:
                self.reported[id] = (self._meaning(current[id]), result)

    @invariant()
    def diff_only_lists_exactly_the_due_worklogs(self) -> None:
        if not hasattr(self, "call"):
            return
        listed = [worklog.worklog_id for worklog in exports.export(self.call, Selection(diff_only=True))]
        expected = [
            worklog.worklog_id
            for worklog in exports.export(self.call, Selection())
            if self.reported.get(worklog.worklog_id) != (self._meaning(worklog), OK)
        ]
        assert listed == expected
        assert exports.count(self.call, Selection(diff_only=True)) == len(expected)

    def _meaning(self, worklog: Any) -> Any:
        """The values that payroll relies on, without the hash."""
        activity = worklog.version_id or -(worklog.component_id or 0)
        return (
            worklog.issue_key,
            worklog.seconds,
            worklog.work_date,
            worklog.username,
            worklog.staff_id,
            worklog.billing_key,
            worklog.attributes,
            activity,
            worklog.description,
        )

    def teardown(self) -> None:
        """Rolls everything back."""
        if hasattr(self, "writing"):
            with suppress(RollBack):
                self.writing.__exit__(RollBack, RollBack(), None)


@pytest.mark.usefixtures("directory")
def test_diff_only_is_exact_in_any_order_of_events(database: Database) -> None:
    Cycle.database = database
    thorough = settings(max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Cycle, settings=thorough)
