"""Rules for worklogs from the global configuration and the work attributes."""

import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTH_1, Company, message

MINIMAL = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-18", "timeSpentSeconds": 3600}


def test_a_description_can_be_required(company: Company, database: Database) -> None:
    company.configure(database, worklog_description_optional=False)

    assert "'description' must not be empty" in message(company.alice.post("/worklogs", MINIMAL))
    assert "'description' must not be empty" in message(company.alice.post("/worklogs", MINIMAL | {"description": " "}))
    assert company.alice.post("/worklogs", MINIMAL | {"description": "Review"}).status_code == 200


def test_a_remaining_estimate_can_be_required(company: Company, database: Database) -> None:
    company.configure(database, remaining_estimate_optional=False)

    assert "Remaining estimate must not be empty" in message(company.alice.post("/worklogs", MINIMAL))
    assert company.alice.post("/worklogs", MINIMAL | {"remainingEstimateSeconds": 0}).status_code == 200


def test_a_start_time_can_be_required(company: Company, database: Database) -> None:
    company.configure(database, start_time_required=True)

    assert "'startTime' is required" in message(company.alice.post("/worklogs", MINIMAL))
    assert company.alice.post("/worklogs", MINIMAL | {"startTime": "09:00:00"}).status_code == 200


@pytest.mark.parametrize(("day", "status"), [("2026-03-18", 200), ("2026-03-20", 200), ("2026-03-21", 400)])
def test_time_can_be_logged_for_the_configured_number_of_future_days(company: Company, database: Database, day: str, status: int) -> None:
    company.configure(database, number_of_days_allowed_into_future=2)

    assert company.alice.post("/worklogs", MINIMAL | {"startDate": day}).status_code == status


def test_at_most_24_hours_are_logged_per_worklog_and_day_by_default(company: Company, database: Database) -> None:
    assert "at most 24 hours a day" in message(company.alice.post("/worklogs", MINIMAL | {"timeSpentSeconds": 86_401}))
    assert company.alice.post("/worklogs", MINIMAL | {"startTime": "23:00", "timeSpentSeconds": 23 * 3600}).status_code == 200
    assert company.alice.post("/worklogs", MINIMAL | {"timeSpentSeconds": 3601}).status_code == 400
    assert company.alice.post("/worklogs", MINIMAL).status_code == 200

    company.configure(database, max_hours_per_day_per_user=None)
    assert company.alice.post("/worklogs", MINIMAL | {"timeSpentSeconds": 86_401}).status_code == 200


def test_the_hours_per_day_are_limited_for_each_user(company: Company, database: Database) -> None:
    company.configure(database, max_hours_per_day_per_user=8)
    company.alice.logs(on="2026-03-18", seconds=7 * 3600)
    company.dave.logs(on="2026-03-18", seconds=8 * 3600)

    refused = company.alice.post("/worklogs", MINIMAL | {"timeSpentSeconds": 3601})
    assert "would bring 2026-03-18 to 28801 seconds for this user; at most 8 hours a day are allowed" in message(refused)
    assert company.alice.post("/worklogs", MINIMAL).status_code == 200
    assert company.alice.post("/worklogs", MINIMAL | {"startDate": "2026-03-17"}).status_code == 200


def test_the_old_time_of_a_changed_worklog_does_not_count_for_the_limit(company: Company, database: Database) -> None:
    company.configure(database, max_hours_per_day_per_user=8)
    worklog = company.alice.logs(on="2026-03-18", seconds=7 * 3600)
    path = f"/worklogs/{worklog['tempoWorklogId']}"

    assert company.alice.put(path, MINIMAL | {"timeSpentSeconds": 8 * 3600}).status_code == 200
    assert company.alice.put(path, MINIMAL | {"timeSpentSeconds": 8 * 3600 + 1}).status_code == 400


def test_the_worklogs_of_a_bulk_are_added_up_for_the_limit(company: Company, database: Database) -> None:
    company.configure(database, max_hours_per_day_per_user=8)
    body = [{name: value for name, value in MINIMAL.items() if name != "issueId"} | {"timeSpentSeconds": 3 * 3600}] * 3

    assert "'[2].timeSpentSeconds' would bring" in message(company.alice.post(f"/worklogs/issue/{NORTH_1}/bulk", body))


def test_all_missing_required_attributes_are_reported_at_once(company: Company) -> None:
    company.carol.post("/work-attributes", {"name": "Kind", "type": "INPUT_FIELD", "required": True})
    company.carol.post("/work-attributes", {"name": "Phase", "type": "INPUT_FIELD", "required": True})

    text = message(company.alice.post("/worklogs", MINIMAL))

    assert text == "Work attribute 'Kind' (_Kind_) is required; Work attribute 'Phase' (_Phase_) is required"


@pytest.mark.parametrize(
    ("type", "right", "wrong"),
    [
        ("CHECKBOX", ["true", "false"], ["True", "yes", "", "1"]),
        ("INPUT_NUMERIC", ["1", "-2.50", "+0.1", ".5", "007"], ["", "1,5", "1e3", "٣", "NaN", "0x1", " 1"]),
        ("INPUT_FIELD", ["", "anything", "=1+1", "🚀"], []),
    ],
)
def test_values_must_match_the_type_of_their_attribute(company: Company, type: str, right: list[str], wrong: list[str]) -> None:
    company.carol.post("/work-attributes", {"name": "Extra", "type": type})

    for value in right:
        result = company.alice.post("/worklogs", MINIMAL | {"attributes": [{"key": "_Extra_", "value": value}]})
        assert result.json()["attributes"]["values"] == [{"key": "_Extra_", "value": value}]
    for value in wrong:
        result = company.alice.post("/worklogs", MINIMAL | {"attributes": [{"key": "_Extra_", "value": value}]})
        assert "Work attribute 'Extra' (_Extra_) must be" in message(result)


def test_a_static_list_accepts_only_its_values_and_lists_them_in_the_refusal(company: Company) -> None:
    attribute = company.carol.post("/work-attributes", {"name": "Kind", "type": "STATIC_LIST", "values": ["Bug hunt", "Meeting"]}).json()
    value = attribute["values"][1]

    accepted = company.alice.post("/worklogs", MINIMAL | {"attributes": [{"key": "_Kind_", "value": value}]})
    assert accepted.json()["attributes"]["values"] == [{"key": "_Kind_", "value": value}]
    refused = company.alice.post("/worklogs", MINIMAL | {"attributes": [{"key": "_Kind_", "value": "Lunch"}]})
    assert f"{value} (Meeting), not 'Lunch'" in message(refused)


def test_time_cannot_be_logged_for_an_inactive_user(company: Company, database: Database) -> None:
    company.deactivate(database, "dave")

    refused = company.carol.post("/worklogs", MINIMAL | {"authorAccountId": ACCOUNT_IDS["dave"]})
    assert "who is not active" in message(refused)
