"""POST /4-andante/weeks/copy."""

from typing import Any

from andante.kit.database import Database
from tests.cast import SOUTH_1, Company, Person
from tests.planning.plans.samples import create_plan

from .weeks import HOUR, grid, set_cell, week_of, worklogs_on


def copy(person: Person, source: str = "LAST_WEEK", **more: Any) -> dict[str, Any]:
    response = person.http.post("/4-andante/weeks/copy", json={"date": "2026-03-16", "source": source} | more)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_the_worklogs_of_last_week_are_copied(alice: Person) -> None:
    alice.logs(HOUR, on="2026-03-09", startTime="08:30:00", description="Review")
    alice.logs(2 * HOUR, on="2026-03-11", issueId=SOUTH_1)

    copied = copy(alice)

    assert len(copied["worklogIds"]) == 2
    assert copied["skipped"] == []
    assert grid(week_of(alice)) == {"NORTH-1": [1, 0, 0, 0, 0, 0, 0], "SOUTH-1": [0, 0, 2, 0, 0, 0, 0]}
    first = alice.get(f"/worklogs/{copied['worklogIds'][0]}").json()
    assert (first["startTime"], first["description"]) == ("08:30:00", "Review")


def test_a_copy_can_be_deleted_at_once(alice: Person) -> None:
    alice.logs(HOUR, on="2026-03-09")

    response = alice.http.post("/4-andante/worklogs/delete", json={"ids": copy(alice)["worklogIds"]})

    assert response.status_code == 204
    assert grid(week_of(alice)) == {}


def test_what_has_time_already_is_skipped_with_the_reason(alice: Person) -> None:
    alice.logs(HOUR, on="2026-03-09")
    set_cell(alice, 2, on="2026-03-16")

    assert copy(alice) == {
        "worklogIds": [],
        "skipped": [
            {
                "issueKey": "NORTH-1",
                "date": "2026-03-16",
                "timeSpentSeconds": HOUR,
                "message": "This issue has time on this day already",
            }
        ],
        "adjusted": [],
    }


def test_two_worklogs_of_one_cell_are_both_copied(alice: Person) -> None:
    alice.logs(HOUR, on="2026-03-09")
    alice.logs(HOUR, on="2026-03-09", startTime="11:00:00")

    assert len(copy(alice)["worklogIds"]) == 2


def test_holidays_are_skipped(alice: Person, carol: Person) -> None:
    scheme = carol.get("/holiday-schemes").json()["results"][0]["id"]
    holiday = {"name": "Spring day", "type": "FLOATING", "date": "2026-03-16", "durationSeconds": 8 * HOUR}
    carol.post(f"/holiday-schemes/{scheme}/holidays", holiday)
    alice.logs(HOUR, on="2026-03-09")

    assert [entry["message"] for entry in copy(alice)["skipped"]] == ["This day is a holiday: Spring day"]


def test_what_a_rule_refuses_is_skipped_with_its_words(alice: Person, company: Company, database: Database) -> None:
    alice.logs(8 * HOUR, on="2026-03-09")
    alice.logs(HOUR, on="2026-03-10")
    company.configure(database, max_hours_per_day_per_user=4)

    copied = copy(alice)

    assert len(copied["worklogIds"]) == 1
    assert "at most 4 hours a day" in copied["skipped"][0]["message"]


def test_partly_billable_time_becomes_fully_billable_unless_the_caller_may_set_it(alice: Person, carol: Person) -> None:
    body = {"authorAccountId": alice.id, "issueKey": "NORTH-1", "startDate": "2026-03-09"}
    assert carol.post("/worklogs", body | {"timeSpentSeconds": 2 * HOUR, "billableSeconds": HOUR}).status_code == 200
    alice.logs(HOUR, on="2026-03-10")

    copied = copy(alice)
    assert [alice.get(f"/worklogs/{id}").json()["billableSeconds"] for id in copied["worklogIds"]] == [2 * HOUR, HOUR]
    assert copied["skipped"] == []
    assert copied["adjusted"] == [
        {
            "issueKey": "NORTH-1",
            "date": "2026-03-16",
            "timeSpentSeconds": 2 * HOUR,
            "message": "All of the time is billable now, because you may not set billable time",
        }
    ]

    alice.http.post("/4-andante/worklogs/delete", json={"ids": copied["worklogIds"]})
    copied = copy(carol, accountId=alice.id)
    assert [carol.get(f"/worklogs/{id}").json()["billableSeconds"] for id in copied["worklogIds"]] == [HOUR, HOUR]
    assert copied["adjusted"] == []


def test_planned_time_is_copied_one_after_the_other(alice: Person) -> None:
    create_plan(alice)
    create_plan(alice, planItemId=str(SOUTH_1), endDate="2026-03-16")

    copied = copy(alice, "PLAN")

    assert copied["skipped"] == []
    assert worklogs_on(alice, "2026-03-16") == [("09:00", 2), ("11:00", 2)]
    assert worklogs_on(alice, "2026-03-20") == [("09:00", 2)]


def test_only_those_who_may_log_for_someone_copy(alice: Person, bob: Person, dave: Person) -> None:
    alice.logs(HOUR, on="2026-03-09")
    body = {"date": "2026-03-16", "source": "LAST_WEEK", "accountId": alice.id}

    assert dave.http.post("/4-andante/weeks/copy", json=body).status_code == 403
    assert len(bob.http.post("/4-andante/weeks/copy", json=body).json()["worklogIds"]) == 1


def test_a_copy_fills_the_seven_days_that_start_at_the_date(alice: Person) -> None:
    """It doesn't depend on the day on which weeks start."""
    for day in ("2026-03-10", "2026-03-11", "2026-03-17"):
        alice.logs(HOUR, on=day)

    assert copy(alice, date="2026-03-18")["skipped"] == []
    assert grid(week_of(alice)) == {"NORTH-1": [0, 1, 1, 0, 0, 0, 0]}
    assert grid(week_of(alice, "2026-03-25")) == {"NORTH-1": [0, 1, 0, 0, 0, 0, 0]}


def test_a_copy_at_the_limit_of_the_calendar_is_refused(alice: Person) -> None:
    for day in ("0001-01-03", "9999-12-28"):
        assert alice.http.post("/4-andante/weeks/copy", json={"date": day, "source": "PLAN"}).status_code == 400
