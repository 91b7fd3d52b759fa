"""The job that finds who is to be notified, on both engines. It is Wednesday, March 18, 13:00 in Berlin."""

from itertools import count
from typing import Any

import pytest

from andante.activity.notifications import delivery, store
from andante.activity.notifications.actions import find
from andante.activity.notifications.queries import Situation
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from tests.cast import ACCOUNT_IDS, NORTHERNERS, Company, Person, StoppedClock
from tests.databases import Server
from tests.statements import statements

ALICE = ACCOUNT_IDS["alice"]
PERIOD = "from=2026-03-09"
"""The week before the current one."""


def step(person: Person, verb: str, comment: str = "") -> None:
    response = person.http.post(f"/4/timesheet-approvals/user/{ALICE}/{verb}?{PERIOD}", json={"comment": comment})
    assert response.status_code == 200, response.text


def notified(person: Person) -> dict[str, Any]:
    """The notifications of a user by kind, and whether there is at most one of each."""
    found = person.http.get("/4-andante/notifications").json()["results"]
    by_kind = {each["kind"]: each for each in found}
    assert len(by_kind) == len(found), found
    return by_kind


def stored(database: Database, name: str) -> list[str]:
    """The kinds of the notifications of a user."""
    with database.read() as db:
        return sorted(record.kind for record in store.listed(db, ACCOUNT_IDS[name]))


def move(database: Database, name: str, time_zone: str) -> None:
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS[name], UserChange(time_zone=time_zone))


def test_an_owner_is_reminded_of_a_timesheet_and_the_reviewer_when_it_waits(
    company: Company, server: Server, stopped_clock: StoppedClock
) -> None:
    server.run_jobs()
    due = notified(company.alice)["TIMESHEET_DUE"]

    assert due["text"] == "Submit your timesheet for 9\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}15 Mar 2026"
    assert (due["from"], due["to"], due["path"]) == ("2026-03-09", "2026-03-15", "/week/2026-03-09")
    assert "TIMESHEET_DUE" not in notified(company.dave)  # in no team

    step(company.alice, "submit", "Done")
    stopped_clock.advance(600)
    server.run_jobs()

    waiting = notified(company.bob)["TIMESHEET_WAITING"]
    assert (waiting["text"], waiting["comment"]) == (
        "Alice submitted a timesheet for 9\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}15 Mar 2026",
        "Done",
    )
    assert waiting["user"]["accountId"] == ALICE
    assert not any("TIMESHEET_WAITING" in notified(company.people[name]) for name in ("alice", "carol", "dave", "frank"))


def test_an_owner_learns_of_rejection_reopening_and_approval(company: Company, server: Server, stopped_clock: StoppedClock) -> None:
    alice, bob = company.alice, company.bob
    for verb, person, kind in (
        ("reject", bob, "TIMESHEET_REJECTED"),
        ("approve", bob, "TIMESHEET_APPROVED"),
        ("reopen", bob, "TIMESHEET_REOPENED"),
    ):
        if verb != "reopen":
            step(alice, "submit")
        step(person, verb, "Friday?")
        stopped_clock.advance(600)
        server.run_jobs()

        assert notified(alice)[kind]["comment"] == "Friday?"
        assert notified(alice)[kind]["user"]["accountId"] == bob.id


def test_nobody_is_notified_of_their_own_steps(company: Company, server: Server) -> None:
    step(company.alice, "submit")
    step(company.alice, "recall")
    server.run_jobs()

    assert not {"TIMESHEET_REJECTED", "TIMESHEET_REOPENED"} & set(notified(company.alice))


def test_missing_time_is_found_on_the_last_working_day_and_from_the_configured_hour_on_today(
    company: Company, server: Server, stopped_clock: StoppedClock
) -> None:
    company.alice.logs(8 * 3600, on="2026-03-17")
    company.alice.logs(5400, on="2026-03-18")
    server.run_jobs()
    assert "MISSING_TIME" not in notified(company.alice)

    stopped_clock.set("2026-03-18T16:00:00Z")
    server.run_jobs()

    missing = notified(company.alice)["MISSING_TIME"]
    assert (missing["text"], missing["seconds"]) == ("6:30 hours are missing on Wed 18 Mar", 6 * 3600 + 1800)


