"""Whoever undoes a change and then the undo has the state of before, after any history."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from andante.kit.database import Database
from tests.activity.feed import histories
from tests.activity.feed.histories import Step
from tests.activity.feed.reader import Reader
from tests.activity.feed.test_replay import stored
from tests.cast import Company

from .test_undo_change import undo

UPDATED = {"updated_at"}
OF_SUBMISSION = {"actor", "comment", "required_seconds", "reviewer_id", "time_spent_seconds"}
"""What a timesheet remembers of its last step."""


def contents(database: Database) -> dict[tuple[str, str], dict[str, object]]:
    """The stored objects without the times of their last changes. Of open timesheets only the status counts: a timesheet that was never
    submitted isn't stored."""
    found = {}
    for (entity, id), record in stored(database).items():
        is_open = record.get("status") == "OPEN"
        if not is_open:
            ignored = UPDATED | (OF_SUBMISSION if entity == "timesheetapproval" else set())
            found[entity, id] = {name: value for name, value in record.items() if name not in ignored}
    return found


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(history=histories.steps, choices=st.lists(st.integers(0, 10_000), min_size=6, max_size=6))
def test_undoing_twice_restores_the_state(history: list[Step], choices: list[int], company: Company, database: Database) -> None:
    histories.run(company, history)
    known = Reader(company.carol, "worklog", "allocation", "timesheetapproval").follow()
    done = 0
    for choice in (-1, *choices):
        change = known[choice % len(known)] if known else None
        person = next((person for person in company.people.values() if change and person.id == change["actor"]), company.carol)
        state = contents(database)
        first = undo(person, change["sequence"] if change else 1)
        if first.status_code != 200:
            assert first.status_code in (400, 403, 404, 409), first.text
            assert contents(database) == state
            continue
        (sequence,) = first.json()["sequences"]
        assert contents(database) != state
        second = undo(person, sequence)
        assert second.status_code == 200, second.text
        assert contents(database) == state
        done += 1
        known += Reader(company.carol, "worklog", "allocation", "timesheetapproval").follow()[len(known) :]
    assert done or not history
