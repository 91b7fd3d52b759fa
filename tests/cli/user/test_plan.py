"""andante plan"""

import json

from tests.cast import Person
from tests.shell import Shell


def test_a_plan_is_added_listed_and_deleted(as_alice: Shell, alice: Person) -> None:
    printed = as_alice("plan", "add", "NORTH-1", "4h", "--from", "2026-03-16", "--to", "2026-03-20", "--text", "Rows")

    assert printed == "Planned 4:00 per day on NORTH-1, 2026-03-16 to 2026-03-20 (plan 1).\n"
    assert as_alice("plan", "list").splitlines() == [
        "Id  User   Issue or project  From        To          Per day  Total  Repeats  Until  Description",
        "1   Alice  NORTH-1           2026-03-16  2026-03-20     4:00  20:00  never           Rows",
    ]
    assert as_alice("plan", "delete", 1) == "Deleted plan 1.\n"
    assert as_alice("plan", "list") == "Nothing is planned from 2026-03-01 to 2026-03-31.\n"
    assert alice.get("/plans/1").status_code == 404


def test_a_plan_for_another_user_can_repeat(as_bob: Shell, alice: Person) -> None:
    arguments = ["--user", "alice@example.com", "--repeat", "bi-weekly", "--until", "2026-04-30", "--at", "9"]
    as_bob("plan", "add", "NORTH-2", "1h", "--from", "2026-03-19", *arguments)

    plan = alice.get("/plans/1").json()
    assert (plan["rule"], plan["recurrenceEndDate"], plan["startTime"]) == ("BI_WEEKLY", "2026-04-30", "09:00")
    [row] = json.loads(as_bob("plan", "list", "--user", alice.id, "--json"))
    assert (row["item"], row["rule"], row["secondsPerDay"]) == ("NORTH-2", "bi-weekly", 3600)


def test_weekdays_are_the_next_ones(as_alice: Shell) -> None:
    printed = as_alice("plan", "add", "NORTH-1", "4h", "--from", "mon", "--to", "fri")

    assert "2026-03-23 to 2026-03-27" in printed
    assert "2026-03-18 to 2026-03-18" in as_alice("plan", "add", "NORTH-1", "4h", "--from", "wed")


def test_an_unknown_repetition_is_refused(as_alice: Shell) -> None:
    as_alice("plan", "add", "NORTH-1", "1h", "--repeat", "daily", code=2)

    assert "--repeat must be never, weekly, bi-weekly or monthly, not 'daily'" in as_alice.errors


def test_the_administrators_feed_command_is_in_the_same_group(as_alice: Shell) -> None:
    assert "?token=" in as_alice("plan", "feed", "--user", "alice@example.com")