@pytest.mark.parametrize("day", ["2026-03-21", "2026-03-22"])
def test_no_time_is_missing_on_weekends(company: Company, server: Server, stopped_clock: StoppedClock, day: str) -> None:
    stopped_clock.set(f"{day}T12:00:00Z")
    server.run_jobs()

    assert "MISSING_TIME" not in notified(company.alice)


def test_no_time_is_missing_on_holidays(company: Company, server: Server) -> None:
    holiday = {"name": "Off", "type": "FIXED", "date": "2026-03-18", "durationSeconds": 8 * 3600}
    assert company.carol.post("/holiday-schemes/1/holidays", holiday).status_code == 200
    server.run_jobs()

    assert "MISSING_TIME" not in notified(company.alice)


def test_nothing_is_sent_at_night_in_the_time_zone_of_the_user(
    company: Company, database: Database, server: Server, stopped_clock: StoppedClock
) -> None:
    move(database, "alice", "Asia/Tokyo")  # 21:00
    server.run_jobs()
    assert (notified(company.alice), set(notified(company.bob))) == ({}, set())

    stopped_clock.set("2026-03-18T22:00:00Z")  # 7:00 in Tokyo
    server.run_jobs()
    assert set(notified(company.alice)) == {"TIMESHEET_DUE", "MISSING_TIME"}


def test_what_is_over_in_the_morning_is_not_sent(company: Company, database: Database, server: Server, stopped_clock: StoppedClock) -> None:
    move(database, "alice", "Asia/Tokyo")
    server.run_jobs()
    step(company.alice, "submit")

    stopped_clock.set("2026-03-18T22:00:00Z")
    server.run_jobs()
    assert "TIMESHEET_DUE" not in notified(company.alice)


def test_each_notification_is_stored_once(company: Company, server: Server, stopped_clock: StoppedClock) -> None:
    step(company.alice, "submit")
    for _ in range(3):
        server.run_jobs()
        stopped_clock.advance(600)

    assert "TIMESHEET_WAITING" in notified(company.bob)
    assert "MISSING_TIME" in notified(company.alice)


def test_a_job_that_ends_between_two_batches_continues(
    database: Database, server: Server, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 1)
    add_all, batches = store.add_all, count(1)

    def add_then_fail(*parts: Any) -> None:
        add_all(*parts)
        if next(batches) == 2:
            raise OSError("The machine is switched off")

    with monkeypatch.context() as patch:
        patch.setattr(store, "add_all", add_then_fail)
        server.run_jobs()
    assert sorted(map(len, (stored(database, "alice"), stored(database, "eve")))) == [0, 2]

    stopped_clock.advance(600)
    server.run_jobs()
    assert stored(database, "alice") == stored(database, "eve") == ["MISSING_TIME", "TIMESHEET_DUE"]


def test_deactivated_people_get_nothing(company: Company, database: Database, server: Server) -> None:
    company.deactivate(database, "alice")
    server.run_jobs()
    company.deactivate(database, "alice", active=True)

    assert notified(company.alice) == {}


def test_who_wants_a_kind_nowhere_does_not_get_it(company: Company, server: Server) -> None:
    body = {"choices": [{"kind": "TIMESHEET_DUE", "pages": False, "mail": "DAILY"}]}  # no mail server is configured
    assert company.alice.http.put("/4-andante/notifications/settings", json=body).status_code == 200
    server.run_jobs()

    assert set(notified(company.alice)) == {"MISSING_TIME"}


def test_the_number_of_statements_does_not_depend_on_the_number_of_people(database: Database) -> None:
    few = _statements(database)
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        for number in range(30):
            people.add(call, UserInput(account_id=f"more-{number}", display_name=f"More {number}", time_zone="Asia/Kolkata"))
            memberships.add(call, TeamMembershipInput(account_id=f"more-{number}", team_id=NORTHERNERS))
    many = _statements(database)

    assert len(few[0]) == len(many[0])
    assert len(many[1]) >= len(few[1]) + 30


def _statements(database: Database) -> tuple[list[str], list[str]]:
    """The statements that find what to send, and the reasons that they find."""
    with database.call(SYSTEM) as call, statements(database) as ran:
        found = find(Situation(call))
    return ran, [reason.object for reasons in found.values() for _, reason in reasons]
