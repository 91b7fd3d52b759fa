"""andante submit, recall, waiting, approve, reject and reopen"""

import json

from tests.cast import Person
from tests.shell import Shell
from tests.timekeeping.timesheets.sheets import FIRST, LAST, status


def test_a_timesheet_is_submitted_and_approved(as_alice: Shell, as_bob: Shell, alice: Person) -> None:
    alice.logs(3600, on="2026-03-10")
    sheet = f"The timesheet of Alice, {FIRST} to {LAST}, is"

    assert as_alice("submit", "--date", "2026-03-12", "--comment", "Done") == f"{sheet} IN_REVIEW, with Bob as reviewer.\n"
    assert as_bob("waiting").splitlines() == [
        "User   From        To          Status     Logged  Required  Reviewer",
        "Alice  2026-03-09  2026-03-15  IN_REVIEW    1:00     40:00  Bob",
    ]
    (waiting,) = json.loads(as_bob("waiting", "--json"))
    assert waiting.items() >= {"from": "2026-03-09", "to": "2026-03-15", "status": "IN_REVIEW"}.items()
    assert as_bob("waiting", "--csv").splitlines()[0].split(",") == list(waiting)
    assert as_bob("approve", "alice@example.com", "--date", "2026-03-12") == f"{sheet} APPROVED, with Bob as reviewer.\n"
    as_alice("log", "NORTH-1", "1h", "--date", "2026-03-10", code=1)
    assert "is approved: worklogs on its days can't be created" in as_alice.errors


def test_a_timesheet_is_rejected_recalled_and_reopened(as_alice: Shell, as_bob: Shell, alice: Person) -> None:
    as_alice("submit", "--date", FIRST)
    as_bob("reject", alice.id, "--date", FIRST, "--comment", "Friday is missing")
    assert status(alice) == "OPEN"

    as_alice("submit", "--date", FIRST, "--reviewer", "bob@example.com")
    as_alice("recall", "--date", FIRST)
    assert status(alice) == "OPEN"

    as_alice("submit", "--date", FIRST)
    as_bob("approve", alice.id, "--date", FIRST)
    as_bob("reopen", alice.id, "--date", FIRST)
    assert status(alice) == "OPEN"


def test_the_new_status_of_a_timesheet_is_printed_as_json(as_alice: Shell) -> None:
    sheet = json.loads(as_alice("submit", "--json"))

    assert (sheet["status"], sheet["from"], sheet["to"], sheet["reviewer"]) == ("IN_REVIEW", "2026-03-16", "2026-03-22", "712020:bob")


def test_a_user_without_permission_can_not_approve(as_alice: Shell, bob: Person) -> None:
    as_alice("approve", bob.id, code=1)

    assert as_alice.errors.strip()
    assert as_alice("waiting") == "No timesheets are waiting for your review.\n"
