"""Worklogs, plans and timesheets as they were at a point in time."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from andante.activity.feed import store
from andante.client import AsOfQuery
from andante.kit.database import Database
from tests.cast import NOW, Company, Person, faults
from tests.conftest import StoppedClock

from . import histories
from .histories import Step
from .reader import PATH
from .test_replay import stored, visible_ids

ENTITIES = ("worklog", "allocation", "timesheetapproval")


def as_of(person: Person, entity: str, time: str, limit: int = 1000, **more: Any) -> list[dict[str, Any]]:
    """The records at a time, of all pages."""
    found: list[dict[str, Any]] = []
    after = 0
    while after is not None:
        params = {"entity": entity, "asOf": time, "after": after, "limit": limit, **more}
        response = person.http.get(f"{PATH}/as-of", params=params)
        assert response.status_code == 200, response.text
        found += response.json()["records"]
        after = response.json().get("next")
    return found


def all_as_of(person: Person, time: str) -> dict[tuple[str, str], Any]:
    return {(entity, each["entityId"]): each["record"] for entity in ENTITIES for each in as_of(person, entity, time, limit=3)}


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(history=histories.steps)
def test_it_returns_what_was_stored_and_visible_then(
    history: list[Step], company: Company, database: Database, stopped_clock: StoppedClock
) -> None:
    then: dict[str, Any] = {}
    for step in history:
        stopped_clock.advance(1)
        histories.run(company, [step])
        time = stopped_clock.time.strftime("%Y-%m-%dT%H:%M:%SZ")
        then[time] = stored(database), visible_ids(company.bob)

    for time, (everything, seen) in then.items():
        assert all_as_of(company.carol, time) == everything
        assert {entity: {each["entityId"] for each in as_of(company.bob, entity, time)} for entity in seen} == seen


def test_a_worklog_has_its_old_content(alice: Person, stopped_clock: StoppedClock) -> None:
    ids = [alice.logs(3600, description=text)["tempoWorklogId"] for text in ("first", "second")]
    stopped_clock.advance(60)
    body = {"authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    assert alice.put(f"/worklogs/{ids[0]}", body).is_success
    assert alice.delete(f"/worklogs/{ids[1]}").is_success

    before, after = (as_of(alice, "worklog", time) for time in (NOW, "2026-03-18T12:01:00Z"))

    assert [each["record"]["description"] for each in before] == ["first", "second"]
    assert [(each["entityId"], each["record"]["time_spent_seconds"]) for each in after] == [(str(ids[0]), 60)]
    assert [each["record"]["description"] for each in as_of(alice, "worklog", NOW, id=ids[1])] == ["second"]


def test_a_page_reads_a_part_of_the_change_log(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {str(alice.logs()["tempoWorklogId"]) for _ in range(3)}
    monkeypatch.setattr(store, "AS_OF_WINDOW", 2)

    page = alice.http.get(f"{PATH}/as-of", params={"entity": "worklog", "asOf": NOW}).json()

    assert (page["records"], page["next"]) == ([], 2)
    assert {each["entityId"] for each in as_of(alice, "worklog", NOW)} == ids


def test_the_typed_client_reads_it(alice: Person) -> None:
    alice.logs()

    (found,) = alice.client.changes.get_records_as_of(AsOfQuery(entity="worklog", as_of=NOW)).records

    assert found.record["author_id"] == alice.id


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"entity": "worklog", "asOf": "2026-03-18T11:59:59Z"}, ("asOf", "out_of_range")),
        ({"entity": "worklog", "asOf": "2026-02-30"}, ("asOf", "invalid")),
        ({"entity": "user", "asOf": NOW}, ("entity", "invalid_choice")),
        ({"asOf": NOW}, ("entity", "required")),
    ],
)
def test_invalid_parameters_are_refused(alice: Person, params: dict[str, str], fault: tuple[str, str]) -> None:
    response = alice.http.get(f"{PATH}/as-of", params=params)

    assert response.status_code == 400
    assert faults(response) == [fault]
