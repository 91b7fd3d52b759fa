"""The cycle: people log and change, payroll reads and answers, in any order. `diffOnly` always lists exactly what payroll has
not answered OK in its present form."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule, run_state_machine_as_test

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.servlets.exports import actions as answers
from andante.servlets.exports.rules import OK, Entry, Selection, fingerprint
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorklogInput, WorklogUpdate
from tests.cast import ACCOUNT_IDS

KEYS = ("NORTH-1", "NORTH-2", "SOUTH-1")
DAY = dt.date(2026, 3, 17)
AUTHORS = (ACCOUNT_IDS["alice"], ACCOUNT_IDS["dave"])
CHOICES = st.sampled_from
WORDS = CHOICES(["", "Review", "Meeting"])
SECONDS = CHOICES([1800, 3600])


class Undone(Exception):
    """Rolls a transaction back."""


class Cycle(RuleBasedStateMachine):
    """The model: of each worklog, what payroll was told when it last answered, and whether it answered OK."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.writing = self.database.write()
        self.call = Call(self.writing.__enter__(), SYSTEM, clock.now())
        self.answered: dict[int, tuple[Any, str]] = {}
        self.remembered: list[dict[str, str]] = []

    logged = Bundle("logged")

    @rule(target=logged, author=CHOICES(AUTHORS), key=CHOICES(KEYS), seconds=SECONDS, words=WORDS)
    def log(self, author: str, key: str, seconds: int, words: str) -> int:
        given = WorklogInput(author_account_id=author, issue_key=key, start_date=DAY, time_spent_seconds=seconds, description=words)
        return worklogs.log(self.call, given).id

    @rule(id=logged, key=CHOICES(KEYS), seconds=SECONDS, words=WORDS)
    def change(self, id: int, key: str, seconds: int, words: str) -> None:
        author = worklogs.find(self.call, id).author_id
        given = WorklogUpdate(author_account_id=author, issue_key=key, start_date=DAY, time_spent_seconds=seconds, description=words)
        worklogs.change(self.call, id, given)

    @rule(id=consumes(logged))
    def delete(self, id: int) -> None:
        worklogs.remove(self.call, id)
        self.answered.pop(id, None)

    @rule(author=CHOICES(AUTHORS), staff_id=CHOICES(["1", "2"]))
    def change_staff_id(self, author: str, staff_id: str) -> None:
        people.change(self.call, author, UserChange(staff_id=staff_id))

    @rule(key=CHOICES(KEYS[:2]), versions=CHOICES([[], ["Spring"], ["Spring", "Autumn"]]))
    def schedule(self, key: str, versions: list[str]) -> None:
        issues.change(self.call, key, IssueChange(versions=versions))

    @rule(key=CHOICES(KEYS), account=CHOICES(["EXTRA", None]))
    def bill(self, key: str, account: str | None) -> None:
        accounts.put_on_issue(self.call, issues.find(self.call, key), account)

    @rule()
    def read(self) -> None:
        """Payroll remembers what it was told; it may answer much later."""
        told = answers.tell(self.call, Selection(diff_only=True))
        self.remembered = [{"worklog_id": str(one.worklog_id), "hash_value": fingerprint(one)} for one in told]

    @rule()
    def take_over(self) -> None:
        """It books and answers at once, as it should."""
        self.read()
        self._answer(self.remembered, OK)

    @rule(result=CHOICES([OK, OK, "Cost centre is closed"]), some=st.sets(st.integers(0, 5)))
    def answer(self, result: str, some: set[int]) -> None:
        """To some of what it remembers, which may have changed or be gone."""
        self._answer([one for number, one in enumerate(self.remembered) if number in some], result)

    def _answer(self, told: list[dict[str, str]], result: str) -> None:
        present = {one.worklog_id: one for one in answers.tell(self.call, Selection())}
        for entry, faults in answers.answer(self.call, [Entry(one | {"external_result": result}) for one in told]):
            id = entry.worklog_id
            assert id is not None
            fits = id in present and fingerprint(present[id]) == entry.given["hash_value"]
            assert (not faults) == fits
            if fits:
                self.answered[id] = (self._meant(present[id]), result)

    @invariant()
    def diff_only_lists_exactly_what_was_not_answered_ok_in_its_present_form(self) -> None:
        if not hasattr(self, "call"):
            return
        listed = [one.worklog_id for one in answers.tell(self.call, Selection(diff_only=True))]
        wanted = [
            one.worklog_id for one in answers.tell(self.call, Selection()) if self.answered.get(one.worklog_id) != (self._meant(one), OK)
        ]
        assert listed == wanted
        assert answers.count(self.call, Selection(diff_only=True)) == len(wanted)

    def _meant(self, one: Any) -> Any:
        """What payroll relies on, without the hash."""
        activity = one.version_id or -(one.component_id or 0)
        return (
            one.issue_key,
            one.seconds,
            one.work_date,
            one.username,
            one.staff_id,
            one.billing_key,
            one.attributes,
            activity,
            one.description,
        )

    def teardown(self) -> None:
        """Nothing of it stays."""
        if hasattr(self, "writing"):
            with suppress(Undone):
                self.writing.__exit__(Undone, Undone(), None)


@pytest.mark.usefixtures("directory")
def test_in_whatever_order_things_happen(database: Database) -> None:
    Cycle.database = database
    patience = settings(max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Cycle, settings=patience)
