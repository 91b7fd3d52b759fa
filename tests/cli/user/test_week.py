"""andante week"""

import json

from andante.kit.database import Database
from tests.cast import BASE_URL, NORTH_2, Company, Person
from tests.schedules.holidays.schemes import assign, create_scheme
from tests.shell import Shell


def test_a_week_shows_time_by_issue_and_day_and_the_missing_time(as_alice: Shell, alice: Person) -> None:
    alice.logs(8 * 3600, on="2026-03-16")
    alice.logs(3600 + 1800, on="2026-03-17")
    alice.logs(9 * 3600, on="2026-03-17", issueId=NORTH_2)

    assert as_alice("week").splitlines() == [
        "Issue     Mon 16  Tue 17  Wed 18  Thu 19  Fri 20  Sat 21  Sun 22    Sum",
        "NORTH-1     8:00    1:30                                           9:30",
        "NORTH-2             9:00                                           9:00",
        "Logged      8:00   10:30                                          18:30",
        "Required    8:00    8:00    8:00    8:00    8:00                  40:00",
        "Missing                     8:00    8:00    8:00                  24:00",
    ]


def test_another_week_is_selected_by_number_or_day(as_alice: Shell, alice: Person) -> None:
    alice.logs(3600, on="2026-03-10")

    by_number, by_day = (json.loads(as_alice("week", *which, "--json")) for which in (["--week", "-1"], ["--date", "2026-03-15"]))
    assert by_number == by_day
    assert by_number[0]["2026-03-10"] == by_number[0]["sum"] == 3600
    assert [row["issue"] for row in by_number] == ["NORTH-1", "Logged", "Required", "Missing"]


def test_a_holiday_requires_no_time(as_alice: Shell, alice: Person, carol: Person) -> None:
    holiday = {"name": "Spring", "type": "FLOATING", "date": "2026-03-18", "durationSeconds": 28_800}
    assign(carol, create_scheme(carol, "Spring", holiday), alice)

    assert json.loads(as_alice("week", "--json"))[1]["2026-03-18"] == 0


def test_the_week_starts_on_the_configured_day(as_alice: Shell, company: Company, database: Database) -> None:
    company.configure(database, week_start="7")

    assert as_alice("week").splitlines()[0].split()[1:3] == ["Sun", "15"]


def test_the_week_of_another_user_is_shown(as_bob: Shell, alice: Person, eve: Person) -> None:
    alice.logs(3600)

    assert "NORTH-1" in as_bob("week", "--user", alice.id)
    assert "NORTH-1" not in as_bob("week", "--user", eve.id)


def test_the_week_starts_on_monday_if_the_configuration_can_not_be_read(as_alice: Shell) -> None:
    scopes = ["--scope", "worklogs:view", "--scope", "schemes:view"]
    token = as_alice("token", "create", "--user", "alice@example.com", *scopes).strip()
    as_alice.environment = {**as_alice.environment, "ANDANTE_TOKEN": token}
    as_alice("login", BASE_URL)

    assert as_alice("week").split()[1:3] == ["Mon", "16"]
